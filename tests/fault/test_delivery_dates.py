"""The day that a student names in a goal is the due date of the student's own work, where the course wants that."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update
from support.gradebooks import Gradebook, open_gradebook
from support.statements import run

from gateway.db import tables as t
from gateway.services import choose, goals, marks_of_work, own_dates, publish
from gateway.services.drafts import Author

DAY, LATER = date(2026, 10, 1), date(2026, 10, 20)
WAY = choose.Way("/student", "en")


@pytest.fixture
def dated(site, waymark, clock) -> Gradebook:
    """Give a course that writes, with one activity whose choice stands as an assignment."""
    found = open_gradebook(site, waymark, clock, column=False, own_interface=True)
    key = {"tenant_id": found.school.tenant, "course_id": found.school.course, "activity_id": "b1"}
    waymark.db.write(lambda w: w.conn.execute(update(t.course_activity).filter_by(**key).values(graded=True)))
    found.school.publish()
    found.school.set_course(**{own_dates.SWITCH: True})
    return found


def inputs(gradebook: Gradebook) -> Any:
    school = gradebook.school
    with school.waymark.db.read() as conn:
        return school.waymark.cache.get(conn, school.tenant, school.course)


def aims(gradebook: Gradebook, number: int, code: str, day: date | None) -> None:
    """Let a student name a standard and a day, as the page does."""
    school, course = gradebook.school, inputs(gradebook)
    goal = goals.Goal(school.standards[code], day)

    def plan(write: Any) -> None:
        goals.set_goal(write, school.waymark.settings, course, gradebook.person(number), goal)
        marks_of_work.learner(write, course, gradebook.person(number))

    school.waymark.db.write(plan)


def chooses(gradebook: Gradebook, number: int) -> None:
    school, course = gradebook.school, inputs(gradebook)
    choice = choose.Choice("b1", school.standards["6.B"], ("b1",))
    settings = school.waymark.settings
    school.waymark.db.write(lambda w: choose.start(w, settings, course, gradebook.person(number), choice, WAY))


def days(gradebook: Gradebook) -> dict[str, str | None]:
    """Return the due date of each student's own work, by the user's id there."""
    (assignment,) = [one for one in gradebook.sim._lms.state.assignments.values() if one.tool_url and not one.deleted]
    return {str(user): one.dates.get("due_at") for one in assignment.overrides.values() for user in one.student_ids}


def test_a_goals_day_is_the_works_due_date_and_moves_with_it(dated, clock) -> None:
    aims(dated, 0, "6.B", DAY)
    chooses(dated, 0)
    chooses(dated, 1)
    run(dated.school.waymark, "evaluate", "deliver")
    first, second = (dated.sim.user_id(dated.student(number).login) for number in (0, 1))
    assert days(dated) == {first: "2026-10-01T23:59:00Z", second: None}
    clock.advance(minutes=2)
    aims(dated, 0, "6.B", LATER)
    aims(dated, 1, "6.B", DAY)
    run(dated.school.waymark, "deliver")
    assert days(dated) == {first: "2026-10-20T23:59:00Z", second: "2026-10-01T23:59:00Z"}
    clock.advance(minutes=2)
    aims(dated, 0, "6.B", None)
    aims(dated, 1, "6.C", LATER)
    run(dated.school.waymark, "deliver")
    assert days(dated) == {first: "2026-10-20T23:59:00Z", second: "2026-10-01T23:59:00Z"}, "a date is not taken away"


def test_without_the_switch_nothing_is_dated(dated, clock) -> None:
    dated.school.set_course(**{own_dates.SWITCH: False})
    aims(dated, 0, "6.B", DAY)
    chooses(dated, 0)
    run(dated.school.waymark, "evaluate", "deliver")
    assert list(days(dated).values()) == [None]
    school = dated.school
    clock.advance(minutes=2)
    teacher = Author(school.tenant, school.course, school.learner("teacher", "teacher"))
    school.waymark.db.write(lambda w: publish.choose(w, teacher, {own_dates.SWITCH: True}))  # what stands gets its day
    run(dated.school.waymark, "evaluate", "deliver")
    assert list(days(dated).values()) == ["2026-10-01T23:59:00Z"]
