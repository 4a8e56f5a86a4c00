"""What happens around every request: outage, slowness, rate limit, the log and the lost answer."""

import socket
import threading

from flask import Flask, Response, g, request

from sandbox.clock import iso
from sandbox.schoology.errors import ApiError
from sandbox.schoology.errors import answer as refusal
from sandbox.schoology.lms import Lms, lms

_TOKEN = "/lti-service/access-token"  # noqa: S105 - an address
_SERVICES = ("/lti-service/tool/", _TOKEN, "/v1/")
_FREE = ("/_sim/", "/static/")


def install(app: Flask, stopping: threading.Event) -> None:
    """Install the hooks; `stopping` ends the waits of slow answers early."""

    @app.before_request
    def arrive() -> Response | None:
        site = lms()
        if request.path.startswith(_FREE):
            return None
        g.service = request.path.startswith(_SERVICES)
        if g.service:
            site.log.start()
            _wait(site, stopping)
        if site.faults.down:
            return Response("Service Unavailable\n", 503, mimetype="text/plain")
        throttled = g.service and request.path != _TOKEN and site.take("throttle_next")
        return refusal(too_many(site)) if throttled else None

    @app.after_request
    def answer(response: Response) -> Response:
        site = lms()
        if g.get("service"):
            _remember(site, response)
            _maybe_lose(site, response)
        return response

    @app.teardown_request
    def leave(_error: BaseException | None) -> None:
        if g.get("service"):
            lms().log.finish()


def too_many(site: Lms, seconds: int = 0) -> ApiError:
    """Refusal of a call over the limit; a wish of the switch `retry_after` wins over the seconds to wait."""
    wait = site.faults.retry_after or (str(seconds) if seconds else "")
    return ApiError(429, None, {"Retry-After": wait} if wait else {})


def _wait(site: Lms, stopping: threading.Event) -> None:
    seconds = site.faults.latency + site.faults.hang_seconds
    if seconds > 0:
        stopping.wait(seconds)


def _remember(site: Lms, response: Response) -> None:
    endpoint = f"{request.method} {request.url_rule.rule if request.url_rule else request.path}"
    path = request.full_path.rstrip("?")
    call = {"at": iso(site.clock()), "method": request.method, "path": path, "status": response.status_code}
    site.log.add(endpoint, call)


def _maybe_lose(site: Lms, response: Response) -> None:
    stored = request.method != "GET" and response.status_code < 300 and request.path != _TOKEN
    if stored and site.take("drop_answer_after_store"):
        connection: socket.socket | None = request.environ.get("werkzeug.socket")
        if connection is not None:
            connection.shutdown(socket.SHUT_RDWR)
