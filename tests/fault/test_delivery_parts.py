"""A part of the course opens for those whose path has come to its standard, and for nobody by accident."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete
from support.gradebooks import Gradebook, open_gradebook
from support.statements import run

from gateway.db import tables as t
from gateway.delivery import mending
from gateway.services import judge, marks_of_work, own_parts, publish, roster
from gateway.services.drafts import Author
from gateway.services.views import writing
from gateway.services.views.links import Links
from gateway.services.views.parts import show
from lti.lms.base import Member

ON_ONE = pytest.mark.parametrize("database_kind", ["sqlite"])
"""What does not depend on the database."""
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"


class Course:
    """A published course with one module that is tied to its second standard."""

    def __init__(self, gradebook: Gradebook, clock: Any) -> None:
        self.gradebook, self.clock, self.sim = gradebook, clock, gradebook.sim
        self.school, self.waymark = gradebook.school, gradebook.school.waymark
        self.teacher = Author(self.school.tenant, self.school.course, self.school.learner("teacher", "teacher"))
        self.sim.add_part("Week 1", [{"title": "Lesson"}])
        self.school.publish()

    def inputs(self) -> Any:
        with self.waymark.db.read() as conn:
            return self.waymark.cache.get(conn, self.school.tenant, self.school.course)

    def tie(self, code: str) -> None:
        standard, course = self.school.standards[code], self.inputs()
        self.waymark.db.write(lambda w: own_parts.tie(w, self.teacher, course, "1", "Week 1", standard))
        self.follow()

    def masters(self, number: int, code: str) -> None:
        """Let a teacher say that a student has a standard."""
        course, person = self.inputs(), self.gradebook.person(number)

        def plan(write: Any) -> None:
            about = {"by": self.teacher.person_id, "about": person, "standard_id": self.school.standards[code]}
            judge.judge(write, self.waymark.settings, course, **about, level=4, reason="seen")
            marks_of_work.learner(write, course, person)

        self.waymark.db.write(plan)

    def follow(self) -> None:
        for _ in range(2):
            run(self.waymark, "evaluate", "deliver")
            self.clock.advance(seconds=70)

    def ties(self) -> list[own_parts.Tie]:
        course = self.inputs()
        with self.waymark.db.read() as conn:
            return own_parts.ties(conn, course)

    @property
    def seen(self) -> tuple[str, ...]:
        return self.sim.parts()["1"]

    def logins(self, *numbers: int) -> tuple[str, ...]:
        return tuple(self.gradebook.student(number).login for number in numbers)

    @property
    def everybody(self) -> tuple[str, ...]:
        return tuple(one.login for one in self.sim.school.students)


@pytest.fixture
def course(site: Any, waymark: Any, clock: Any) -> Course:
    return Course(open_gradebook(site, waymark, clock, column=False, own_interface=True), clock)


def test_R2_it_opens_for_those_who_have_come_there_and_stays_open(course):
    course.masters(0, "6.A")
    course.tie("6.B")
    assert course.seen == course.logins(0)
    course.masters(1, "6.A")
    course.follow()
    assert course.seen == course.logins(0, 1)
    person, standard = course.gradebook.person(0), course.school.standards["6.A"]
    about = {"by": course.teacher.person_id, "about": person, "standard_id": standard}
    inputs, settings = course.inputs(), course.waymark.settings
    course.waymark.db.write(lambda w: judge.judge(w, settings, inputs, **about, level=1, reason="was wrong"))
    course.waymark.db.write(lambda w: marks_of_work.learner(w, inputs, person))
    course.follow()
    assert course.seen == course.logins(0, 1), "what was begun is not taken away"
    assert [(one.let_in, one.waiting, one.troubles) for one in course.ties()] == [(2, 0, ())]


@ON_ONE
def test_nobody_there_yet_changes_nothing_and_an_earlier_standard_is_everybodys(course):
    course.tie("6.B")
    assert course.seen == course.everybody
    course.tie("6.A")
    assert course.seen == course.everybody
    assert [one.let_in for one in course.ties()] == [len(course.everybody)]


@ON_ONE
def test_who_comes_later_gets_into_what_is_open_from_the_beginning(course):
    late = {"tenant_id": course.school.tenant, "person_id": course.gradebook.person(7)}
    course.waymark.db.write(lambda w: w.conn.execute(delete(t.enrolment).filter_by(**late)))
    course.tie("6.A")
    assert course.seen == course.everybody[:-1]
    members = [Member(course.sim.sub(one.login), (f"{MEMBERSHIP}#Learner",)) for one in course.sim.school.students]
    with course.waymark.db.read() as conn:
        row = conn.execute(t.course.select().filter_by(tenant_id=course.school.tenant, id=course.school.course)).one()
    naming = course.waymark.naming
    course.waymark.db.write(lambda w: roster.keep(w, row, members, naming, asked_at=course.clock()))
    course.follow()
    assert course.seen == course.everybody


@ON_ONE
def test_tied_to_a_later_standard_those_who_are_not_there_leave_but_not_the_last_one(course):
    course.masters(0, "6.A")
    course.masters(0, "6.B")
    course.masters(1, "6.A")
    course.tie("6.B")
    course.tie("6.C")
    assert course.seen == course.logins(0)
    course.tie("6.D")
    assert course.seen == course.logins(0), "an empty list would open it to everybody"
    assert [(one.let_in, one.troubles) for one in course.ties()] == [(0, ("opens_to_all",))]


@ON_ONE
def test_ended_it_is_as_it_was_and_a_teachers_own_stays(course):
    course.masters(0, "6.A")
    course.masters(1, "6.A")
    course.tie("6.B")
    course.sim.assign_part("1", *course.logins(5))
    assert course.seen == course.logins(0, 1, 5)
    (tie,) = course.ties()
    course.waymark.db.write(lambda w: own_parts.untie(w, course.teacher, tie.place_id))
    course.follow()
    assert (course.seen, course.ties()) == (course.logins(5), [])
    course.tie("6.B")
    assert course.seen == course.logins(0, 1, 5)


def test_removed_with_everything_it_is_open_to_all_again_and_the_page_says_so_before(course):
    course.masters(0, "6.A")
    course.tie("6.B")
    page = written(course)
    assert [(one.name, one.students) for one in page.parts] == [("Week 1", 1)]
    course.waymark.db.write(lambda w: publish.take_back_all(w, course.teacher))
    course.follow()
    assert (course.seen, written(course).parts) == (course.everybody, ())
    course.waymark.db.write(lambda w: publish.switch(w, course.teacher, on=True))
    course.follow()
    assert (course.seen, course.ties()) == (course.everybody, []), "what was removed does not come back by itself"


def test_F10_a_lost_answer_and_a_system_that_is_down_let_each_in_once(course):
    for number in (0, 1):
        course.masters(number, "6.A")
    course.sim.faults.drop_answer_after_store = 1
    course.tie("6.B")
    course.sim.faults.down = True
    course.masters(2, "6.A")
    course.follow()
    course.sim.faults.down = False
    course.clock.advance(minutes=10)
    course.follow()
    assert course.seen == course.logins(0, 1, 2)
    assert [(one.let_in, one.waiting) for one in course.ties()] == [(3, 0)]


@ON_ONE
def test_F23_a_module_that_is_gone_is_told_and_others_go_on(course):
    course.masters(0, "6.A")
    course.sim.delete_part("1")
    course.tie("6.B")
    assert [one.troubles for one in course.ties()] == [("part_gone",)]
    assert [row.state for row in course.school.rows(t.place, kind="column")] == ["there"] * 4


@ON_ONE
def test_a_token_that_may_not_change_modules_is_told_and_columns_go_on(course):
    course.masters(0, "6.A")
    course.sim.faults.rest_forbidden = True
    course.tie("6.B")
    (line,) = page_of(course).ties
    assert line.troubles == ("Your course system does not let Waymark write here. Your admin can change that.",)
    assert course.seen == course.everybody
    assert [row.state for row in course.school.rows(t.place, kind="column")] == ["there"] * 4


@ON_ONE
def test_while_grades_are_not_written_nothing_opens_and_comparing_lets_in_again_who_fell_out(course):
    course.masters(0, "6.A")
    course.masters(1, "6.A")
    course.waymark.db.write(lambda w: publish.switch(w, course.teacher, on=False))
    course.tie("6.B")
    assert course.seen == course.everybody
    course.waymark.db.write(lambda w: publish.switch(w, course.teacher, on=True))
    course.follow()
    assert course.seen == course.logins(0, 1)
    course.sim.forget_parts()
    course.waymark.db.write(lambda w: mending.compare(w, course.school.tenant, course.school.course))
    course.follow()
    assert course.seen == course.logins(0, 1)


def written(course: Course) -> Any:
    """Return the page of what is written in the course."""
    inputs = course.inputs()
    with course.waymark.db.read() as conn:
        row = conn.execute(t.course.select().filter_by(tenant_id=course.school.tenant, id=course.school.course)).one()
        can = course.waymark.adapter(conn, row).capabilities
        return writing.show(conn, row, inputs, Links("/x"), course.waymark.clock(), can)


def page_of(course: Course) -> Any:
    """Return the page of ties, while the learning system tells nothing of its parts."""
    inputs = course.inputs()
    with course.waymark.db.read() as conn:
        row = conn.execute(t.course.select().filter_by(tenant_id=course.school.tenant, id=course.school.course)).one()
        return show(conn, inputs, Links("/x"), course.waymark.adapter(conn, row).capabilities, [])
