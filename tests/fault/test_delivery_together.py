"""Marks of one assignment go together where a learning system takes them so; each learner's stands for itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from support.gradebooks import WHEN, Gradebook, Site, open_gradebook

from gateway.db import tables as t
from gateway.delivery import want
from lti.lms.base import AssignmentWanted

STUDENTS = range(6)
WORK = AssignmentWanted("waymark-activity-b1", "Activity b1", "http://localhost:8400/lti/launch?activity=b1", 4)


@pytest.fixture(scope="session")
def bulk_site() -> Iterator[Site]:
    with Site("schoology").running() as made:
        yield made


ON_ONE = pytest.mark.parametrize("database_kind", ["sqlite"])
"""What does not depend on the database."""


class Marks:
    """One assignment that six students chose, and the marks that should stand there."""

    def __init__(self, gradebook: Gradebook, clock: Any) -> None:
        self.gradebook, self.clock, self.sim = gradebook, clock, gradebook.sim
        self.school, self.write = gradebook.school, gradebook.school.waymark.db.write
        self.place = self.write(lambda w: want.assignment(w, self.school.tenant, self.school.course, "b1", WORK))

    def want(self, value: int | None) -> None:
        marked = {} if value is None else {"value": value, "maximum": 4, "comment": f"{value} of 4", "at": WHEN}

        def plan(write: Any) -> None:
            for number in STUDENTS:
                person = self.gradebook.person(number)
                want.cell(write, self.school.tenant, self.place, person, {"assigned": True, **marked})

        self.write(plan)

    def deliver(self, *, minutes: float = 0.1) -> None:
        self.clock.advance(minutes=minutes)
        self.gradebook.deliver()

    def states(self) -> list[tuple[str, Any]]:
        rows = {row.person_id: row for row in self.school.rows(t.cell, place_id=self.place)}
        return [
            (row.state, (row.reason or {}).get("code")) for row in (rows[self.gradebook.person(n)] for n in STUDENTS)
        ]

    def shown(self) -> list[float | None]:
        found = self.sim.readback()
        (work,) = found.work
        return [found.cell(self.gradebook.student(number).login, work.id).value for number in STUDENTS]

    def puts(self) -> int:
        return self.gradebook.calls("PUT /v1/sections/<section_id>/grades")


@pytest.fixture
def marks(bulk_site: Site, waymark: Any, clock: Any) -> Marks:
    made = Marks(open_gradebook(bulk_site, waymark, clock, column=False, own_interface=True), clock)
    made.want(None)
    made.deliver()
    return made


def test_R2_all_marks_of_an_assignment_take_one_call_and_the_newest_stand(marks):
    for number, value in enumerate((3, 4), start=1):
        marks.want(value)
        marks.deliver()
        assert (marks.shown(), marks.puts()) == ([float(value)] * 6, number)
    assert marks.states() == [("sent", None)] * 6


def test_one_row_that_is_refused_is_that_students_alone(marks):
    marks.sim.faults.partial_207 = 7  # all six rows, then the first of them once more
    marks.want(3)
    marks.deliver()
    assert (marks.shown().count(None), marks.shown().count(3.0)) == (1, 5)
    assert sorted(marks.states()) == [("failed", "not_accepted"), *[("sent", None)] * 5]


def test_F10_a_lost_answer_is_looked_up_and_not_sent_again(marks):
    marks.sim.faults.drop_answer_after_store = 1
    marks.want(3)
    marks.deliver()
    assert {state for state, _ in marks.states()} == {"waiting"}
    marks.deliver(minutes=3)
    assert (marks.states(), marks.shown(), marks.puts()) == ([("sent", None)] * 6, [3.0] * 6, 1)


@ON_ONE
def test_F20_a_mark_that_a_teacher_changed_is_held_and_the_others_go(marks):
    marks.want(2)
    marks.deliver()
    (work,) = marks.sim.readback().work
    marks.sim.type_grade(work.id, marks.gradebook.student(0).login, 4)
    marks.want(3)
    marks.deliver()
    assert marks.shown() == [4.0, *[3.0] * 5]
    assert marks.states() == [("held", "changed_by_teacher"), *[("sent", None)] * 5]


@ON_ONE
def test_F29_a_student_who_left_is_told_and_the_others_go(marks):
    marks.sim.enrol(marks.gradebook.student(5).login, "deleted")
    marks.want(3)
    marks.deliver()
    assert marks.states() == [*[("sent", None)] * 5, ("failed", "not_in_course")]
    assert marks.shown()[:5] == [3.0] * 5


@ON_ONE
def test_F07_a_system_that_is_down_loses_nothing(marks):
    marks.sim.faults.down = True
    marks.want(3)
    marks.deliver()
    marks.sim.faults.down = False
    marks.deliver(minutes=5)
    assert (marks.states(), marks.shown()) == ([("sent", None)] * 6, [3.0] * 6)
