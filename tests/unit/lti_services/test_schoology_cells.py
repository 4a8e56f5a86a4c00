"""What stands in Schoology's cells: by AGS, and by REST where a key is given (schoology.md 3.3, 3.4, 8)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from schoology_facts import (
    BO,
    ENROLLMENT,
    ENROLLMENTS,
    GRADES,
    HOME,
    ITEMS,
    adapter_of,
    enrollments,
    grades,
    route,
    rows,
)

from lti.lms.base import MemberRef, Permanent, Refused, Remote, Score, Seen, Superseded, Transient

NOW = datetime(2026, 11, 2, 15, 4, 5, tzinfo=UTC)
COLUMN, WORK = "8600000031", "8600000041"
ASSIGNMENT = Remote(WORK)


@pytest.fixture
def adapter(platform, http, counting):
    return adapter_of(platform, http, counting)


@pytest.fixture
def keyless(platform, http, counting):
    return adapter_of(platform, http, counting, key="")


@pytest.fixture
def column(platform) -> Remote:
    return Remote(f"{platform.url}{ITEMS}/{COLUMN}/", {"label": "Ratios", "maximum": "4"})


@pytest.fixture
def score():
    return lambda value=3, comment="Met": Score(BO, value, 4, comment, NOW)


def refusal(kind, call):
    with pytest.raises(kind) as caught:
        call()
    return caught.value


def writes(platform):
    return [(request.method, request.path, request.json) for request in platform.requests if request.method != "GET"]


def there(reply, item=COLUMN):
    """Return the item as the section's gradebook tells it, in no grading period."""
    return {f"GET {HOME}/grade_items/{item}": [reply(200, {"id": item, "grading_period": "0", "max_points": 4})]}


# Scores of columns


def test_a_score_goes_by_ags_with_the_whole_user_id_and_a_comment(platform, adapter, column, score, reply):
    route(platform, reply, **there(reply), **{f"POST {ITEMS}/{COLUMN}/scores": [reply(201, b"")]})
    adapter.send_score(column, score())
    ((_, _, body),) = writes(platform)
    assert (body["userId"], body["scoreGiven"], body["scoreMaximum"]) == (BO.sub, 3, 4)
    assert (body["comment"], body["timestamp"]) == ("Met", "2026-11-02T15:04:05.000Z")


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (409, Superseded, "newer_there"),
        (404, Permanent, "column_gone"),
        (403, Permanent, "not_accepted"),
        (429, Transient, "throttled"),
        (401, Refused, "token_refused"),
    ],
)
def test_R5_a_refused_score_is_classed(platform, adapter, column, score, reply, status, kind, code):
    route(platform, reply, **there(reply), **{f"POST {ITEMS}/{COLUMN}/scores": [reply(status, b"")]})
    assert refusal(kind, lambda: adapter.send_score(column, score())).code == code


@pytest.mark.parametrize(
    ("told", "flag"),
    [(0, None), ("0", None), (None, None), (1, "excused"), ("2", "incomplete"), (3, "missing"), (7, "exception")],
)
def test_F20_a_cell_tells_the_teachers_exception(platform, adapter, column, reply, told, flag):
    row = grades(COLUMN, exception=told, grade=None if flag else "3", comment="Met")
    route(platform, reply, **{f"GET {ENROLLMENTS}": [reply(200, enrollments())], f"GET {GRADES}": [reply(200, row)]})
    assert adapter.read_score(column, BO) == Seen(None if flag else 3, 4, "Met", flag)
    asked = f"assignment_id={COLUMN}&enrollment_id={ENROLLMENT}&limit=200"
    assert platform.paths() == [f"{ENROLLMENTS}?limit=200", f"{GRADES}?{asked}"]


def test_an_enrollment_is_asked_for_once_a_round(platform, adapter, column, reply):
    table = {f"GET {ENROLLMENTS}": [reply(200, enrollments())], f"GET {GRADES}": [reply(200, grades(COLUMN))]}
    route(platform, reply, **table)
    for _ in range(3):
        adapter.read_score(column, BO)
    assert len([path for path in platform.paths() if path.startswith(ENROLLMENTS)]) == 1


@pytest.mark.parametrize("grade", ["", None, "Infinity", "B+"])
def test_an_empty_cell_reads_as_empty(platform, adapter, column, reply, grade):
    row = grades(COLUMN, grade=grade)
    route(platform, reply, **{f"GET {ENROLLMENTS}": [reply(200, enrollments())], f"GET {GRADES}": [reply(200, row)]})
    assert adapter.read_score(column, BO).value is None


def test_F23_a_cell_without_a_row_is_empty_unless_the_column_is_gone(platform, http, counting, adapter, column, reply):
    others = grades("8600000099")
    there = {f"GET {HOME}/grade_items/{COLUMN}": [reply(200, {"id": int(COLUMN)})]}
    listed = {f"GET {ENROLLMENTS}": [reply(200, enrollments())], f"GET {GRADES}": [reply(200, others)]}
    route(platform, reply, **listed, **there)
    assert adapter.read_score(column, BO) == Seen(None)
    route(platform, reply, **listed)  # the column is gone by both interfaces
    assert refusal(Permanent, lambda: adapter_of(platform, http, counting).read_score(column, BO)).code == "column_gone"


