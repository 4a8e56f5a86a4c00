"""Roster, columns and scores as Moodle wants them (F10, F19, F24, F25, F29, F32; moodle.md 6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lti.lms.access import Access
from lti.lms.base import ColumnWanted, CourseRef, MemberRef, Permanent, Remote, Score, Superseded, Transient
from lti.lms.moodle.profile import make
from lti.roles import Role, standing

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
WANTED = ColumnWanted("waymark-standard-1", "6.RP.A.1 Ratios", 4, "6.RP.A.1")
MAYA = MemberRef("4", "4")


@pytest.fixture
def adapter(platform, http, counting):
    services = f"{platform.url}/mod/lti/services.php"
    course = CourseRef(
        "2",
        "Algebra I",
        lineitems_url=f"{services}/2/lineitems?type_id=1",
        memberships_url=f"{services}/CourseSection/2/bindings/1/memberships",
    )
    return make(course, Access(http, counting, "https://tool.test"))


@pytest.fixture
def column(platform):
    return Remote(f"{platform.url}/mod/lti/services.php/2/lineitems/4/lineitem?type_id=1")


def item(column: Remote, **fields: object) -> dict[str, object]:
    return {"id": column.remote_id, "label": "L", "scoreMaximum": 4, "resourceId": WANTED.key, "tag": "t", **fields}


def score(**fields: object) -> Score:
    return replace(Score(MAYA, 3, 4, "Why", AT), **fields)


def test_F32_the_roster_is_asked_for_whole_and_ids_are_moodles_own(platform, adapter, reply):
    listed = [
        {"status": "Active", "roles": ["Learner"], "user_id": "4", "name": "Stu One"},
        {"status": "Active", "roles": ["Instructor"], "user_id": 2, "name": "Tea Cher"},
        {"roles": ["Learner"]},
    ]
    platform.script(reply(200, {"members": listed}))
    learner, teacher = adapter.roster()
    assert platform.paths() == ["/mod/lti/services.php/CourseSection/2/bindings/1/memberships"]
    assert [(one.sub, one.lms_user_id) for one in (learner, teacher)] == [("4", "4"), ("2", "2")]
    assert (standing(learner.roles).role, standing(teacher.roles).role) == (Role.LEARNER, Role.TEACHER)


def test_columns_are_found_by_key_in_one_answer_without_paging(platform, adapter, column, reply):
    unusable = {"Link": "<http://127.0.0.1/x?limit=1&amp;from=1>; rel=\xe2\x80\x9cnext\xe2\x80\x9d"}
    platform.script(reply(200, [item(column)], unusable))
    assert [found.remote_id for found in adapter.find_columns(WANTED)] == [column.remote_id]
    assert platform.paths() == ["/mod/lti/services.php/2/lineitems?type_id=1&resource_id=waymark-standard-1"]
    assert platform.requests[0].headers["accept"] == "application/vnd.ims.lis.v2.lineitemcontainer+json"


def test_a_made_column_has_one_media_type_a_short_label_and_counts_in_the_total(platform, adapter, column, reply):
    platform.script(reply(201, item(column)))
    made = adapter.make_column(replace(WANTED, label="x" * 300))
    request = platform.requests[0]
    assert (request.headers["content-type"], request.headers["accept"]) == (
        "application/vnd.ims.lis.v2.lineitem+json",
        "application/vnd.ims.lis.v2.lineitem+json",
    )
    assert request.json == {"label": "x" * 255, "scoreMaximum": 4, "resourceId": WANTED.key, "tag": WANTED.tag}
    assert made.detail["out_of_total"] == "no"


def test_a_column_that_shall_count_says_nothing_of_totals(platform, adapter, column, reply):
    platform.script(reply(201, item(column)))
    assert "out_of_total" not in adapter.make_column(replace(WANTED, counts_in_total=True)).detail


def test_F24_settling_changes_nothing_there(platform, adapter, column):
    assert adapter.settle_column(column, replace(WANTED, maximum=10)).detail["out_of_total"] == "no"
    assert platform.requests == []


def test_a_score_goes_before_the_query_with_its_own_maximum_and_comment(platform, adapter, column, reply):
    platform.script(reply(200, b""))
    adapter.send_score(column, score())
    request = platform.requests[0]
    assert (request.method, request.path) == ("POST", "/mod/lti/services.php/2/lineitems/4/lineitem/scores?type_id=1")
    assert request.headers["content-type"] == "application/vnd.ims.lis.v1.score+json"
    assert request.json == {
        "userId": "4",
        "timestamp": "2026-11-21T12:00:00.000Z",
        "scoreGiven": 3,
        "scoreMaximum": 4,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "comment": "Why",
    }


def test_clearing_sends_a_progress_that_is_not_final_and_no_points(platform, adapter, column, reply):
    platform.script(reply(200, b""))
    adapter.clear_score(column, MAYA, AT + timedelta(seconds=1))
    sent = platform.requests[0].json
    assert sent["gradingProgress"] != "FullyGraded"
    assert "scoreGiven" not in sent
    assert sent["timestamp"] == "2026-11-21T12:00:01.000Z"


def test_a_cell_is_read_without_paging_and_an_emptied_one_is_empty(platform, adapter, column, reply):
    full = {"userId": "4", "resultScore": 37.5, "resultMaximum": 50, "comment": "c"}
    platform.script(reply(200, [full]), reply(200, [{"id": "x", "userId": "4"}]), reply(200, []))
    seen = adapter.read_score(column, MAYA)
    assert (seen.value, seen.maximum, seen.comment) == (37.5, 50, "c")
    assert adapter.read_score(column, MAYA).value is None
    assert adapter.read_score(column, MAYA).value is None
    path = "/mod/lti/services.php/2/lineitems/4/lineitem/results?type_id=1&user_id=4"
    assert platform.paths() == [path] * 3


@pytest.mark.parametrize("detail", [{"gate": "https://lms.test/x"}, {"group": "12"}])
def test_work_that_is_merely_opened_is_never_scored(platform, adapter, column, detail):
    opened = replace(column, detail=detail)
    calls = [
        lambda: adapter.send_score(opened, score()),
        lambda: adapter.clear_score(opened, MAYA, AT),
        lambda: adapter.read_score(opened, MAYA),
    ]
    for call in calls:
        with pytest.raises(Permanent) as caught:
            call()
        assert caught.value.code == "not_supported"
    assert platform.requests == []


@pytest.mark.parametrize("sub", ["stranger", "", "4x", "٤"])
def test_F29_a_person_without_a_number_is_never_sent(platform, adapter, column, sub):
    calls = [
        lambda: adapter.send_score(column, score(member=MemberRef(sub))),
        lambda: adapter.clear_score(column, MemberRef(sub), AT),
    ]
    for call in calls:
        with pytest.raises(Permanent) as caught:
            call()
        assert caught.value.code == "not_in_course"
    assert platform.requests == []


def test_F10_an_equal_or_earlier_second_is_superseded(platform, adapter, column, reply):
    platform.script(reply(409, {"status": 409, "reason": "Refusing score with an earlier timestamp", "request": {}}))
    with pytest.raises(Superseded) as caught:
        adapter.send_score(column, score())
    assert caught.value.code == "newer_there"


def test_a_status_line_of_zero_is_a_passing_trouble(platform, adapter, column, reply):
    platform.script(reply(0, {}))
    with pytest.raises(Transient):
        adapter.send_score(column, score())
