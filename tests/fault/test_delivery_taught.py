"""What delivery makes of a course over which a district's key has more power than its teachers (schoology.md 3, 12)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import update
from support.gradebooks import Gradebook, Site, open_gradebook

from gateway.db import tables as t
from gateway.delivery import choices, want
from lti.lms.base import AssignmentWanted

WORK = AssignmentWanted("waymark-a1", "Tape diagrams", "https://tool.example/lti/launch?activity=a1", 4)
SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture(scope="session")
def district_site() -> Iterator[Site]:
    with Site("schoology").running() as site:
        yield site


@pytest.fixture
def gradebook(district_site: Site, waymark: Any, clock: Any) -> Gradebook:
    return open_gradebook(district_site, waymark, clock, own_interface=True)


def send(gradebook: Gradebook, clock: Any, value: int) -> None:
    clock.advance(seconds=3)
    gradebook.want(value)
    gradebook.deliver()


@SQLITE
def test_a_grading_period_that_is_over_takes_no_grades_until_the_column_is_moved(gradebook, clock):
    send(gradebook, clock, 2)
    clock.advance(days=150)
    send(gradebook, clock, 3)
    cell = gradebook.cell()
    assert (gradebook.shown(), cell.state, cell.reason) == (2, "held", {"code": "period_closed"})
    gradebook.sim.move_period(gradebook.sim.readback().columns[0].id, 5002)
    gradebook.choose(choices.look_again)
    clock.advance(seconds=3)
    gradebook.deliver()
    assert (gradebook.shown(), gradebook.cell().state) == (3, "sent")


def assignment(gradebook: Gradebook, clock: Any) -> Any:
    """Want personal work, do what is due, and return its Place."""
    school = gradebook.school
    (activity,) = school.rows(t.activity, t.activity.c.id)[:1]
    place = school.waymark.db.write(lambda w: want.assignment(w, school.tenant, school.course, activity.id, WORK))
    clock.advance(seconds=3)
    gradebook.deliver()
    return school.rows(t.place, id=place)[0]


@SQLITE
def test_personal_work_waits_for_a_teacher_whom_the_section_names(gradebook, clock):
    school = gradebook.school
    everybody = update(t.enrolment).filter_by(tenant_id=school.tenant, course_id=school.course, role="teacher")
    school.waymark.db.write(lambda w: w.conn.execute(everybody.values(status="inactive")))
    place = assignment(gradebook, clock)
    assert (place.state, place.reason, gradebook.calls("POST /v1")) == ("held", {"code": "not_taught_here"}, 0)


@SQLITE
def test_personal_work_is_made_where_a_teacher_of_ours_teaches(gradebook, clock):
    assert assignment(gradebook, clock).state == "there"
