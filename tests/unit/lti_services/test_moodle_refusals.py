"""Moodle's refusals, classed (R5, F04, F10, F23, F29; moodle.md 6, 7, 9)."""

from __future__ import annotations

import json

import pytest

from lti.answers import About, Answer
from lti.lms.base import Permanent, Refused, Superseded, Transient
from lti.lms.moodle.errors import judge_moodle, judge_web_service

PAGE = {"content-type": "text/html; charset=utf-8"}


def told(status: int, reason: str) -> Answer:
    request = {"method": "POST", "url": "/mod/lti/services.php/2/lineitems/4/lineitem/scores?type_id=1"}
    body = {"status": status, "reason": reason, "request": request}
    return Answer(status, "https://lms.test/x", json.dumps(body).encode())


def page(status: int) -> Answer:
    return Answer(status, "https://lms.test/x", b"<html>Error</html>", PAGE)


def listed(status: int) -> Answer:
    return Answer(status, "https://lms.test/x", b"[]", {"content-type": "application/vnd.ims.lis.v1.score+json"})


SCORES = [
    (listed(400), Permanent, "not_in_course"),
    (listed(409), Superseded, "newer_there"),
    (listed(500), Permanent, "not_accepted"),
    (listed(503), Transient, "lms_error"),
    (told(409, "Refusing score with an earlier timestamp for item 4 and user 4"), Superseded, "newer_there"),
    (told(409, ""), Superseded, "newer_there"),
    (told(400, "Incorrect score received"), Permanent, "not_in_course"),
    (told(400, "Bad Request"), Permanent, "not_accepted"),
    (told(401, "Unauthorized"), Refused, "scope_missing"),
    (told(403, "Forbidden"), Permanent, "tool_removed"),
    (told(403, "Line item does not exist."), Permanent, "column_gone"),
    (told(404, "Not Found: Grade item 4 doesn't exist."), Permanent, "column_gone"),
    (told(500, "Internal Server Error"), Permanent, "not_accepted"),
    (told(503, "Maintenance"), Transient, "lms_error"),
    (told(429, "Slow down"), Transient, "throttled"),
    (page(403), Permanent, "not_accepted"),
    (page(404), Transient, "lms_error"),
    (page(500), Transient, "lms_error"),
    (page(503), Transient, "lms_error"),
    (Answer(404, "u", b""), Transient, "lms_error"),
    (Answer(404, "u", b"[" * 100_000), Transient, "lms_error"),
    (Answer(403, "u", b"Rate limit exceeded"), Transient, "throttled"),
]


@pytest.mark.parametrize(("answer", "kind", "code"), SCORES)
def test_R5_a_refusal_of_a_score_is_classed(answer, kind, code):
    error = judge_moodle(answer, About.SCORE)
    assert (type(error), getattr(error, "code", None)) == (kind, code)


def test_R5_a_success_is_none():
    assert judge_moodle(Answer(200, "u", b""), About.SCORE) is None


@pytest.mark.parametrize(
    ("about", "code"),
    [(About.COLUMN, "column_gone"), (About.RESULT, "column_gone"), (About.ROSTER, "course_closed")],
)
def test_F23_only_a_404_in_json_says_that_something_is_gone(about, code):
    gone = judge_moodle(told(404, "Not Found"), about)
    assert (type(gone), getattr(gone, "code", None)) == (Permanent, code)
    assert isinstance(judge_moodle(page(404), about), Transient)


def test_a_500_of_anything_but_a_score_passes():
    assert isinstance(judge_moodle(told(500, "x"), About.COLUMN), Transient)


def refusal(code: str, message: str = "", exception: str = "moodle_exception") -> dict[str, str]:
    return {"exception": exception, "errorcode": code, "message": message}


RECORD = "dml_missing_record_exception"
PARAMETER = "invalid_parameter_exception"
SAID = [
    (refusal("invalidtoken", "Invalid token"), About.OVERRIDE, Refused, "token_refused"),
    (refusal("nopermissions", exception="required_capability_exception"), About.OVERRIDE, Refused, "token_refused"),
    (refusal("other", exception="required_capability_exception"), About.ASSIGNMENT, Refused, "token_refused"),
    (refusal("accessexception", exception="webservice_access_exception"), About.ASSIGNMENT, Refused, "token_refused"),
    (refusal("requireloginerror", exception="require_login_exception"), About.OVERRIDE, Refused, "token_refused"),
    (refusal("idnumbertaken"), About.ASSIGNMENT, Refused, "token_refused"),
    (refusal("sitemaintenance"), About.OVERRIDE, Transient, "lms_error"),
    (refusal("invaliduser", "Invalid user", RECORD), About.OVERRIDE, Permanent, "not_in_course"),
    (refusal("invalidrecord", "not found in table user", RECORD), About.OVERRIDE, Permanent, "not_in_course"),
    (refusal("invalidrecord", "not found in table groups", RECORD), About.OVERRIDE, Permanent, "assignment_gone"),
    (refusal("invalidrecord", "", RECORD), About.OVERRIDE, Permanent, "assignment_gone"),
    (refusal("invalidparameter", "Invalid parameter value", PARAMETER), About.OVERRIDE, Permanent, "not_in_course"),
    (
        refusal("invalidparameter", "Only enrolled users may be members of groups", PARAMETER),
        About.OVERRIDE,
        Permanent,
        "not_in_course",
    ),
    (refusal("codingerror", "?"), About.OVERRIDE, Permanent, "not_accepted"),
    (refusal("invalidparameter", "", PARAMETER), About.ASSIGNMENT, Permanent, "not_accepted"),
    (refusal("invalidrecord", "", RECORD), About.ASSIGNMENT, Permanent, "course_closed"),
    ({"exception": "x", "errorcode": None}, About.ASSIGNMENT, Permanent, "not_accepted"),
]


@pytest.mark.parametrize(("said", "about", "kind", "code"), SAID)
def test_R5_a_web_services_refusal_is_found_inside_a_200(said, about, kind, code):
    error = judge_web_service(said, about)
    assert (type(error), getattr(error, "code", None)) == (kind, code)


@pytest.mark.parametrize("said", [None, [], [{"id": 1}], {"warnings": []}, "x", 0])
def test_other_answers_of_a_web_service_are_no_refusals(said):
    assert judge_web_service(said, About.OVERRIDE) is None
