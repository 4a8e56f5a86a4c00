"""A threaded web server in a background thread, on a loopback address only."""

import ipaddress
import logging
import threading
from typing import IO, Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

_FALLBACK = "127.0.0.1"


def _read_whole(file: IO[bytes], _size: int = 0) -> list[bytes]:
    """Read a file and close it before it is sent: a browser that leaves early would let it stay open."""
    with file:
        return [file.read()]


class _QuietHandler(WSGIRequestHandler):
    """Request handler without a line of log per call, and without a date of its own: the LMS's clock says that."""

    def make_environ(self) -> dict[str, Any]:
        """Describe a request; files are answered as PEP 3333's `wsgi.file_wrapper` gives them."""
        return super().make_environ() | {"wsgi.file_wrapper": _read_whole}

    def send_response(self, code: int, message: str | None = None) -> None:
        """Begin an answer; the application dates it."""
        self.send_response_only(code, message)
        self.send_header("Server", self.version_string())

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write nothing; the LMS keeps its own request log."""


class Serving:
    """One server; the port chosen at the first start is kept over later ones."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        if not ipaddress.ip_address(host).is_loopback:
            raise ValueError("the sandbox serves loopback addresses only")
        self._app = app
        self.host = host
        self.port = port
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Bind the address (127.0.0.1 where the system has no other loopback address); OSError when it is taken."""
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        try:
            self._server = self._bind()
        except SystemExit:
            # Werkzeug ends the program when it cannot bind.
            self.host = _FALLBACK
            try:
                self._server = self._bind()
            except SystemExit as error:
                raise OSError(f"cannot serve on {self.host}:{self.port}") from error
        self.port = self._server.server_port

    def run(self) -> None:
        """Answer requests in a background thread."""
        if self._server is None:
            raise RuntimeError("open the address first")
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering and free the address; nothing happens when it is not open."""
        if self._server is None:
            return
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
        self._server = self._thread = None

    def _bind(self) -> BaseWSGIServer:
        return make_server(self.host, self.port, self._app, threaded=True, request_handler=_QuietHandler)
