"""What happens around every request: outage, slowness, rate limit, the log and the lost answer."""

import socket
import threading

from flask import Flask, Response, g, request

from sandbox.canvas.lms import Lms, lms
from sandbox.canvas.string_ids import string_ids
from sandbox.canvas.tokens import client_of
from sandbox.clock import iso

_SERVICES = ("/api/lti/courses/", "/api/v1/", "/login/oauth2/")
_LIMITED = "403 Forbidden (Rate Limit Exceeded)\n"
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
        return _limit(site) if g.service else None

    @app.after_request
    def answer(response: Response) -> Response:
        site = lms()
        if g.get("service"):
            _account(site, response)
            string_ids(response)
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


def _limit(site: Lms) -> Response | None:
    g.client = _client()
    if g.client is None:
        return None
    if _take(site, "throttle_next") or not site.buckets.enter(g.client, site.clock()):
        g.client = None
        return _refusal(site)
    return None


def _client() -> str | None:
    """Bucket of this call: the client for LTI services, the token for REST, none for the token endpoint."""
    value = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if request.path.startswith("/login/"):
        return None
    if request.path.startswith("/api/v1/"):
        return f"token:{value}"
    return f"client:{client_of(value)}"


def _refusal(site: Lms) -> Response:
    response = Response(_LIMITED, site.faults.throttle_status, mimetype="text/plain")
    response.headers["X-Rate-Limit-Remaining"] = "0.0"
    if site.faults.retry_after:
        response.headers["Retry-After"] = site.faults.retry_after
    return response


def _account(site: Lms, response: Response) -> None:
    if g.get("client"):
        cost = site.faults.request_cost
        remaining = site.buckets.leave(g.client, cost, site.clock())
        response.headers["X-Request-Cost"] = f"{cost:g}"
        response.headers["X-Rate-Limit-Remaining"] = f"{remaining:.1f}"
    endpoint = f"{request.method} {request.url_rule.rule if request.url_rule else request.path}"
    call = {
        "at": iso(site.clock()),
        "method": request.method,
        "path": request.full_path.rstrip("?"),
        "status": response.status_code,
    }
    site.log.add(endpoint, call)


def _maybe_lose(site: Lms, response: Response) -> None:
    stored = request.method != "GET" and response.status_code < 300 and not request.path.startswith("/login/")
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
