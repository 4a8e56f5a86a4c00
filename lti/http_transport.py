"""Connections that go to the checked address and keep one deadline for a whole exchange.

The name is resolved once, inside the connection, and the socket is opened to that very address; TLS and the Host
header keep the name, so certificates are checked as usual and a second, different DNS answer changes nothing (T09).
Every read waits at most for what is left of the deadline, so bytes sent one by one do not stretch it (F09).
"""

from __future__ import annotations

import http.client
import io
import socket
import time
from contextvars import ContextVar
from typing import Any, cast

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.util.connection import create_connection

from lti.http_guard import Guard

DEADLINE: ContextVar[float] = ContextVar("DEADLINE")
"""End of the exchange this thread is in, on the monotonic clock."""


class _TimedReader(io.RawIOBase):
    """A socket's byte stream whose every read ends at the deadline."""

    def __init__(self, raw: Any, sock: socket.socket) -> None:
        self._raw = raw
        self._sock = sock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = DEADLINE.get() - time.monotonic()
        if left <= 0:
            raise TimeoutError("deadline")
        self._sock.settimeout(left)
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(http.client.HTTPResponse):
    """A response whose status line, headers and body are read through the timed reader."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_TimedReader(raw, sock))


class _Guarded(HTTPConnection):
    """A connection that asks the guard where to go."""

    guard: Guard
    scheme = "http"
    response_class = _TimedResponse

    def _new_conn(self) -> socket.socket:
        failure: OSError = OSError("no address")
        for address in self.guard.addresses(self.scheme, self._dns_host, self.port):
            try:
                wait = min(float(self.timeout or 0), max(DEADLINE.get() - time.monotonic(), 0.01))
                return create_connection((address, self.port), wait, socket_options=self.socket_options)
            except OSError as error:
                failure = error
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, str(failure)) from failure
        raise NewConnectionError(self, str(failure)) from failure


class _GuardedTls(_Guarded, HTTPSConnection):
    """The same over TLS: name and certificate checks are those of the library."""

    scheme = "https"


class _Pool(HTTPConnectionPool):
    """A pool whose connections know the guard."""

    ConnectionCls = _Guarded

    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        self._guard = guard
        super().__init__(*args, **kwargs)

    def _new_conn(self) -> Any:
        connection = super()._new_conn()
        cast("_Guarded", connection).guard = self._guard
        return connection


class _TlsPool(_Pool, HTTPSConnectionPool):
    """The same over TLS."""

    ConnectionCls = _GuardedTls


class GuardedAdapter(HTTPAdapter):
    """Transport of a requests session under one guard; it never retries by itself."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        super().__init__(pool_connections=64, pool_maxsize=8, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Set up the pools; the guard travels as one of their arguments."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": self._plain, "https": self._tls}

    def _plain(self, *args: Any, **kwargs: Any) -> _Pool:
        return _Pool(*args, guard=self._guard, **kwargs)

    def _tls(self, *args: Any, **kwargs: Any) -> _TlsPool:
        return _TlsPool(*args, guard=self._guard, **kwargs)
