"""Asks which functions the service of a web service token contains, without writing (moodle.md 12)."""

from __future__ import annotations

from collections.abc import Sequence

from lti.check.calls import failed
from lti.check.lines import Finding, fine, later, problem
from lti.lms.access import Access
from lti.lms.base import AdapterError, CourseRef, Refused
from lti.lms.moodle.needs import lacking

_LINE, _RIGHTS = "own-interface", Finding("own-rights", "skipped", "own-rights.untried")


def check(access: Access, course: CourseRef | None, *, worked: bool) -> Sequence[Finding]:
    """Return what the token's service lacks by the system's own names; rights in a course are not tried out."""
    del worked  # a token that was taken back reads like one that never was
    if not access.credentials.get("token"):
        return [Finding(_LINE, "skipped", f"{_LINE}.none"), Finding("own-rights", "skipped", "own-rights.none")]
    if course is None:
        return [later(_LINE, "launch"), _RIGHTS]
    try:
        missing, left_out = lacking(course, access)
    except Refused as error:
        return [problem(_LINE, "refused", error.detail), _RIGHTS]
    except AdapterError as error:
        return [failed(_LINE, error), _RIGHTS]
    rights = problem("own-rights", "parts", ", ".join(left_out)) if left_out else _RIGHTS
    return [problem(_LINE, "lacks", ", ".join(missing)) if missing else fine(_LINE), rights]
