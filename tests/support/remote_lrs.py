"""Another record store for tests: any WSGI application served on loopback, with faults put before it on demand."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sandbox.parts.serving import Serving

Fault = Callable[[str, str, bytes], "tuple[int, dict[str, str], bytes] | None"]
"""(method, path with query, body) -> an answer instead of the store's own, or None to let the request through."""

CUT = (0, {}, b"")
"""The answer of a server that ends the connection without one."""


@dataclass
class Gate:
    """Stands before a store: writes down each call, and lets faults answer first."""

    app: Any
    faults: list[Fault] = field(default_factory=list)
    calls: list[tuple[str, str, bytes]] = field(default_factory=list)
    after: Callable[[str], None] = lambda _path: None
    host: str = ""
    address: str = ""

    @property
    def endpoint(self) -> str:
        """Where statements are sent to."""
        return f"{self.address}/xapi/"

    def sent(self) -> list[bytes]:
        """Return the bodies of all attempts to store."""
        return [body for method, path, body in self.calls if method == "POST" and path.endswith("/statements")]

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        query = environ.get("QUERY_STRING", "")
        path = environ["PATH_INFO"] + (f"?{query}" if query else "")
        method = environ["REQUEST_METHOD"]
        self.calls.append((method, path, body))
        for fault in list(self.faults):
            found = fault(method, path, body)
            if found is CUT:
                environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            if found is not None:
                status, headers, answer = found
                start(f"{status or 500} x", [*headers.items(), ("Content-Length", str(len(answer)))])
                return [answer]
        environ["wsgi.input"] = io.BytesIO(body)
        if self.host:
            environ["HTTP_HOST"] = self.host
        answer = b"".join(self.app(environ, start))
        self.after(path)
        return [answer]

    @contextmanager
    def serving(self) -> Iterator[Gate]:
        """Answer on a loopback address until the end."""
        server = Serving(self, "127.0.0.1", 0)  # type: ignore[arg-type]  # any WSGI application can be served
        server.open()
        server.run()
        self.address = f"http://127.0.0.1:{server.port}"
        yield self
        server.close()


def status(code: int, times: int = 1_000_000, text: str = "no", **headers: str) -> Fault:
    """Answer the next so many attempts to store with this status."""
    left = [times]

    def fault(method: str, path: str, _body: bytes) -> tuple[int, dict[str, str], bytes] | None:
        if method != "POST" or left[0] <= 0:
            return None
        left[0] -= 1
        if code == 0:
            return CUT
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return code, {"Content-Type": "application/json", **named}, json.dumps({"error": text}).encode()

    return fault


def refuses(*ids: str, code: int = 400) -> Fault:
    """Refuse every request in which one of these statements is."""

    def fault(method: str, _path: str, body: bytes) -> tuple[int, dict[str, str], bytes] | None:
        if method == "POST" and any(one.encode() in body for one in ids):
            return code, {"Content-Type": "text/plain"}, b"I do not like it"
        return None

    return fault
