"""Canvas's REST API with a teacher's token: one course, ids as text, lists over all pages (canvas.md 5, 7)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from lti.answers import About, Answer
from lti.lms.access import Access
from lti.lms.base import CourseRef, Permanent, Transient
from lti.lms.canvas.budget import Budget
from lti.lms.canvas.errors import judge_canvas
from lti.service import Call, Service, with_query
from lti.tokens import FixedToken

SERVICE_URL = re.compile(r"^(?P<base>https?://.+)/api/lti/courses/(?P<course>[0-9~]+)/")
_ACCEPT = "application/json+canvas-string-ids, application/json"
_NO_SCOPES: frozenset[str] = frozenset()


def api_course(course: CourseRef) -> str | None:
    """Return the course's REST address, or None where it cannot be known.

    Host and course come from the service URLs, which Canvas itself writes; a custom parameter may have been put on a
    link by a teacher, and a token must not follow it to another host or course.
    """
    for url in (course.lineitems_url, course.memberships_url):
        found = SERVICE_URL.match(url or "")
        if found:
            return f"{found['base']}/api/v1/courses/{found['course']}"
    return None


class Rest:
    """Calls below one course's address."""

    def __init__(self, course: CourseRef, access: Access) -> None:
        self._home = api_course(course)
        token = access.credentials.get("token")
        source = access.consented or FixedToken(token)
        budget = Budget(access.quota, access.http.now)
        self._service = Service(
            access.http, source, judged_by=judge_canvas, hosts=access.hosts, renewed_on=_token_is_over,
            noted_by=budget.note,
        )  # fmt: skip
        self.usable = (access.consented is not None or bool(token)) and self._home is not None

    def read_all(self, path: str, about: About) -> Sequence[Mapping[str, Any]]:
        """Return a list over all its pages, 100 a page, its entries being objects."""
        first = Call("GET", f"{self._url(path)}?per_page=100", _NO_SCOPES, about, _ACCEPT)
        return [_identified(entry) for page in self._service.pages(first) for entry in page.json_list()]

    def objects(self, path: str, about: About, *, within: str = "", **query: str) -> Sequence[dict[str, Any]]:
        """Return the objects of a list over all its pages; `within` names the member that holds them."""
        url = with_query(self._url(path), **query, per_page=100)
        found: list[dict[str, Any]] = []
        for page in self._service.pages(Call("GET", url, _NO_SCOPES, about, _ACCEPT)):
            rows = page.json_object().get(within) if within else page.json_list()
            found += [one for one in rows or () if isinstance(one, dict)]
        return found

    def read(self, path: str, about: About) -> dict[str, Any]:
        """Return one thing."""
        return self._service.call(Call("GET", self._url(path), _NO_SCOPES, about, _ACCEPT)).json_object()

    def send(self, method: str, path: str, fields: Mapping[str, Any], about: About) -> dict[str, Any]:
        """Create or change a thing whose answer has no id of its own."""
        body = json.dumps(fields, allow_nan=False).encode()
        call = Call(method, self._url(path), _NO_SCOPES, about, _ACCEPT, "application/json", body)
        return self._service.call(call).json_object()

    def write(self, method: str, path: str, fields: Mapping[str, Any], about: About) -> dict[str, Any]:
        """Create or change a thing and return what Canvas made of it."""
        return _identified(self.send(method, path, fields, about))

    def put(self, path: str, fields: Mapping[str, Any], about: About) -> None:
        """Change a thing whose answer says nothing (204)."""
        body = json.dumps(fields, allow_nan=False).encode()
        self._service.call(Call("PUT", self._url(path), _NO_SCOPES, about, _ACCEPT, "application/json", body))

    def delete(self, path: str, about: About) -> None:
        """Delete a thing."""
        self._service.call(Call("DELETE", self._url(path), _NO_SCOPES, about, _ACCEPT))

    def _url(self, path: str) -> str:
        """Return the address of something in the course."""
        if self._home is None:
            raise Permanent("not_supported", "the course's address in Canvas is not known")
        return f"{self._home}/{path}"


def _token_is_over(answer: Answer) -> bool:
    """Tell a token that is over from a missing permission, which older builds answer with 401 too (5, 7.1)."""
    return "www-authenticate" in answer.headers or "invalid access token" in answer.text().lower()


def _identified(entry: Any) -> dict[str, Any]:
    """Return a thing as Canvas tells it; without an id it cannot be one."""
    if isinstance(entry, dict) and entry.get("id") is not None:
        return entry
    raise Transient("lms_error", "answer without an id")
