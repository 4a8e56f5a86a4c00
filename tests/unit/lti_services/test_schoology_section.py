"""Who is in a section, who teaches it, and what a key is told about itself (schoology.md 5.7, 6, 12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from schoology_facts import BO, ENROLLMENT, ENROLLMENTS, HOME, access_to, course_of, enrollments, route

from lti.answers import About
from lti.lms.base import MemberRef, Permanent, Transient
from lti.lms.schoology.check import check
from lti.lms.schoology.periods import Period, is_past
from lti.lms.schoology.section import Section


@pytest.fixture
def section(platform, http, counting):
    return lambda **changes: Section(replace(course_of(platform), **changes), access_to(platform, http, counting))


def listed(platform, reply, *entries: object) -> None:
    route(platform, reply, **{f"GET {ENROLLMENTS}": [reply(200, {"enrollment": list(entries)})]})


def entry(uid: object, **fields: object) -> dict[str, object]:
    return {"id": 9200000101, "uid": uid, "admin": 1, "status": "1", **fields}


@pytest.mark.parametrize(
    ("found", "taught"),
    [
        (entry(60000001), True),
        (entry("60000001", admin="1", status=1), True),
        (entry(60000001, admin=0), False),
        (entry(60000001, status="5"), False),
        (entry(60000009), False),
    ],
)
def test_12_a_section_is_taught_by_a_running_admin_enrollment_of_a_known_teacher(
    platform, section, reply, found, taught
):
    listed(platform, reply, found)
    assert section().is_taught() is taught


@pytest.mark.parametrize("teachers", [frozenset(), frozenset({"teacher-without-a-number"}), frozenset({"60000001"})])
def test_12_without_a_known_teacher_nothing_is_written(platform, section, reply, teachers):
    listed(platform, reply, entry(60000001))
    with pytest.raises(Permanent) as caught:
        section(teachers=teachers).write("PUT", "assignments/1", {}, About.ASSIGNMENT)
    assert (caught.value.code, platform.paths("PUT")) == ("not_taught_here", [])


def test_the_list_is_read_once_for_learners_and_teachers(platform, section, reply):
    route(platform, reply, **{f"PUT {HOME}/assignments/1": [reply(204, b"")]})
    here = section()
    assert here.enrollment(BO) == ENROLLMENT
    for _ in range(2):
        here.write("PUT", "assignments/1", {}, About.ASSIGNMENT)
    assert len(platform.paths("GET")) == 1


def test_one_entry_that_cannot_be_read_is_that_learners_trouble(platform, section, reply):
    odd = {"id": None, "uid": 60000055, "admin": 0, "status": 1}
    listed(platform, reply, odd, *enrollments()["enrollment"])
    here = section()
    assert here.enrollment(BO) == ENROLLMENT
    with pytest.raises(Transient):
        here.enrollment(MemberRef("60000055::ab"))


@pytest.mark.parametrize(
    ("status", "told", "archived"),
    [
        (200, {"id": 1, "active": "0"}, True),
        (200, {"id": 1, "active": 1}, False),
        (200, {"id": 1}, False),
        (403, {}, False),
    ],
)
def test_F31_a_past_section_is_told_by_its_own_flag(platform, section, reply, status, told, archived):
    route(platform, reply, **{f"GET {HOME}": [reply(status, told)]})
    assert section().is_archived() is archived


def test_a_key_is_tried_without_writing(platform, http, counting, reply):
    me = {"GET /v1/users/me": [reply(200, {"uid": 1})], f"GET {HOME}/grades": [reply(200, {"grades": {"grade": []}})]}
    route(platform, reply, **me)
    found = check(access_to(platform, http, counting), course_of(platform), worked=False)
    assert [(one.line, one.state) for one in found] == [("own-interface", "ok"), ("own-rights", "ok")]
    assert {request.method for request in platform.requests} == {"GET"}


def test_a_period_is_over_when_its_last_day_has_passed_everywhere():
    last = date(2027, 1, 20)
    assert not is_past(last, datetime(2027, 1, 21, 11, 59, tzinfo=UTC))
    assert Period("1", None, last).over(datetime(2027, 1, 21, 12, tzinfo=UTC))
    assert not Period("1", None, None).over(datetime(2099, 1, 1, tzinfo=UTC))
