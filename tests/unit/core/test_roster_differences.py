"""Class lists and their differences: who came, left, came back, changed role, and lists that are not believed (F32)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select, update
from support.world import School, found_school, make_course

from gateway.db import tables as t
from gateway.delivery import want
from gateway.services import roster
from gateway.services.roster_changes import newest
from lti.lms.base import ColumnWanted, Member, SectionRef, Transient

URI = "http://purl.imsglobal.org/vocab/lis/v2/membership"
LEARNER, TEACHER = f"{URI}#Learner", f"{URI}#Instructor"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"


def listed(*names: str, role: str = LEARNER, **more: Any) -> list[Member]:
    return [Member(f"sub-{name}", (role,), name=f"{name.title()} Testperson", **more) for name in names]


def keep(school: School, members: Sequence[Member], asked_at: Any = None, course: str | None = None) -> dict[str, int]:
    """Take in a list as if it had just been read; return the counts of changes."""
    waymark = school.waymark
    with waymark.db.read() as conn:
        row = conn.execute(select(t.course).filter_by(tenant_id=school.tenant, id=course or school.course)).one()
    return waymark.db.write(lambda w: roster.keep(w, row, members, waymark.naming, asked_at)).counts


def status(school: School, course: str | None = None) -> dict[str, str]:
    """Return everybody's status by `sub`."""
    subs = {row.id: row.sub for row in school.rows(t.person)}
    rows = school.rows(t.enrolment, course_id=course or school.course)
    return {subs[row.person_id].removeprefix("sub-"): row.status for row in rows}


def told(school: School) -> list[tuple[str, str | None]]:
    """Return the changes that were written down, as (kind, new role)."""
    with school.waymark.db.read() as conn:
        return [(row.kind, row.after) for row in newest(conn, school.tenant, school.course)]


@pytest.fixture
def school(waymark) -> School:
    return found_school(waymark)


def test_students_stand_in_the_list_before_their_first_launch_and_the_first_list_is_no_news(school):
    assert keep(school, listed("ana", "bo")) == {"joined": 2, "back": 0, "left": 0, "role": 0}
    assert status(school) == {"ana": "active", "bo": "active"}
    assert told(school) == []


def test_F32_who_left_came_back_came_new_or_changed_role_is_kept(school, clock):
    keep(school, listed("ana", "bo", "cy"))
    clock.advance(days=1)
    assert keep(school, listed("ana", "bo", "dee"))["left"] == 1
    assert status(school) == {"ana": "active", "bo": "active", "cy": "inactive", "dee": "active"}
    clock.advance(days=1)
    keep(school, [*listed("ana", "cy", "dee"), *listed("bo", role=TEACHER)])
    assert status(school)["cy"] == "active"
    assert sorted(told(school)[:2]) == [("back", None), ("role", "teacher")]
    assert sorted(told(school)[2:]) == [("joined", None), ("left", None)]


def test_F32_the_same_list_again_changes_nothing(school, clock):
    keep(school, listed("ana", "bo"))
    clock.advance(hours=1)
    assert sum(keep(school, listed("ana", "bo")).values()) == 0
    assert told(school) == []


@pytest.mark.parametrize("members", [[], listed("tess", role=TEACHER), listed("ana", "bo", "cy", status="inactive")])
def test_F32_a_list_without_students_removes_nobody(school, members):
    keep(school, listed("ana", "bo", "cy"))
    with pytest.raises(Transient, match=roster.EMPTY):
        keep(school, members)
    assert status(school) == {"ana": "active", "bo": "active", "cy": "active"}


def test_the_only_student_of_a_course_may_leave_it(school):
    keep(school, [*listed("ana"), *listed("tess", role=TEACHER)])
    assert keep(school, listed("tess", role=TEACHER))["left"] == 1
    assert status(school)["ana"] == "inactive"


def test_inactive_members_are_not_brought_in_and_known_ones_leave(school):
    keep(school, [*listed("ana", "bo"), *listed("gone", status="inactive")])
    assert "gone" not in status(school)
    keep(school, [*listed("ana"), *listed("bo", status="inactive")])
    assert status(school) == {"ana": "active", "bo": "inactive"}
    assert told(school) == [("left", None)]


