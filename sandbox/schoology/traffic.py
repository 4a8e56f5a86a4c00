"""Refusals of service calls over the limit."""

from flask import Response

from sandbox.parts.traffic import Traffic
from sandbox.schoology.errors import ApiError, answer
from sandbox.schoology.lms import Lms


class SchoologyTraffic(Traffic[Lms]):
    """The credits of REST calls are counted where their keys are checked; here is the switch for all services."""

    services = ("/lti-service/tool/", "/v1/")

    def refusal(self) -> Response | None:
        """Refuse the next calls where switched on."""
        return answer(too_many(self.site)) if self.site.take("throttle_next") else None


def too_many(site: Lms, seconds: int = 0) -> ApiError:
    """Refusal of a call over the limit; a wish of the switch `retry_after` wins over the seconds to wait."""
    wait = site.faults.retry_after or (str(seconds) if seconds else "")
    status = site.faults.throttled_status
    said = "Rate limit exceeded" if status == 403 else None
    return ApiError(status, said, {"Retry-After": wait} if wait else {})