@pytest.mark.parametrize(
    "entry",
    [None, {"id": 1, "uid": 60000007, "admin": 1, "status": 1}, {"id": 1, "uid": 60000007, "admin": 0, "status": "5"}],
)
def test_F29_a_learner_without_a_running_enrollment_is_not_in_the_course(platform, adapter, column, reply, entry):
    listed = {"enrollment": [entry] if entry else [], "total": "1"}
    route(platform, reply, **{f"GET {ENROLLMENTS}": [reply(200, listed)]})
    assert refusal(Permanent, lambda: adapter.read_score(column, BO)).code == "not_in_course"


def test_an_expired_enrollment_does_not_hide_the_running_one(platform, adapter, column, reply):
    listed = enrollments({"id": 9, "uid": 60000007, "admin": 0, "status": 2})
    table = {f"GET {ENROLLMENTS}": [reply(200, listed)], f"GET {GRADES}": [reply(200, grades(COLUMN))]}
    route(platform, reply, **table)
    assert adapter.read_score(column, BO).value == 3


RESULT = f"GET {ITEMS}/{COLUMN}/results"


def result(value: float | None = 2) -> list[dict[str, object]]:
    return [{"userId": BO.sub, "resultScore": value, "resultMaximum": 4, "comment": "Nearly"}]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_key_that_does_not_read_the_section_leaves_reading_to_ags(platform, adapter, column, reply, status):
    route(platform, reply, **{f"GET {ENROLLMENTS}": [reply(status, b"")], RESULT: [reply(200, result())]})
    assert adapter.read_score(column, BO) == Seen(2, 4, "Nearly")


def test_without_a_key_a_cell_is_read_by_ags(platform, keyless, column, reply):
    route(platform, reply, **{RESULT: [reply(200, result())]})
    assert keyless.read_score(column, BO) == Seen(2, 4, "Nearly")


def test_F23_a_deleted_column_is_told_by_ags_although_rest_lists_nothing_for_it(platform, adapter, column, reply):
    route(platform, reply, **{f"GET {ENROLLMENTS}": [reply(200, enrollments())]})
    assert refusal(Permanent, lambda: adapter.read_score(column, BO)).code == "column_gone"


def test_a_passing_trouble_while_reading_is_not_answered_by_ags(platform, adapter, column, reply):
    route(platform, reply, **{f"GET {ENROLLMENTS}": [reply(503, b"")], RESULT: [reply(200, result())]})
    refusal(Transient, lambda: adapter.read_score(column, BO))


# Clearing


SCORES = f"POST {ITEMS}/{COLUMN}/scores"


def test_a_cell_is_emptied_by_a_score_that_gives_nothing(platform, adapter, column, reply):
    table = {
        **there(reply),
        SCORES: [reply(201, b"")],
        f"GET {ENROLLMENTS}": [reply(200, enrollments())],
        f"GET {GRADES}": [reply(200, grades(COLUMN, grade=None))],
    }
    route(platform, reply, **table)
    adapter.clear_score(column, BO, NOW)
    ((_, _, body),) = writes(platform)
    assert ("scoreGiven" in body, body["userId"]) == (False, BO.sub)


def test_a_grade_that_stays_is_emptied_by_rest(platform, adapter, column, reply):
    table = {
        **there(reply),
        SCORES: [reply(201, b"")],
        f"GET {ENROLLMENTS}": [reply(200, enrollments())],
        f"GET {GRADES}": [reply(200, grades(COLUMN)), reply(200, grades(COLUMN, grade=""))],
        f"PUT {GRADES}": [reply(207, rows(204))],
    }
    route(platform, reply, **table)
    adapter.clear_score(column, BO, NOW)
    (row,) = writes(platform)[-1][2]["grades"]["grade"]
    assert row == {
        "type": "assignment",
        "assignment_id": int(COLUMN),
        "enrollment_id": int(ENROLLMENT),
        "grade": "",
        "comment": "",
    }


@pytest.mark.parametrize("first", [204, 400])
def test_an_empty_text_that_is_not_understood_is_followed_by_null(platform, adapter, column, reply, first):
    table = {
        **there(reply),
        SCORES: [reply(201, b"")],
        f"GET {ENROLLMENTS}": [reply(200, enrollments())],
        f"GET {GRADES}": [reply(200, grades(COLUMN))] * 2 + [reply(200, grades(COLUMN, grade=None))],
        f"PUT {GRADES}": [reply(207, rows(first)), reply(207, rows(204))],
    }
    route(platform, reply, **table)
    adapter.clear_score(column, BO, NOW)
    sent = [body["grades"]["grade"][0]["grade"] for method, _, body in writes(platform) if method == "PUT"]
    assert sent == ["", None]


