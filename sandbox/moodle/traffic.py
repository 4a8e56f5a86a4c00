"""The web server in front of the LMS, and web service calls in the log by their function."""

from flask import Response, g, request

from sandbox.clock import iso
from sandbox.moodle.lms import Lms
from sandbox.parts import Json
from sandbox.parts.traffic import Traffic

_WEB_SERVICE = "/webservice/"


class MoodleTraffic(Traffic[Lms]):
    """Refusals come from the web server: this LMS has no rate limit of its own."""

    services = ("/mod/lti/services.php/", _WEB_SERVICE)

    def refusal(self) -> Response | None:
        """Refuse the next calls where switched on, as asked too often or with status code 0."""
        if self.site.take("throttle_next"):
            response = Response("Too many requests\n", self.site.faults.throttle_status, mimetype="text/plain")
            if self.site.faults.retry_after:
                response.headers["Retry-After"] = self.site.faults.retry_after
            return response
        if self.site.take("status_0_next"):
            return Response("", "0 Error writing to database")
        return None

    def dressed(self, response: Response) -> Response:
        """Turn status code 0 into what a proxy makes of it, where there is one."""
        if response.status_code == 0 and self.site.faults.behind_proxy:
            return Response("Bad Gateway\n", 502, mimetype="text/plain")
        return response

    def stores(self) -> bool:
        """Whether this call changes something; web service calls are all posted."""
        return bool(g.get("writes", super().stores()))

    def endpoint(self) -> str:
        """Name under which this call is counted, with the web service function."""
        return f"{super().endpoint()} {_function()}".rstrip()

    def entry(self) -> Json:
        """Return what the log keeps of this call, by the LMS's own clock."""
        known = super().entry() | {"at": iso(self.site.now()), "function": _function()}
        # Web service calls may carry their token in the address.
        return known | {"path": request.path} if request.path.startswith(_WEB_SERVICE) else known


def _function() -> str:
    return request.values.get("wsfunction", "") if request.path.startswith(_WEB_SERVICE) else ""
