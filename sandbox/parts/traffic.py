"""What happens around every request: outage, slowness, the LMS's own refusals, the log and the lost answer."""

import socket
import threading
from typing import Any, ClassVar, Generic, TypeVar

from flask import Flask, Response, g, request

from sandbox.clock import iso
from sandbox.parts import Json
from sandbox.parts.site import Site

_FREE = ("/_sim/", "/static/")

L = TypeVar("L", bound=Site[Any, Any])


class Traffic(Generic[L]):
    """The hooks around the requests of one LMS, which overrides what it does in its own way."""

    services: ClassVar[tuple[str, ...]]
    """Beginnings of the paths of services, besides the token endpoint."""

    def __init__(self, site: L, stopping: threading.Event) -> None:
        self.site = site
        self._stopping = stopping

    def install(self, app: Flask) -> None:
        """Install the hooks; the event `stopping` ends the waits of slow answers early."""
        app.before_request(self._arrive)
        app.after_request(self._leave)
        app.teardown_request(self._finish)

    def refusal(self) -> Response | None:
        """Refuse a service call, not one for a token, before it is looked at: over the limit, or switched on."""
        return None

    def dressed(self, response: Response) -> Response:
        """Return the answer of a service as it leaves the LMS."""
        return response

    def stores(self) -> bool:
        """Whether this call changes something when it succeeds."""
        return request.method != "GET"

    def endpoint(self) -> str:
        """Name under which this call is counted."""
        return f"{request.method} {request.url_rule.rule if request.url_rule else request.path}"

    def entry(self) -> Json:
        """Return what the log keeps of this call."""
        return {"at": iso(self.site.clock()), "method": request.method, "path": request.full_path.rstrip("?")}

    def _arrive(self) -> Response | None:
        site = self.site
        if request.path.startswith(_FREE):
            return None
        g.service = self._is_token() or request.path.startswith(self.services)
        if g.service:
            site.log.start()
            self._wait()
        if site.faults.down:
            return Response("Service Unavailable\n", 503, mimetype="text/plain")
        if site.faults.keys_page and request.path == site.keys_path:
            return Response("<!doctype html><title>Sign in</title><h1>Sign in</h1>", mimetype="text/html")
        if g.service and any(part in request.path for part in site.faults.refused_services):
            return Response("Forbidden\n", 403, mimetype="text/plain")
        return self.refusal() if g.service and not self._is_token() else None

    def _leave(self, response: Response) -> Response:
        response.date = self.site.now()
        if not g.get("service"):
            return response
        left = self.dressed(response)
        self.site.log.add(self.endpoint(), self.entry() | {"status": left.status_code})
        stored = self.stores() and not self._is_token() and 200 <= left.status_code < 300
        if stored and self.site.take("drop_answer_after_store"):
            _hang_up()
        return left

    def _finish(self, _error: BaseException | None) -> None:
        if g.get("service"):
            self.site.log.finish()

    def _is_token(self) -> bool:
        return request.path == self.site.token_path

    def _wait(self) -> None:
        seconds = self.site.faults.latency + self.site.faults.hang_seconds
        if seconds > 0:
            self._stopping.wait(seconds)


def _hang_up() -> None:
    connection: socket.socket | None = request.environ.get("werkzeug.socket")
    if connection is not None:
        connection.shutdown(socket.SHUT_RDWR)
