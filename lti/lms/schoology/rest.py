"""Schoology's REST API with an API key: one section, ids as text, lists over all pages (schoology.md 5).

Under a section an unknown address is answered 200 with the section itself, so shapes are looked at, not statuses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urljoin

from lti.answers import About, Answer
from lti.http_guard import origin, refused
from lti.lms.access import Access
from lti.lms.base import AdapterError, CourseRef, Permanent, Refused, Transient
from lti.lms.schoology.errors import judge_rest, judge_row, repeated
from lti.lms.schoology.oauth import Signer

API_URL = "https://api.schoology.com/v1"

_PAGE = 200
_PAGES = 1000
_DIGITS = re.compile(r"[0-9]{1,20}")

Thing = Mapping[str, Any]


class Rest:
    """Calls below one section's address; a course of LTI is a section here, under the same id (0.2).

    Host and section come from the admin and from signed launches: nothing a teacher can write leads the key astray.
    """

    def __init__(self, course: CourseRef, access: Access) -> None:
        given = access.credentials
        self._http = access.http
        self._signer = Signer(given.get("key", ""), given.get("secret", ""), access.http.now)
        self._base = (given.get("url") or API_URL).rstrip("/")
        self._section = course.context_id if _DIGITS.fullmatch(course.context_id) else None
        self.usable = bool(self._signer.key and self._signer.secret) and self._section is not None

    def read(self, path: str, thing_id: str, about: About, **query: str) -> Thing:
        """Return the thing at a path below the section, which must be the one of this id."""
        found = _unwrapped(self._get(self._address(path, query), about).json_object())
        if id_of(found) != thing_id:
            raise Permanent("not_supported", f"{path} answers with another thing")
        return found

    def read_all(
        self, path: str, names: Sequence[str], about: About, *, page: int = _PAGE, **query: str
    ) -> Sequence[Thing]:
        """Return a list over all its pages of this size; `names` lead to it, as in `("grades", "grade")`."""
        first = self._address(path, {**query, "limit": str(page)})
        return [entry for answer in self._pages(first, about) for entry in _listed(answer, names)]

    def look(self, path: str, about: About) -> None:
        """Ask for the first entry of a list, to see whether the key may read it."""
        self._get(self._address(path, {"limit": "1"}), about)

    def write(self, method: str, path: str, fields: Thing, about: About) -> Answer:
        """Create or change something below the section."""
        return self._call(method, self._address(path, {}), about, json.dumps(fields, allow_nan=False).encode())

    def write_row(self, method: str, path: str, names: tuple[str, str], row: Thing, about: About) -> None:
        """Write one thing where several may be written at once, and raise what its row says."""
        (error,) = self.write_rows(method, path, names, [row], about)
        if error is not None:
            raise error

    def write_rows(
        self, method: str, path: str, names: tuple[str, str], rows: Sequence[Thing], about: About
    ) -> Sequence[AdapterError | None]:
        """Write several things by one call; return what each row says, in their order.

        Changes that Schoology itself broke over are written once more. That one breaks again is this row's trouble, not
        the platform's, which has answered: Permanent `not_accepted`. Nothing is made twice.
        """
        errors = self._row_errors(method, path, names, rows, about)
        broken = [number for number, error in enumerate(errors) if method == "PUT" and _broke(error)]
        if broken:
            again = self._row_errors(method, path, names, [rows[number] for number in broken], about)
            for number, error in zip(broken, again, strict=True):
                errors[number] = Permanent("not_accepted", error.detail) if error and _broke(error) else error
        return errors

    def _row_errors(
        self, method: str, path: str, names: tuple[str, str], rows: Sequence[Thing], about: About
    ) -> list[AdapterError | None]:
        answer = self.write(method, path, {names[0]: {names[1]: list(rows)}}, about)
        told = answer.json_object()
        said = _listed(told, names if names[0] in told else names[1:])
        if len(said) != len(rows):
            raise Transient("lms_error", f"{len(said)} rows for {len(rows)}")
        return [judge_row(row, answer, about) for row in said]

    def itself(self) -> Thing:
        """Return the section itself."""
        return self._get(self._address("", {}).rstrip("/"), About.ACCESS).json_object()

    def me(self) -> Thing:
        """Return the person whose key this is; the address redirects to their own (5.4)."""
        return self._get(f"{self._base}/users/me", About.ACCESS).json_object()

    def _address(self, path: str, query: Mapping[str, str]) -> str:
        if self._section is None:
            raise Permanent("not_supported", "the course's id is no section of Schoology")
        asked = f"?{urlencode(query)}" if query else ""
        return f"{self._base}/sections/{self._section}/{path}{asked}"

    def _pages(self, first: str, about: About) -> Iterator[dict[str, Any]]:
        """Yield every page, or raise: never a part; a page on another host or seen before is an error."""
        seen: set[str] = set()
        url: str | None = first
        while url is not None:
            if url in seen or len(seen) >= _PAGES:
                raise Transient("lms_error", "pages without end")
            if origin(url) != origin(first):
                raise refused("next page on another host")
            seen.add(url)
            page = self._get(url, about).json_object()
            yield page
            links = page.get("links")
            following = links.get("next") if isinstance(links, dict) else None
            url = urljoin(url, str(following)) if following else None

    def _get(self, url: str, about: About) -> Answer:
        return self._call("GET", url, about, None)

    def _call(self, method: str, url: str, about: About, body: bytes | None) -> Answer:
        """Return a success or raise.

        A request taken for a repeated one was refused unread, so it is sent once more with a header of its own. So is a
        redirected read, which the door follows to the same origin only: its header was signed for another address.
        """
        if not (self._signer.key and self._signer.secret):
            raise Refused("token_missing")
        answer = self._exchange(method, url, body)
        if repeated(answer) or (method == "GET" and answer.url != url):
            answer = self._exchange(method, answer.url, body)
        error = judge_rest(answer, about)
        if error is not None:
            raise error
        return answer

    def _exchange(self, method: str, url: str, body: bytes | None) -> Answer:
        headers = {"Authorization": self._signer.header(method, url), "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        return self._http.call(method, url, headers=headers, body=body)


def _broke(error: AdapterError | None) -> bool:
    return isinstance(error, Transient) and error.code == "lms_error"


def id_of(thing: Thing, name: str = "id") -> str:
    """Return an id as text: it comes as a number or as a text, depending on the address (5.9)."""
    return as_id(thing.get(name))


def as_id(value: Any) -> str:
    """Return an id as text, or raise: what is no number names nothing in Schoology."""
    if not _DIGITS.fullmatch(str(value)):
        raise Transient("lms_error", "answer without an id")
    return str(value)


def is_on(value: Any) -> bool:
    """Read a flag, which comes as a number, a text or a truth value."""
    return str(value).lower() not in {"", "0", "false", "none"}


def _unwrapped(found: dict[str, Any]) -> dict[str, Any]:
    """Return a single thing, whether it stands alone or under the name of its kind."""
    inner = found.get("assignment")
    if "id" in found or inner is None:
        return found
    inner = inner[0] if isinstance(inner, list) and len(inner) == 1 else inner
    return inner if isinstance(inner, dict) else found


def _listed(page: dict[str, Any], names: Sequence[str]) -> list[dict[str, Any]]:
    """Return a page's entries, being objects."""
    found: Any = page
    for name in names:
        if isinstance(found, dict):
            found = found[name] if name in found else _left_out(page, found)
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise Transient("lms_error", "answer without its list")
    return found


def _left_out(page: Thing, inner: Thing) -> list[Any]:
    """Return no entries where an answer says that it is a list and leaves out an empty one; else raise."""
    if "id" in page:
        raise Permanent("not_supported", "answered with the section itself")
    if (inner is not page and not inner) or page.keys() & {"total", "links"}:
        return []
    raise Transient("lms_error", "answer without its list")
