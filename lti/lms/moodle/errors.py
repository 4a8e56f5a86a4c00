"""What Moodle means by its refusals, of services by status and of web services inside a 200 (moodle.md 6, 7, 9)."""

from __future__ import annotations

import json
from typing import Any

from lti.answers import About, Answer, judge, throttled
from lti.lms.base import AdapterError, Permanent, Refused, Transient


def judge_moodle(answer: Answer, about: About) -> AdapterError | None:
    """Class an answer of a service; what it says nothing special about is classed as on any platform.

    Errors of services are JSON; a page with status 404 may be any trouble of the site, so nothing is gone for it. A
    token that was issued a moment ago and is refused lacks the permission: Moodle has no 403 for that. A refused score
    is answered with an empty list, and the reason stands in the status line, which is often lost on the way (seen with
    4.2 and 4.4dev): as what we send is well formed, a 400 is somebody who can't be graded in the course.
    """
    if answer.ok or throttled(answer):
        return judge(answer, about)
    detail = f"{answer.status} {answer.text()}".strip()
    told = _is(dict, answer.body)
    if about is About.SCORE and answer.status in _SCORE_REFUSED and (told or _is(list, answer.body)):
        return _refused_score(answer, detail)
    if answer.status == 401:
        return Refused("scope_missing", detail)
    if answer.status in (404, 410) and not told:
        return Transient("lms_error", detail, answer.retry_after)
    if answer.status == 403 and told:
        return Permanent("column_gone" if "line item does not exist" in detail.lower() else "tool_removed", detail)
    return judge(answer, about)


_SCORE_REFUSED = frozenset({400, 500})


def _refused_score(answer: Answer, detail: str) -> Permanent:
    """Tell who can't be graded from a grade that is locked (500); passing trouble of the site is a page."""
    if answer.status == 400 and (_is(list, answer.body) or "incorrect score received" in detail.lower()):
        return Permanent("not_in_course", detail)
    return Permanent("not_accepted", detail)


def _is(kind: type, body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), kind)
    except (ValueError, RecursionError):
        return False


_TOKEN = frozenset(
    {
        "invalidtoken",
        "accessexception",  # a function is not in the token's service
        "nopermissions",
        "requireloginerror",  # the account may not see the course
        "errorcoursecontextnotvalid",
        "servicenotavailable",
        "idnumbertaken",  # the group is there, but groups of this visibility are hidden from the account
    }
)
_TOKEN_EXCEPTIONS = frozenset({"required_capability_exception", "webservice_access_exception"})
_BUSY = frozenset({"sitemaintenance", "upgraderunning"})
_GONE = frozenset({"invalidrecord", "invalidrecordunknown", "invalidcourseid"})
_STRANGER = frozenset({"invaliduser", "invaliduserid", "usernotenrolled"})


def judge_web_service(said: Any, about: About) -> AdapterError | None:
    """Class the JSON of a web service, or return None where it is no error; calls about a member are `OVERRIDE`."""
    if not isinstance(said, dict) or "exception" not in said:
        return None
    code = str(said.get("errorcode") or "")
    words = " ".join(str(said.get(name) or "") for name in ("message", "debuginfo")).strip()
    detail = f"{code} {words}"[:200]
    if code in _TOKEN or said["exception"] in _TOKEN_EXCEPTIONS:
        return Refused("token_refused", detail)
    if code in _BUSY:
        return Transient("lms_error", detail)
    if about is About.OVERRIDE:
        return Permanent(_member_refusal(code, words.lower()), detail)
    return Permanent("course_closed" if code in _GONE else "not_accepted", detail)


def _member_refusal(code: str, words: str) -> str:
    """Tell a stranger from a deleted group; without its debugging texts Moodle says only what kind of error it was.

    We send two numbers, so a parameter that is wrong is a person who is not enrolled ("may not be a member of groups").
    """
    if "may not be rated" in words:
        return "not_in_course"
    if "does not belong to this course" in words:
        return "standard_gone"
    if code in _STRANGER or "enrol" in words or "user" in words:
        return "not_in_course"
    if code in _GONE or "group" in words:
        return "assignment_gone"
    return "not_in_course" if code == "invalidparameter" else "not_accepted"
