"""What a server answered, read without trusting it: status, headers, bytes, and the error inside.

JSON is never assumed: throttling is plain text on some servers, maintenance pages are HTML.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urljoin

from requests.structures import CaseInsensitiveDict
from requests.utils import parse_header_links

from lti.lms.base import AdapterError, Permanent, Refused, Superseded, Transient

RETRY_AFTER_CAP = 3600.0
"""Longest wait, in seconds, that a server may ask of us (R4)."""

_TRANSIENT = frozenset({408, 425})
_DETAIL_LIMIT = 200


class About(StrEnum):
    """What a call was about; a 404 means different things for different things."""

    ACCESS = "access"
    ROSTER = "roster"
    COLUMN = "column"
    SCORE = "score"
    RESULT = "result"
    ASSIGNMENT = "assignment"
    OVERRIDE = "override"
    STANDARD = "standard"
    PART = "part"
    PERSON = "person"


@dataclass(frozen=True)
class Answer:
    """One complete answer; `retry_after` is in seconds, capped, None where the server named no time."""

    status: int
    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=CaseInsensitiveDict)
    retry_after: float | None = None

    @property
    def ok(self) -> bool:
        """Tell whether the status is 2xx."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Return the parsed body, or raise Transient: a page instead of JSON is a proxy or maintenance speaking."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise Transient("lms_error", f"{self.status} without JSON") from None

    def json_object(self) -> dict[str, Any]:
        """Return the parsed body when it is an object, or raise Transient."""
        value = self.json()
        if isinstance(value, dict):
            return value
        raise Transient("lms_error", f"{self.status} with JSON that is no object")

    def json_list(self) -> list[Any]:
        """Return the parsed body when it is a list, or raise Transient."""
        value = self.json()
        if isinstance(value, list):
            return value
        raise Transient("lms_error", f"{self.status} with JSON that is no list")

    def text(self) -> str:
        """Return the error texts inside, at most 200 characters; empty for HTML, whose words help nobody."""
        try:
            found = "; ".join(_strings(json.loads(self.body)))
        except (ValueError, RecursionError):
            page = "html" in self.headers.get("content-type", "").lower()
            found = "" if page else self.body.decode("utf-8", "replace").strip()
        return found[:_DETAIL_LIMIT]

    def next_url(self) -> str | None:
        """Return the `next` page of the Link header, letter for letter (page tokens are case-sensitive)."""
        for link in parse_header_links(self.headers.get("link", "")):
            if "next" in link.get("rel", "").lower().split():
                return urljoin(self.url, link["url"])
        return None


def _strings(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value: error bodies come in many shapes, their words are what counts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds a Retry-After header asks for (number or HTTP date, F05), 0 to one hour; None if unusable."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text), RETRY_AFTER_CAP)
    try:
        seconds = (parsedate_to_datetime(text) - now).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(seconds, 0.0), RETRY_AFTER_CAP)


def throttled(answer: Answer) -> bool:
    """Tell whether the server asks for fewer calls: 429, or a 403 that speaks of a rate limit (F06)."""
    if answer.status == 429:
        return True
    return answer.status == 403 and b"rate limit" in answer.body[:1000].lower()


def judge(answer: Answer, about: About) -> AdapterError | None:
    """Class an answer by R5, or return None where it is a success; texts are those of reliability.md section 1."""
    if answer.ok:
        return None
    detail = f"{answer.status} {answer.text()}".strip()
    if throttled(answer):
        return Transient("throttled", detail, answer.retry_after)
    if answer.status >= 500 or answer.status in _TRANSIENT or answer.status < 400:
        return Transient("lms_error", detail, answer.retry_after)
    if answer.status == 401:
        return Refused("token_refused", detail)
    return _judge_refusal(answer, about, detail)


def _judge_refusal(answer: Answer, about: About, detail: str) -> AdapterError:
    """Class a 4xx that another try does not change."""
    words = detail.lower()
    if about is About.SCORE:
        if answer.status == 409 or "earlier timestamp" in words or "before last updated" in words:
            return Superseded("newer_there", detail)
        if any(part in words for part in _NOT_IN_COURSE):
            return Permanent("not_in_course", detail)
    if answer.status in (404, 410):
        return Permanent(_GONE.get(about, "not_accepted"), detail)
    return Permanent("not_accepted", detail)


_NOT_IN_COURSE = ("not enrolled", "user could not be found", "user not found", "incorrect score received")
_GONE = {
    About.COLUMN: "column_gone",
    About.SCORE: "column_gone",
    About.RESULT: "column_gone",
    About.ROSTER: "course_closed",
    About.ASSIGNMENT: "assignment_gone",
    About.OVERRIDE: "assignment_gone",
    About.STANDARD: "standard_gone",
    About.PART: "part_gone",
    About.PERSON: "not_in_course",
}
