"""Moodle's web services with a token: one course, errors found inside answers that say 200 (moodle.md 7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from lti.answers import About, throttled
from lti.http_guard import host_of, refused
from lti.lms.access import Access
from lti.lms.base import CourseRef, Permanent, Refused
from lti.lms.moodle.errors import judge_moodle, judge_web_service

_SERVICE_URL = re.compile(
    r"^(?P<root>https?://[^?#]+?)/mod/lti/services\.php/(?:CourseSection/)?(?P<course>[0-9]+)/", re.ASCII
)


def web_services(course: CourseRef) -> tuple[str, str] | None:
    """Return the address of the web services and the course's number, or None where they cannot be known.

    Both come from the service URLs, which Moodle itself writes: a token must not follow a custom parameter elsewhere.
    """
    for url in (course.lineitems_url, course.memberships_url):
        found = _SERVICE_URL.match(url or "")
        if found:
            return f"{found['root']}/webservice/rest/server.php", found["course"]
    return None


class WebServices:
    """Calls of functions about one course."""

    def __init__(self, course: CourseRef, access: Access) -> None:
        self._home = web_services(course)
        self._http = access.http
        self._hosts = access.hosts
        self._token = access.credentials.get("token")
        self.usable = bool(self._token) and self._home is not None

    @property
    def course_id(self) -> str:
        """Return the course's number, or raise Permanent `not_supported` where it is not known."""
        return self._known()[1]

    def call(self, function: str, parameters: Mapping[str, str], about: About) -> Any:
        """Call a function and return its JSON, which is None for some; names of parameters are written PHP's way.

        The token goes into the body, where no log of addresses keeps it.
        """
        url, _ = self._known()
        if not self._token:
            raise Refused("token_missing")
        if self._hosts and host_of(url) not in self._hosts:
            raise refused(f"{host_of(url)} does not belong to the platform")
        form = {"wstoken": self._token, "wsfunction": function, "moodlewsrestformat": "json", **parameters}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        answer = self._http.call("POST", url, headers=headers, body=urlencode(form).encode())
        if answer.status in (401, 403) and not throttled(answer):
            raise Refused("token_refused", f"{answer.status} {answer.text()}".strip())  # 403: REST is not switched on
        error = judge_moodle(answer, about)
        if error is not None:
            raise error
        said = answer.json()
        error = judge_web_service(said, about)
        if error is not None:
            raise error
        return said

    def _known(self) -> tuple[str, str]:
        if self._home is None:
            raise Permanent("not_supported", "the course's address in Moodle is not known")
        return self._home
