"""Tries out an API key without writing: does Schoology know it, and may its owner read the course (schoology.md 5, 12)?

What a refusal says in words is documented for repeated requests only, so words are a help and statuses decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lti.answers import About
from lti.check.lines import Finding, fine, later, problem
from lti.lms.access import Access
from lti.lms.base import AdapterError, CourseRef, Refused
from lti.lms.schoology.section import Section

_CLOCK = re.compile(r"timestamp", re.IGNORECASE)
_SECRET = re.compile(r"signature", re.IGNORECASE)
_REVOKED = re.compile(r"revoked|disabled|deactivated|inactive|suspended", re.IGNORECASE)
_NOWHERE = CourseRef("", "")


def check(access: Access, course: CourseRef | None, *, worked: bool) -> Sequence[Finding]:
    """Return what of key and rights is wrong; a key that worked before and is unknown now was taken back."""
    if not (access.credentials.get("key") and access.credentials.get("secret")):
        return [
            Finding("own-interface", "skipped", "own-interface.none"),
            Finding("own-rights", "skipped", "own-rights.none"),
        ]
    section = Section(course or _NOWHERE, access)
    try:
        section.me()
    except Refused as error:
        return [problem("own-interface", _refusal(error.detail, worked=worked), error.detail)]
    except AdapterError as error:
        nothing_there = error.code == "not_accepted" and error.detail.startswith("404")
        return [problem("own-interface", "address" if nothing_there else error.code, error.detail)]
    rights = _rights(section) if course is not None and section.usable else later("own-rights", "launch")
    return [fine("own-interface"), rights]


def _refusal(said: str, *, worked: bool) -> str:
    for reason, words in (("clock", _CLOCK), ("secret", _SECRET)):
        if words.search(said):
            return reason
    return "revoked" if worked or _REVOKED.search(said) else "key"


def _rights(section: Section) -> Finding:
    """Ask as a delivery would; a person's own key, which was good for its owner's data, is refused with 401 (5.3)."""
    try:
        taught = section.is_taught()
    except Refused as error:
        return problem("own-rights", "person", error.detail)
    except AdapterError as error:
        reason = {"not_accepted": "read", "course_closed": "course", "not_supported": "course"}
        return problem("own-rights", reason.get(error.code, error.code), error.detail)
    if not taught:
        return problem("own-rights", "taught")
    try:
        section.look("grades", About.RESULT)
    except AdapterError as error:
        return problem("own-rights", "grades" if error.code == "not_accepted" else error.code, error.detail)
    return fine("own-rights")