def test_a_grade_that_cannot_be_emptied_is_not_taken_for_empty(platform, adapter, column, reply):
    table = {
        **there(reply),
        SCORES: [reply(201, b"")],
        f"GET {ENROLLMENTS}": [reply(200, enrollments())],
        f"GET {GRADES}": [reply(200, grades(COLUMN))],
        f"PUT {GRADES}": [reply(207, rows(204))],
    }
    route(platform, reply, **table)
    assert refusal(Permanent, lambda: adapter.clear_score(column, BO, NOW)).code == "not_accepted"


def test_another_refusal_of_an_empty_grade_is_told(platform, adapter, column, reply):
    table = {
        **there(reply),
        SCORES: [reply(201, b"")],
        f"GET {ENROLLMENTS}": [reply(200, enrollments())],
        f"GET {GRADES}": [reply(200, grades(COLUMN))],
        f"PUT {GRADES}": [reply(207, rows(404))],
    }
    route(platform, reply, **table)
    assert refusal(Permanent, lambda: adapter.clear_score(column, BO, NOW)).code == "column_gone"
    assert len(platform.paths("PUT")) == 1


@pytest.mark.parametrize("left", [2, None])
def test_without_a_key_only_ags_empties_and_a_grade_that_stays_is_told(platform, keyless, column, reply, left):
    route(platform, reply, **{SCORES: [reply(201, b"")], RESULT: [reply(200, result(left))]})
    if left is None:
        keyless.clear_score(column, BO, NOW)
    else:
        assert refusal(Permanent, lambda: keyless.clear_score(column, BO, NOW)).code == "not_accepted"


def test_a_refused_key_while_clearing_does_not_stop_the_platform(platform, adapter, column, reply):
    table = {
        **there(reply),
        SCORES: [reply(201, b"")],
        f"GET {ENROLLMENTS}": [reply(401, b"")],
        RESULT: [reply(200, result())],
    }
    route(platform, reply, **table)
    assert refusal(Permanent, lambda: adapter.clear_score(column, BO, NOW)).code == "not_accepted"


# Grades of assignments


WORK_ITEM = f"GET {HOME}/grade_items/{WORK}"


@pytest.mark.parametrize(("points", "grade"), [("4", 3), (10, 7.5), (None, 3), ("0", 3)])
def test_F24_a_grade_of_an_assignment_is_written_in_its_own_points(platform, adapter, score, reply, points, grade):
    table = {
        f"GET {ENROLLMENTS}": [reply(200, enrollments())],
        WORK_ITEM: [reply(200, {"id": WORK, "max_points": points})],
        f"PUT {GRADES}": [reply(207, rows(204))],
    }
    route(platform, reply, **table)
    adapter.send_score(ASSIGNMENT, score())
    (row,) = writes(platform)[0][2]["grades"]["grade"]
    assert row == {
        "type": "assignment",
        "assignment_id": int(WORK),
        "enrollment_id": int(ENROLLMENT),
        "grade": grade,
        "comment": "Met",
        "comment_status": 1,
    }


@pytest.mark.parametrize(("status", "code"), [(404, "column_gone"), (403, "not_accepted")])
def test_R5_the_row_of_a_grade_decides(platform, adapter, score, reply, status, code):
    table = {
        f"GET {ENROLLMENTS}": [reply(200, enrollments())],
        WORK_ITEM: [reply(200, {"id": WORK, "max_points": 4})],
        f"PUT {GRADES}": [reply(207, rows(status))],
    }
    route(platform, reply, **table)
    assert refusal(Permanent, lambda: adapter.send_score(ASSIGNMENT, score())).code == code


def test_a_grade_of_an_assignment_is_read_by_rest_alone(platform, adapter, keyless, reply):
    table = {f"GET {ENROLLMENTS}": [reply(200, enrollments())], f"GET {GRADES}": [reply(200, grades(WORK))]}
    route(platform, reply, **table)
    assert adapter.read_score(ASSIGNMENT, BO) == Seen(3, 4)
    assert refusal(Refused, lambda: keyless.read_score(ASSIGNMENT, BO)).code == "token_missing"


def test_a_grade_of_an_assignment_is_emptied_by_rest_alone(platform, adapter, reply):
    table = {
        **there(reply, WORK),
        f"GET {ENROLLMENTS}": [reply(200, enrollments())],
        f"GET {GRADES}": [reply(200, grades(WORK, grade=None))],
        f"PUT {GRADES}": [reply(207, rows(204))],
    }
    route(platform, reply, **table)
    adapter.clear_score(ASSIGNMENT, BO, NOW)
    assert [path for _, path, _ in writes(platform)] == [GRADES]


def test_a_learner_whose_user_id_is_not_known_cannot_be_named(platform, adapter):
    failed = refusal(Permanent, lambda: adapter.read_score(ASSIGNMENT, MemberRef("x::1")))
    assert (failed.code, platform.requests) == ("user_id_missing", [])
