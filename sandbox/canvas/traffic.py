"""The leaky buckets around service calls, and ids as text."""

from flask import Response, g, request

from sandbox.canvas.lms import Lms
from sandbox.canvas.string_ids import string_ids
from sandbox.canvas.tokens import client_of
from sandbox.parts.traffic import Traffic

_REST = "/api/v1/"
_LIMITED = "403 Forbidden (Rate Limit Exceeded)\n"


class CanvasTraffic(Traffic[Lms]):
    """Every service call but those for a token enters a bucket and pays when it leaves."""

    services = ("/api/lti/courses/", _REST)

    def refusal(self) -> Response | None:
        """Refuse a call whose bucket is full."""
        site, client = self.site, _client()
        if site.take("throttle_next") or not site.buckets.enter(client, site.clock()):
            return self._limited()
        g.client = client
        return None

    def dressed(self, response: Response) -> Response:
        """Add what the call cost, and make ids text where asked for."""
        if g.get("client"):
            cost = self.site.faults.request_cost
            remaining = self.site.buckets.leave(g.client, cost, self.site.clock())
            response.headers["X-Request-Cost"] = f"{cost:g}"
            response.headers["X-Rate-Limit-Remaining"] = f"{remaining:.1f}"
        string_ids(response)
        return response

    def _limited(self) -> Response:
        response = Response(_LIMITED, self.site.faults.throttle_status, mimetype="text/plain")
        response.headers["X-Rate-Limit-Remaining"] = "0.0"
        if self.site.faults.retry_after:
            response.headers["Retry-After"] = self.site.faults.retry_after
        return response


def _client() -> str:
    """Bucket of this call: the client for LTI services, the token for REST."""
    value = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return f"token:{value}" if request.path.startswith(_REST) else f"client:{client_of(value)}"
