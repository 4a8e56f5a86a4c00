"""OAuth 1.0a for two legs: what Schoology's REST API asks of every request (schoology.md 5.1).

Signed by HMAC-SHA1, the method Schoology recommends: the secret itself never travels.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from oauthlib.oauth1 import Client

_REALM = "Schoology API"


class Seconds:
    """Unix seconds that never go back for a key, whatever the clock does."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self._lock = threading.Lock()

    def __call__(self, key: str, now: datetime) -> int:
        """Return the second of this time, or the last one returned for the key where the clock was set back."""
        with self._lock:
            self._last[key] = max(self._last.get(key, 0), int(now.timestamp()))
            return self._last[key]


SECONDS = Seconds()
"""One for the process: a key's timestamps must not go back, and many short-lived signers use the same key."""


@dataclass(frozen=True)
class Signer:
    """Signs requests with one key; every header carries a nonce of its own."""

    key: str
    secret: str = field(repr=False)
    now: Callable[[], datetime]
    seconds: Seconds = SECONDS

    def header(self, method: str, url: str) -> str:
        """Return a fresh `Authorization` header for one request; a JSON body is no part of what is signed."""
        client = Client(
            self.key, client_secret=self.secret, realm=_REALM, nonce=secrets.token_hex(16),
            timestamp=str(self.seconds(self.key, self.now())),
        )  # fmt: skip
        _, headers, _ = client.sign(url, http_method=cast("Any", method))
        return str(headers["Authorization"])