@pytest.mark.parametrize(
    "role", [
        f"{URI}#Mentor", f"{URI}#ContentDeveloper", f"{URI}#Manager",
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor",
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student",
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",
    ],
)  # fmt: skip
def test_who_has_a_role_and_is_neither_learner_nor_teacher_is_no_student(school, role):
    keep(school, [*listed("ana"), *listed("other", role=role)])
    assert status(school) == {"ana": "active"}


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ((f"{URI}/Instructor#TeachingAssistant", TEACHER), "assistant"),
        ((f"{URI}/Learner#Instructor",), "learner"),
        ((f"{URI}/Learner#GuestLearner",), "learner"),
        ((LEARNER, TEACHER), "teacher"),
        (("Instructor",), "teacher"),
        ((), "learner"),
    ],
)
def test_sub_roles_and_several_roles_are_read(school, roles, expected):
    keep(school, [Member("sub-x", roles, name="X")])
    assert [row.role for row in school.rows(t.enrolment)] == [expected]


def test_a_full_roster_takes_back_the_role_of_a_former_launch(school):
    school.learner("ana")
    school.waymark.db.write(
        lambda w: w.conn.execute(
            update(t.enrolment).filter_by(tenant_id=school.tenant).values(role="teacher", launch_role="teacher")
        )
    )
    keep(school, listed("ana"))
    assert [row.role for row in school.rows(t.enrolment)] == ["learner"]


def test_who_launched_while_the_list_was_read_is_in_the_course(school, clock):
    keep(school, listed("ana", "bo"))
    asked_at = clock()
    clock.advance(seconds=3)
    school.waymark.db.write(
        lambda w: w.conn.execute(
            update(t.enrolment)
            .where(t.enrolment.c.tenant_id == school.tenant, t.enrolment.c.person_id == person(school, "bo"))
            .values(last_launch_at=w.now)
        )
    )
    keep(school, listed("ana"), asked_at)
    assert status(school)["bo"] == "active"
    clock.advance(hours=1)
    keep(school, listed("ana"), clock())
    assert status(school)["bo"] == "inactive"


def person(school: School, name: str) -> str:
    return next(row.id for row in school.rows(t.person) if row.sub == f"sub-{name}")


def test_F30_somebody_shown_to_be_a_test_student_is_labelled_and_nothing_more_is_sent(school):
    school.learner("view")
    column = ColumnWanted("k", "6.A", 4, "6.A")

    def plan(write: Any) -> str:
        place = want.column(write, school.tenant, school.course, school.standards["6.A"], column)
        assert want.cell(write, school.tenant, place, school.people["view"], {"value": 3, "maximum": 4})
        return place

    place = school.waymark.db.write(plan)
    keep(school, [*listed("ana"), Member("sub-view", (LEARNER, TEST_USER), name="Test Student")])
    assert [row.is_test for row in school.rows(t.person, sub="sub-view")] == [True]
    assert [(row.state, row.wanted) for row in school.rows(t.cell)] == [("idle", None)]
    wanted = {"value": 4, "maximum": 4}
    write = school.waymark.db.write
    assert not write(lambda w: want.cell(w, school.tenant, place, school.people["view"], wanted))
    keep(school, [*listed("ana"), Member("sub-view", (LEARNER,), name="Test Student")])
    assert [row.is_test for row in school.rows(t.person, sub="sub-view")] == [True]


def test_somebody_who_moves_to_a_linked_section_takes_their_work_along(school):
    """Cross-listing and linked sections are courses of their own here: work belongs to the person, not the course."""
    write = school.waymark.db.write
    second = write(lambda w: make_course(w, school.tenant, school.platform, "c2", list(school.standards.values())))
    period = {"sections": (SectionRef("8", "Period 2"),)}
    keep(school, listed("ana", "bo", **period))
    keep(school, listed("cy"), course=second)
    keep(school, listed("ana"))
    keep(school, listed("bo", "cy"), course=second)
    assert status(school) == {"ana": "active", "bo": "inactive"}
    assert status(school, second) == {"bo": "active", "cy": "active"}
    assert len(school.rows(t.person, sub="sub-bo")) == 1
    assert [row.name for row in school.rows(t.section)] == ["Period 2"]


def test_names_come_only_where_they_are_sent_and_are_not_lost_where_they_are_not(school):
    keep(school, [Member("sub-ana", (LEARNER,)), *listed("bo")])
    keep(school, [Member("sub-ana", (LEARNER,)), Member("sub-bo", (LEARNER,))])
    assert [row.name for row in school.rows(t.person_name)] == ["Bo Testperson"]


def test_somebody_of_another_course_is_not_touched(school, waymark):
    other = found_school(waymark, "two")
    other.learner("zoe")
    keep(school, listed("ana"))
    assert [row.status for row in other.rows(t.enrolment)] == ["active"]
