"""Schoology's REST API and its traps: repeated nonces, redirects, pages, shapes not asked for (schoology.md 5)."""

from __future__ import annotations

import pytest
from schoology_facts import ENROLLMENTS, HOME, NONCE_TEXT, access_to, course_of, route

from lti.answers import About
from lti.lms.base import Permanent, Refused, Transient
from lti.lms.schoology.rest import Rest, as_id, is_on

NAMES = ("enrollment",)


@pytest.fixture
def rest(platform, http, counting) -> Rest:
    return Rest(course_of(platform), access_to(platform, http, counting))


def read(rest: Rest):
    return rest.read_all("enrollments", NAMES, About.ROSTER)


def refusal(kind, call):
    with pytest.raises(kind) as caught:
        call()
    return caught.value


def test_every_page_is_asked_for_with_a_fresh_header(platform, rest, reply):
    first = {"enrollment": [{"id": 1}], "links": {"next": f"{platform.url}{ENROLLMENTS}?start=200&limit=200"}}
    platform.script(reply(200, first), reply(200, {"enrollment": [{"id": "2"}], "total": "2"}))
    assert read(rest) == [{"id": 1}, {"id": "2"}]
    assert platform.paths() == [f"{ENROLLMENTS}?limit=200", f"{ENROLLMENTS}?start=200&limit=200"]
    headers = [request.headers for request in platform.requests]
    assert all(one["authorization"].startswith('OAuth realm="Schoology API"') for one in headers)
    assert headers[0]["authorization"] != headers[1]["authorization"]
    assert headers[0]["accept"] == "application/json"


@pytest.mark.parametrize("following", ["https://api.evil.test/v1/x", "http://127.0.0.1:1/v1/x"])
def test_a_next_page_on_another_host_gets_no_secret(platform, rest, reply, following):
    platform.script(reply(200, {"enrollment": [], "links": {"next": following}}))
    assert refusal(Permanent, lambda: read(rest)).code == "address_refused"
    assert len(platform.requests) == 1


def test_pages_without_end_are_a_passing_trouble(platform, rest, reply):
    platform.script(reply(200, {"enrollment": [], "links": {"next": f"{platform.url}{ENROLLMENTS}?limit=200"}}))
    assert refusal(Transient, lambda: read(rest)).code == "lms_error"
    assert len(platform.requests) == 1


def test_a_failing_second_page_fails_the_list(platform, rest, reply):
    first = {"enrollment": [{"id": 1}], "links": {"next": "?start=1"}}
    platform.script(reply(200, first), reply(503, b""))
    assert refusal(Transient, lambda: read(rest)).code == "lms_error"


def test_a_duplicate_nonce_is_sent_once_more_with_a_fresh_header(platform, rest, reply):
    platform.script(reply(401, NONCE_TEXT), reply(200, {"enrollment": [{"id": 1}]}))
    assert read(rest) == [{"id": 1}]
    assert len({request.headers["authorization"] for request in platform.requests}) == 2


def test_a_write_taken_for_a_repeated_one_is_sent_whole_again(platform, rest, reply):
    platform.script(reply(401, NONCE_TEXT), reply(204, b""))
    rest.write("PUT", "assignments/1", {"published": 0}, About.ASSIGNMENT)
    assert [request.json for request in platform.requests] == [{"published": 0}, {"published": 0}]


def test_a_nonce_refused_again_is_a_passing_trouble_not_a_bad_key(platform, rest, reply):
    platform.script(reply(401, NONCE_TEXT))
    assert refusal(Transient, lambda: read(rest)).code == "lms_error"
    assert len(platform.requests) == 2


def test_a_redirect_is_followed_with_a_fresh_header(platform, rest, reply):
    used: set[str] = set()

    def answer(request):
        repeated = request.headers["authorization"] in used
        used.add(request.headers["authorization"])
        if repeated:
            return reply(401, NONCE_TEXT)
        if request.path == "/v1/users/me":
            return reply(303, b"", {"Location": f"{platform.url}/v1/users/60000001"})
        return reply(200, {"uid": "60000001", "tz_name": "America/Chicago"})

    platform.answer = answer
    assert rest.me()["tz_name"] == "America/Chicago"
    assert platform.paths()[-1] == "/v1/users/60000001"


