"""Nothing leaves this machine while tests run: a connection to any other address fails the test that made it."""

from __future__ import annotations

import socket
from typing import Any

_LOOPBACK = ("127.", "::1", "localhost")


class CallLeft(BaseException):
    """A test tried to reach another machine; no handler of ordinary errors may swallow that."""


def guard() -> None:
    """Refuse connections of Python sockets to anything but loopback, for the rest of the process."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
            raise CallLeft(f"a test called {address[0]}")
        real(self, address)

    socket.socket.connect = connect  # type: ignore[method-assign]
