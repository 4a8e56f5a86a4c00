"""What Canvas means by its refusals: statuses and texts of its services and REST API (canvas.md 1.8, 3.2, 5)."""

from __future__ import annotations

from collections.abc import Callable

from lti.answers import About, Answer, judge
from lti.lms.base import AdapterError, Permanent, Refused, Superseded, Transient

_DRAIN_SECONDS = 20.0
"""The bucket refuses above 600, holds 800 at most and leaks 10 a second: after this it is open again (7.3)."""

_Kind = Callable[[str, str], AdapterError]

_TEXTS: tuple[tuple[int, str, _Kind, str], ...] = (
    (401, "insufficient permissions", Refused, "scope_missing"),
    (401, "insufficient scopes", Refused, "scope_missing"),
    (401, "developer key", Refused, "key_refused"),
    (401, "not linked to a tool", Permanent, "tool_removed"),
    (401, "user not authorized", Permanent, "not_accepted"),
    (404, "context is deleted or not found", Permanent, "course_closed"),
    (404, "has concluded", Permanent, "course_closed"),
    (422, "has concluded", Permanent, "course_closed"),
    (422, "not found in course", Permanent, "not_in_course"),
    (422, "still unpublished", Permanent, "unpublished"),
    (422, "grading period", Permanent, "period_closed"),
    (400, "unknown student ids", Permanent, "not_in_course"),
    (400, "users in the outcome context", Permanent, "not_in_course"),
    (400, "outcomes in the outcome context", Permanent, "standard_gone"),
    (400, "before last updated timestamp", Superseded, "newer_there"),
)


def judge_canvas(answer: Answer, about: About) -> AdapterError | None:
    """Class an answer of Canvas; what it says nothing special about is classed as on any platform."""
    if answer.ok:
        return None
    text = answer.text()
    detail = f"{answer.status} {text}".strip()
    if _throttled(answer):
        return Transient("throttled", detail, _DRAIN_SECONDS if answer.retry_after is None else answer.retry_after)
    words = text.lower()
    for status, part, kind, code in _TEXTS:
        if answer.status == status and part in words:
            return kind(code, detail)
    return judge(answer, about)


def _throttled(answer: Answer) -> bool:
    """Tell throttling from "not allowed": both may be 403, so the body and the remaining budget decide (F06)."""
    if answer.status == 429:
        return True
    if answer.status != 403:
        return False
    if b"rate limit exceeded" in answer.body[:1000].lower():
        return True
    try:
        return float(answer.headers.get("x-rate-limit-remaining", "1")) <= 0
    except ValueError:
        return False