def test_a_redirect_to_another_host_is_refused(platform, rest, reply):
    platform.script(reply(303, b"", {"Location": "https://api.evil.test/v1/users/1"}))
    assert refusal(Permanent, rest.me).code == "address_refused"


@pytest.mark.parametrize("path", ["grades", "mastery"])
def test_the_section_itself_is_no_list(platform, rest, reply, path):
    platform.script(reply(200, {"id": "8100000011", "course_title": "Science 7", "links": {"self": "x"}}))
    failed = refusal(Permanent, lambda: rest.read_all(path, ("grades", "grade"), About.RESULT))
    assert failed.code == "not_supported"


def test_the_section_itself_is_no_item(platform, rest, reply):
    platform.script(reply(200, {"id": "8100000011", "course_title": "Science 7"}))
    failed = refusal(Permanent, lambda: rest.read("grade_items/86", "86", About.COLUMN))
    assert failed.code == "not_supported"


@pytest.mark.parametrize("body", [{"id": 86}, {"assignment": {"id": "86"}}, {"assignment": [{"id": 86}]}])
def test_a_single_thing_is_read_alone_or_under_the_name_of_its_kind(platform, rest, reply, body):
    platform.script(reply(200, body))
    assert str(rest.read("grade_items/86", "86", About.COLUMN)["id"]) == "86"


@pytest.mark.parametrize("body", [b"", b"<html>", [], {}, {"assignment": []}, {"id": None}, {"id": True}])
def test_an_answer_that_names_nothing_is_a_passing_trouble(platform, rest, reply, body):
    platform.script(reply(200, body))
    refusal(Transient, lambda: rest.read("grade_items/86", "86", About.COLUMN))


@pytest.mark.parametrize("body", [{}, {"enrollment": None}, {"enrollment": ["x"]}, {"enrollment": {}}, [], b"no"])
def test_an_answer_without_its_list_is_a_passing_trouble(platform, rest, reply, body):
    platform.script(reply(200, body))
    refusal(Transient, lambda: read(rest))


@pytest.mark.parametrize("body", [{"enrollment": []}, {"total": 0}, {"links": {"self": "x"}}])
def test_an_empty_list_may_be_left_out(platform, rest, reply, body):
    platform.script(reply(200, body))
    assert read(rest) == []


@pytest.mark.parametrize("body", [{"grades": []}, {"grades": {}}, {"grades": {"grade": []}}])
def test_an_empty_list_of_grades_comes_in_many_shapes(platform, rest, reply, body):
    platform.script(reply(200, body))
    assert rest.read_all("grades", ("grades", "grade"), About.RESULT) == []


@pytest.mark.parametrize(
    ("status", "about", "kind", "code"),
    [
        (401, About.COLUMN, Refused, "token_refused"),
        (403, About.COLUMN, Permanent, "not_accepted"),
        (404, About.COLUMN, Permanent, "column_gone"),
        (404, About.RESULT, Permanent, "column_gone"),
        (404, About.ASSIGNMENT, Permanent, "assignment_gone"),
        (404, About.OVERRIDE, Permanent, "assignment_gone"),
        (404, About.ROSTER, Permanent, "course_closed"),
        (500, About.COLUMN, Transient, "lms_error"),
    ],
)
def test_R5_an_empty_refusal_is_classed_by_its_status_and_what_was_asked(
    platform, rest, reply, status, about, kind, code
):
    platform.script(reply(status, b""))
    assert refusal(kind, lambda: rest.write("PUT", "x", {}, about)).code == code
    assert len(platform.requests) == 1


@pytest.mark.parametrize("status", [400, 404])
def test_F29_a_refused_enrollment_is_told_apart(platform, rest, reply, status):
    platform.script(reply(status, b'"Invalid enrollment id"'))
    assert refusal(Permanent, lambda: rest.write("PUT", "x", {}, About.OVERRIDE)).code == "not_in_course"


