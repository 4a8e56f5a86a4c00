"""Canvas's refusals, classed (R5, F02, F04, F06, F28, F29, F31; canvas.md 1.8, 3.2, 5)."""

from __future__ import annotations

import json

import pytest

from lti.answers import About, Answer, judge
from lti.lms.base import Permanent, Refused, Superseded, Transient
from lti.lms.canvas.errors import judge_canvas


def lti(status: int, message: str) -> Answer:
    return Answer(status, "https://lms.test/x", json.dumps({"errors": {"type": "t", "message": message}}).encode())


def listed(status: int, message: str) -> Answer:
    return Answer(status, "https://lms.test/x", json.dumps({"errors": [{"message": message}]}).encode())


CASES = [
    (lti(400, "Provided timestamp of X before last updated timestamp of Y"), Superseded, "newer_there"),
    (lti(422, "User not found in course or is not a student"), Permanent, "not_in_course"),
    (lti(422, "This assignment is still unpublished"), Permanent, "unpublished"),
    (lti(422, "This course has concluded for this student. AGS requests will no longer"), Permanent, "course_closed"),
    (lti(422, "The maximum number of allowed attempts has been reached"), Permanent, "not_accepted"),
    (lti(404, "Context is deleted or not found"), Permanent, "course_closed"),
    (listed(404, "The specified resource does not exist."), Permanent, "column_gone"),
    (lti(412, "Tool does not have permission to view line_item"), Permanent, "not_accepted"),
    (lti(401, "Insufficient permissions"), Refused, "scope_missing"),
    (lti(401, "Unknown or inactive Developer Key"), Refused, "key_refused"),
    (lti(401, "Invalid Developer Key"), Refused, "key_refused"),
    (lti(401, "Access Token not linked to a Tool associated with this Context"), Permanent, "tool_removed"),
    (lti(401, "Access token expired"), Refused, "token_refused"),
    (listed(401, "Invalid access token."), Refused, "token_refused"),
    (listed(401, "Insufficient scopes on access token."), Refused, "scope_missing"),
    (listed(401, "user not authorized to perform that action"), Permanent, "not_accepted"),
    (listed(403, "user not authorized to perform that action"), Permanent, "not_accepted"),
    (Answer(403, "u", b"403 Forbidden (Rate Limit Exceeded)\n"), Transient, "throttled"),
    (Answer(403, "u", b"", {"x-rate-limit-remaining": "0.0"}), Transient, "throttled"),
    (Answer(403, "u", b"no", {"x-rate-limit-remaining": "590.1"}), Permanent, "not_accepted"),
    (Answer(403, "u", b"no", {"x-rate-limit-remaining": "many"}), Permanent, "not_accepted"),
    (Answer(429, "u", b""), Transient, "throttled"),
    (Answer(504, "u", b"<html>gateway</html>", {"content-type": "text/html"}), Transient, "lms_error"),
    (Answer(408, "u", b""), Transient, "lms_error"),
]


@pytest.mark.parametrize(("answer", "kind", "code"), CASES)
def test_R5_a_refusal_of_a_score_is_classed(answer, kind, code):
    error = judge_canvas(answer, About.SCORE)
    assert (type(error), getattr(error, "code", None)) == (kind, code)


def test_R5_a_success_is_none():
    assert judge_canvas(Answer(201, "u", b"{}"), About.SCORE) is None
    assert judge(Answer(204, "u", b""), About.SCORE) is None


@pytest.mark.parametrize(
    ("about", "code"),
    [
        (About.COLUMN, "column_gone"),
        (About.RESULT, "column_gone"),
        (About.ROSTER, "course_closed"),
        (About.ASSIGNMENT, "assignment_gone"),
        (About.OVERRIDE, "assignment_gone"),
    ],
)
def test_F23_a_404_is_named_after_what_was_asked_for(about, code):
    error = judge(Answer(404, "u", b""), about)
    assert (type(error), getattr(error, "code", None)) == (Permanent, code)


def test_F05_the_servers_own_waiting_time_wins():
    error = judge_canvas(Answer(429, "u", b"", {}, 7.0), About.SCORE)
    assert getattr(error, "retry_after", None) == 7.0


def test_an_html_page_is_not_shown_to_a_teacher_and_long_texts_are_cut():
    page = Answer(500, "u", b"<html>stack trace</html>", {"content-type": "text/html; charset=utf-8"})
    assert page.text() == ""
    assert len(Answer(500, "u", b"x" * 5000).text()) == 200
    assert Answer(400, "u", b"[" * 100_000).text().startswith("[")
