"""What every simulated LMS is made of besides its own rules: server, keys, memory, sign-in, pages, request log."""

from typing import Any

Json = dict[str, Any]