def test_F05_throttling_says_how_long_to_wait(platform, rest, reply):
    platform.script(reply(429, b"", {"Retry-After": "4"}))
    failed = refusal(Transient, lambda: read(rest))
    assert (failed.code, failed.retry_after) == ("throttled", 4.0)


def test_without_a_key_nothing_is_sent(platform, http, counting):
    rest = Rest(course_of(platform), access_to(platform, http, counting, key=""))
    assert refusal(Refused, lambda: read(rest)).code == "token_missing"
    assert (platform.requests, rest.usable) == ([], False)


@pytest.mark.parametrize("context", ["", "c-1", "81/../../users", "\uff18\uff11"])
def test_a_course_that_is_no_section_is_never_put_into_an_address(platform, http, counting, context):
    rest = Rest(course_of(platform, context), access_to(platform, http, counting))
    assert refusal(Permanent, lambda: read(rest)).code == "not_supported"
    assert (platform.requests, rest.usable) == ([], False)


def test_a_base_address_may_end_with_a_slash(platform, http, counting, reply):
    route(platform, reply, **{f"GET {HOME}/enrollments": [reply(200, {"enrollment": []})]})
    assert read(Rest(course_of(platform), access_to(platform, http, counting, url=f"{platform.url}/v1/"))) == []


def test_ids_and_flags_are_read_from_numbers_and_texts():
    assert as_id(86) == as_id("86") == "86"
    assert [is_on(value) for value in (1, "1", True, "5", 0, "0", False, None, "")] == [True] * 4 + [False] * 5


@pytest.mark.parametrize(
    ("told", "kind", "code"),
    [
        ({"response_code": 404}, Permanent, "column_gone"),
        ({"response_code": "404", "message": "Enrollment not found"}, Permanent, "not_in_course"),
        ({"response_code": 403, "location": "https://x.test/enrollments/1"}, Permanent, "not_accepted"),
        ({"response_code": 400, "location": "https://x.test/enrollments/1"}, Permanent, "not_accepted"),
        ({"response_code": 403, "message": "No access to this enrollment"}, Permanent, "not_accepted"),
        ({"response_code": 503}, Permanent, "not_accepted"),
        ({"response_code": None}, Permanent, "not_accepted"),
        ({}, Permanent, "not_accepted"),
        ({"response_code": 429}, Transient, "throttled"),
    ],
)
def test_R5_in_an_answer_of_many_the_row_decides(platform, rest, reply, told, kind, code):
    platform.script(reply(207, {"grades": {"grade": [told]}}))
    send = lambda: rest.write_row("PUT", "grades", ("grades", "grade"), {"grade": 3}, About.SCORE)  # noqa: E731
    assert refusal(kind, send).code == code


def test_8_2_a_row_that_schoology_broke_over_is_written_once_more(platform, rest, reply):
    broken, written = ({"grades": {"grade": [{"response_code": status}]}} for status in (500, 204))
    platform.script(reply(207, broken), reply(207, written))
    rest.write_row("PUT", "grades", ("grades", "grade"), {"grade": 3}, About.SCORE)
    assert len(platform.requests) == 2


def test_an_answer_without_the_row_is_a_passing_trouble(platform, rest, reply):
    platform.script(reply(207, {"grades": {"grade": []}}))
    refusal(Transient, lambda: rest.write_row("PUT", "grades", ("grades", "grade"), {}, About.SCORE))


@pytest.mark.parametrize("outer", [True, False])
def test_a_row_is_found_with_and_without_the_outer_name(platform, rest, reply, outer):
    inner = {"grading_category": [{"response_code": 200, "id": "3301"}]}
    platform.script(reply(207, {"grading_categories": inner} if outer else inner))
    names = ("grading_categories", "grading_category")
    rest.write_row("POST", "grading_categories", names, {"title": "Mastery"}, About.ACCESS)
    assert platform.requests[0].json == {"grading_categories": {"grading_category": [{"title": "Mastery"}]}}
