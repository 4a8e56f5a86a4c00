"""A tiny platform on loopback that answers what a test wrote down, and a clock that stands still."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from lti.http import Http
from lti.tokens import MemoryTokenStore, TokenPlatform, Tokens

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def payload(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body).encode()


class Platform:
    """Answers by a function; remembers every request."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answer: Callable[[Request], Reply] = lambda _request: Reply()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def script(self, *replies: Reply) -> None:
        """Answer with these, in order; the last one stays."""
        left = list(replies)
        self.answer = lambda _request: left.pop(0) if len(left) > 1 else left[0]

    def paths(self, method: str | None = None) -> list[str]:
        return [request.path for request in self.requests if method in (None, request.method)]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 5

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                with platform._lock:
                    request = Request(self.command, self.path, headers, body)
                    platform.requests.append(request)
                    reply = platform.answer(request)
                payload = reply.payload()
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815 - names of the library

            def log_message(self, *_args: Any) -> None:
                """Keep the test output clean."""

        return Handler


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


class PlainSigner:
    """Signs with nothing: what is sent is the claims as JSON."""

    kid = "key-1"

    def __init__(self) -> None:
        self.signed: list[dict[str, Any]] = []

    def sign(self, claims: Any) -> str:
        self.signed.append(dict(claims))
        return json.dumps(claims)


class CountingTokens:
    """A token source that numbers its tokens."""

    def __init__(self) -> None:
        self.made = 1

    def get(self, _scopes: frozenset[str]) -> str:
        return f"token-{self.made}"

    def renew(self, _scopes: frozenset[str], _refused: str) -> str:
        self.made += 1
        return f"token-{self.made}"


@pytest.fixture
def platform() -> Iterator[Platform]:
    server = Platform()
    yield server
    server.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def http(clock) -> Iterator[Http]:
    door = Http(now=clock, loopback=True)
    yield door
    door.close()


@pytest.fixture
def signer() -> PlainSigner:
    return PlainSigner()


@pytest.fixture
def tokens(http, signer, clock) -> Tokens:
    return Tokens(http, signer, MemoryTokenStore(), now=clock)


@pytest.fixture
def registration(platform) -> TokenPlatform:
    return TokenPlatform("p1", "10000000000777", f"{platform.url}/token")


@pytest.fixture
def counting() -> CountingTokens:
    return CountingTokens()


@pytest.fixture
def reply() -> type[Reply]:
    return Reply
