"""OAuth 1.0a for two legs, signed PLAINTEXT: what Schoology's REST API asks of every request (schoology.md 5.1).

The header is a few fixed fields, so it is written here rather than by a library. The signature is the secret itself,
which is why the address must be https; the door `lti.http` sees to that.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

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

    def header(self) -> str:
        """Return a fresh `Authorization` header: realm first, signature last, the rest in alphabetical order."""
        fields = {
            "oauth_consumer_key": _encoded(self.key),
            "oauth_nonce": secrets.token_hex(16),
            "oauth_signature_method": "PLAINTEXT",
            "oauth_timestamp": str(self.seconds()),
            "oauth_token": "",
            "oauth_version": "1.0",
            "oauth_signature": _encoded(f"{_encoded(self.secret)}&"),
        }
        signed = ", ".join(f'{name}="{value}"' for name, value in fields.items())
        return f'OAuth realm="{_REALM}", {signed}'


def _encoded(text: str) -> str:
    """Return a text as RFC 5849 section 3.6 encodes it."""
    return quote(text, safe="")
