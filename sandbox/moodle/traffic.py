"""What happens around every request: outage, slowness, throttling, the log and the lost answer."""

import socket
import threading

from flask import Flask, Response, g, request

from sandbox.clock import iso
from sandbox.moodle.lms import Lms, lms

_SERVICES = ("/mod/lti/services.php/", "/mod/lti/token.php", "/webservice/")
_TOKEN = "/mod/lti/token.php"  # noqa: S105 - an address
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
        return _trouble(site) if g.service and request.path != _TOKEN else None

    @app.after_request
    def answer(response: Response) -> Response:
        site = lms()
        if g.get("service"):
            if response.status_code == 0 and site.faults.behind_proxy:
                response = Response("Bad Gateway\n", 502, mimetype="text/plain")
            _remember(site, response)
            _maybe_lose(site, response)
        return response

    @app.teardown_request
    def leave(_error: BaseException | None) -> None:
        if g.get("service"):
            lms().log.finish()


def _wait(site: Lms, stopping: threading.Event) -> None:
    seconds = site.faults.latency + site.faults.hang_seconds
    if seconds > 0:
        stopping.wait(seconds)


def _trouble(site: Lms) -> Response | None:
    if _take(site, "throttle_next"):
        response = Response("Too many requests\n", site.faults.throttle_status, mimetype="text/plain")
        if site.faults.retry_after:
            response.headers["Retry-After"] = site.faults.retry_after
        return response
    if _take(site, "status_0_next"):
        return Response("", "0 Error writing to database")
    return None


def _remember(site: Lms, response: Response) -> None:
    function = request.values.get("wsfunction", "") if request.path.startswith("/webservice/") else ""
    endpoint = f"{request.method} {request.url_rule.rule if request.url_rule else request.path} {function}".rstrip()
    call = {
        "at": iso(site.now()),
        "method": request.method,
        "path": _path(),
        "function": function,
        "status": response.status_code,
    }
    site.log.add(endpoint, call)


def _path() -> str:
    # Web service calls may carry their token in the address.
    return request.path if request.path.startswith("/webservice/") else request.full_path.rstrip("?")


def _maybe_lose(site: Lms, response: Response) -> None:
    stored = g.get("writes", request.method != "GET" and request.path != _TOKEN) and 200 <= response.status_code < 300
    if stored and _take(site, "drop_answer_after_store"):
        connection: socket.socket | None = request.environ.get("werkzeug.socket")
        if connection is not None:
            connection.shutdown(socket.SHUT_RDWR)


def _take(site: Lms, switch: str) -> bool:
    """Use up one of the next n calls a switch stands for; parallel calls never use more than n."""
    with site.store.lock:
        left: int = getattr(site.faults, switch)
        if left > 0:
            setattr(site.faults, switch, left - 1)
        return left > 0
