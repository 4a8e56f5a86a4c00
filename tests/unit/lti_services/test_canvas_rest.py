"""Canvas's REST answers when they are not what they should be (canvas.md 8.14)."""

from __future__ import annotations

import pytest

from lti.answers import About
from lti.lms.access import Access
from lti.lms.base import CourseRef, Refused, Transient
from lti.lms.canvas.rest import Rest


@pytest.fixture
def course(platform) -> CourseRef:
    return CourseRef("c", "Math", lineitems_url=f"{platform.url}/api/lti/courses/3/line_items")


@pytest.fixture
def rest(http, counting, course) -> Rest:
    return Rest(course, Access(http, counting, "https://tool.test", {"token": "1~teacher"}))


def test_the_teachers_token_and_text_ids_are_asked_with(platform, rest, reply):
    platform.script(reply(200, [{"id": "1"}]))
    assert rest.read_all("assignments", About.ASSIGNMENT) == [{"id": "1"}]
    request = platform.requests[0]
    assert request.path == "/api/v1/courses/3/assignments?per_page=100"
    assert request.headers["authorization"] == "Bearer 1~teacher"
    assert request.headers["accept"].startswith("application/json+canvas-string-ids")


@pytest.mark.parametrize("body", [b"<html>sign in</html>", [], {}, {"id": None}, b"[" * 100_000])
def test_an_answer_that_names_nothing_is_a_passing_trouble(platform, rest, reply, body):
    platform.script(reply(200, body))
    with pytest.raises(Transient):
        rest.write("POST", "assignments", {"assignment": {}}, About.ASSIGNMENT)


@pytest.mark.parametrize("body", [{}, [1], [{}], b""])
def test_a_list_of_something_else_is_a_passing_trouble(platform, rest, reply, body):
    platform.script(reply(200, body))
    with pytest.raises(Transient):
        rest.read_all("assignments", About.ASSIGNMENT)


def test_a_refused_token_is_sent_once(platform, rest, reply):
    platform.script(reply(401, {"errors": [{"message": "Invalid access token."}]}))
    with pytest.raises(Refused):
        rest.read_all("assignments", About.ASSIGNMENT)
    assert len(platform.requests) == 1


def test_without_a_token_nothing_is_sent(platform, http, counting, course):
    rest = Rest(course, Access(http, counting, "https://tool.test"))
    with pytest.raises(Refused) as caught:
        rest.read_all("assignments", About.ASSIGNMENT)
    assert (caught.value.code, platform.requests, rest.usable) == ("token_missing", [], False)
