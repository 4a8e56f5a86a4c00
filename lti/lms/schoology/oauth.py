"""OAuth 1.0a for two legs: what Schoology's REST API asks of every request (schoology.md 5.1).

Signed by HMAC-SHA1, the method Schoology recommends: the secret itself never travels.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from oauthlib.oauth1 import Client

_REALM = "Schoology API"


class Seconds:
    """Unix seconds that never go back, whatever the machine's clock does."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._last = 0
        self._lock = threading.Lock()

    def __call__(self) -> int:
        """Return the present second, or the last one returned where the clock was set back."""
        with self._lock:
            self._last = max(self._last, int(self._clock()))
            return self._last


SECONDS = Seconds()
"""One for the process: a key's timestamps must not go back, and many short-lived signers use the same key."""


@dataclass(frozen=True)
class Signer:
    """Signs requests with one key; every header carries a nonce of its own."""

    key: str
    secret: str = field(repr=False)
    seconds: Callable[[], int] = SECONDS

    def header(self, method: str, url: str) -> str:
        """Return a fresh `Authorization` header for one request; a JSON body is no part of what is signed."""
        client = Client(
            self.key, client_secret=self.secret, realm=_REALM, nonce=secrets.token_hex(16),
            timestamp=str(self.seconds()),
        )  # fmt: skip
        _, headers, _ = client.sign(url, http_method=cast("Any", method))
        return str(headers["Authorization"])
