"""Grades that the learning system gave become evidence where the teacher wants it; what we wrote never does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from graded_room import EVERYWHERE

from gateway.db import tables as t
from gateway.delivery import want
from gateway.services import erase, graded_lane, rebuild, setup
from gateway.services.views import picker
from lti.lms.base import MemberRef
from lti.lms.own_views import Rating, StandardWanted

SCORED = "http://adlnet.gov/expapi/verbs/scored"


@pytest.fixture
def quiz(room) -> str:
    """Add a quiz of ten points that two students took; it does not count yet."""
    made = str(room.sim.add_quiz("Quiz 3", 10))
    room.sim.type_grade(made, room.gradebook.student(0).login, 8)
    room.sim.type_grade(made, room.gradebook.student(1).login, 5)
    return made


@pytest.mark.parametrize("setting", EVERYWHERE, ids="-".join)
def test_columns_of_ours_are_not_listed_and_nothing_counts_by_itself(room, quiz) -> None:
    room.gradebook.want(3)
    room.gradebook.deliver()
    assert "gradebook/graded" in room.page("gradebook")
    listed = room.look()
    assert [(one.title, one.work_id, one.kind, one.counts) for one in listed] == [("Quiz 3", quiz, "quiz", False)]
    room.read()
    assert room.evidence() == []
    assert room.statements() == []


def test_what_will_count_is_shown_before_it_counts(room, quiz) -> None:
    room.look()
    page = room.page(f"gradebook/graded/{room.row('Quiz 3').id}")
    assert "8 / 10" in page
    assert "5 / 10" in page
    assert room.statements() == []


@pytest.mark.parametrize("setting", EVERYWHERE, ids="-".join)
def test_a_grade_becomes_one_result_for_the_chosen_standards(room, quiz) -> None:
    room.look()
    room.let_count("Quiz 3", "6.A", "6.B")
    room.read()
    wanted = sorted(room.school.standards[one] for one in ("6.A", "6.B"))
    assert room.evidence(0) == [(0.8, wanted)]
    assert room.evidence(1) == [(0.5, wanted)]
    assert room.evidence(2) == []
    assert {one.verb for one in room.statements()} == {SCORED}
    assert "6.A" in room.page("gradebook/graded")


def test_read_again_it_is_the_same_result(room, quiz) -> None:
    room.look()
    room.let_count("Quiz 3", "6.A")
    room.read()
    before = room.statements()
    for _ in range(2):
        room.read_again()
    assert room.statements() == before
    assert len(room.evidence()) == 1


@pytest.mark.parametrize("setting", EVERYWHERE, ids="-".join)
def test_a_changed_grade_voids_and_replaces(room, quiz, clock) -> None:
    room.look()
    room.let_count("Quiz 3", "6.A")
    room.read()
    clock.advance(hours=1)
    room.sim.type_grade(quiz, room.gradebook.student(0).login, 10)
    room.read_again()
    assert [score for score, _ in room.evidence()] == [1.0]
    assert sum(one.voided for one in room.statements()) == 1
    clock.advance(hours=1)
    room.sim.type_grade(quiz, room.gradebook.student(0).login, None)
    room.read_again()
    assert room.evidence() == []
    clock.advance(hours=1)
    room.sim.type_grade(quiz, room.gradebook.student(0).login, 10)
    room.read_again()
    assert [score for score, _ in room.evidence()] == [1.0]


def test_it_is_read_every_few_hours_by_itself(room, quiz, clock) -> None:
    room.look()
    room.let_count("Quiz 3", "6.A")
    room.read()
    room.sim.type_grade(quiz, room.gradebook.student(2).login, 7)
    room.read()
    assert room.evidence(2) == []
    clock.advance(seconds=graded_lane.EVERY.total_seconds() + 1)
    room.read()
    assert [score for score, _ in room.evidence(2)] == [0.7]


def test_other_standards_replace_and_none_takes_it_out(room, quiz) -> None:
    room.look()
    room.let_count("Quiz 3", "6.A")
    room.read()
    room.let_count("Quiz 3", "6.B")
    room.read()
    assert room.evidence() == [(0.8, [room.school.standards["6.B"]])]
    room.let_count("Quiz 3")
    room.read()
    assert room.evidence() == []
    assert not room.row("Quiz 3").counts


def test_a_system_that_is_down_changes_nothing_and_says_so(room, quiz) -> None:
    room.look()
    room.let_count("Quiz 3", "6.A")
    room.read()
    before = room.evidence()
    room.sim.faults.down = True
    room.read_again()
    assert room.evidence() == before
    assert room.row("Quiz 3").trouble["code"] == "lms_error"
    assert "tries again by itself" in room.page("gradebook/graded")
    assert "failed=lms_error" in room.send("gradebook/graded/look").location


def test_a_course_that_nobody_opens_any_more_is_left_alone(room, quiz, clock) -> None:
    room.look()
    room.let_count("Quiz 3", "6.A")
    clock.advance(days=90)
    room.read()
    assert room.evidence() == []


def test_a_standard_of_another_course_is_refused(room, quiz) -> None:
    room.look()
    answer = room.doors(
        "POST", f"{room.home}gradebook/graded/{room.row('Quiz 3').id}", data={"csrf": room.csrf, "standard": "x" * 20}
    )
    assert answer.status_code == 400
    assert room.school.rows(t.alignment, source="teacher") == []


def test_what_was_erased_does_not_come_back_by_reading_again(room, quiz, waymark) -> None:
    room.look()
    room.let_count("Quiz 3", "6.A")
    room.read()
    person = room.gradebook.person(0)
    erase.erase(waymark.db, waymark.settings.people_home, room.school.tenant, person, "test")
    room.read_again()
    assert len(room.evidence(1)) == 1
    assert [row.person_id for row in room.school.rows(t.read_grade)] == [room.gradebook.person(1)]
    assert len(room.statements()) == 1


def test_rebuilt_from_the_log_it_is_the_same(room, quiz, waymark) -> None:
    room.look()
    room.let_count("Quiz 3", "6.A")
    room.read()
    before = [(row.person_id, row.score, row.standards) for row in room.school.rows(t.evidence)]
    assert rebuild.rebuild(waymark.db, room.school.tenant, waymark.naming).equal
    room.read()
    assert [(row.person_id, row.score, row.standards) for row in room.school.rows(t.evidence)] == before


def test_no_pathway_and_no_other_course_is_offered_it(room, quiz, waymark) -> None:
    room.look()
    room.let_count("Quiz 3", "6.A")
    room.read()
    tenant, standards = room.school.tenant, list(room.school.standards.values())
    with waymark.db.read() as conn:
        offered = {activity for activity, _, _ in setup.offered(conn, tenant, room.school.course, standards)}
        shelf = picker.shelf(conn, tenant)
        inputs = waymark.cache.get(conn, tenant, room.school.course)
    activity = room.row("Quiz 3").activity_id
    assert activity not in offered
    assert activity not in shelf.activities
    assert activity in inputs.activities  # so that results of it have a name
    assert inputs.activities[activity].iri not in inputs.library.by_id


def test_levels_that_teachers_give_by_rubrics_count_where_wanted_and_ours_never_do(room, clock) -> None:
    wanted = StandardWanted(
        "6.a", "6.A", "Ratios", "fw-1", "Mathematics", ("one", "two", "three", "four"), 4, column_key="waymark-6.A"
    )  # fmt: skip
    maya, leo = (room.gradebook.student(number) for number in (0, 1))
    with room.school.waymark.db.read() as conn:
        adapter = room.school.waymark.adapter(
            conn, conn.execute(t.course.select().filter_by(tenant_id=room.school.tenant)).one()
        )
    standard = adapter.standards.make_standard(wanted)
    for person in (maya, leo):
        member = MemberRef(room.sim.sub(person.login), room.sim.user_id(person.login))
        adapter.standards.rate(standard, Rating(member, 1, "ours"))
    essay = str(room.sim.add_quiz("Essay", 10))
    room.sim.put_rubric(essay, "6.A", "6.a")
    room.sim.type_rating("6.a", maya.login, 4, essay)
    clock.advance(minutes=1)
    listed = {one.title: one.kind for one in room.look()}
    assert listed == {"Essay": "quiz", "Essay: 6.A Ratios": "rating"}
    assert "Level by a rubric" in room.page("gradebook/graded")
    room.let_count("Essay: 6.A Ratios", "6.A")
    room.read()
    assert room.evidence(0) == [(0.8, [room.school.standards["6.A"]])]
    assert room.evidence(1) == [], "what we wrote is no evidence"
    room.sim.type_rating("6.a", maya.login, 5, essay)
    clock.advance(hours=5)
    room.read()
    assert [score for score, _ in room.evidence(0)] == [1.0]
    assert sum(one.voided for one in room.statements()) == 1


@pytest.mark.parametrize("setting", [("moodle", "sqlite"), ("moodle", "postgresql")], ids="-".join)
def test_ratings_that_teachers_give_count_where_wanted_and_no_activitys_or_ours(room, clock) -> None:
    maya, leo = (room.gradebook.student(number) for number in (0, 1))
    with room.school.waymark.db.read() as conn:
        course = conn.execute(t.course.select().filter_by(tenant_id=room.school.tenant)).one()
        adapter = room.school.waymark.adapter(conn, course)
    levels = ("one", "two", "three", "four")
    wanted = StandardWanted("6.a", "6.A", "Ratios", "fw-1", "Mathematics", levels, 4)
    standard = adapter.standards.make_standard(wanted)
    by_hand = Rating(MemberRef(room.sim.sub(maya.login), room.sim.user_id(maya.login)), 4, "Seen in class")
    adapter.standards.rate(standard, by_hand)  # as if a teacher had: nothing of ours is known there
    lesson = room.sim.add_activity("Lesson", "http://localhost:8400/lti/launch", 10)
    room.sim.link_mastery(lesson["cmid"], 5, [int(standard.remote_id)])
    finish(room, "Lesson", leo.login)
    assert [one.mastered for one in room.sim.rated(leo.login)] == [True], "a completed activity rates too"
    clock.advance(minutes=1)
    finish(room, "Lesson", maya.login)
    (title,) = [one.title for one in room.look() if one.kind == "rating"]
    room.let_count(title, "6.A")
    room.read()
    assert room.evidence(0) == [(1.0, [room.school.standards["6.A"]])], "a completed activity leaves it as it is"
    assert room.evidence(1) == []
    course_id, standard_id = room.school.course, room.school.standards["6.A"]
    room.school.waymark.db.write(lambda w: want.standard(w, room.school.tenant, course_id, standard_id, wanted))
    adapter.standards.rate(standard, replace(by_hand, level=1))
    clock.advance(hours=5)
    room.opened()
    room.read_again()
    assert room.evidence(0) == [(1.0, [standard_id])], "once we rate there ourselves nothing of it is read"


def finish(room, title: str, login: str) -> None:
    """Let a student pass an activity of the course."""
    column = next(one.id for one in room.sim.readback().columns if one.label == title)
    room.sim.type_grade(column, login, 8)


@pytest.mark.parametrize("setting", [("moodle", "sqlite")], ids="-".join)
def test_a_rating_that_an_activity_overrode_is_nobodys_any_more(room, clock) -> None:
    maya = room.gradebook.student(0)
    with room.school.waymark.db.read() as conn:
        course = conn.execute(t.course.select().filter_by(tenant_id=room.school.tenant)).one()
        adapter = room.school.waymark.adapter(conn, course)
    wanted = StandardWanted("6.a", "6.A", "Ratios", "fw-1", "Mathematics", ("one", "two", "three", "four"), 4)
    standard = adapter.standards.make_standard(wanted)
    member = MemberRef(room.sim.sub(maya.login), room.sim.user_id(maya.login))
    adapter.standards.rate(standard, Rating(member, 1, "Not yet"))
    lesson = room.sim.add_activity("Lesson", "http://localhost:8400/lti/launch", 10)
    room.sim.link_mastery(lesson["cmid"], 5, [int(standard.remote_id)])
    (title,) = [one.title for one in room.look() if one.kind == "rating"]
    room.let_count(title, "6.A")
    room.read()
    assert room.evidence(0) == [(0.0, [room.school.standards["6.A"]])]
    room.sim.faults.ratings_overridden = True
    clock.advance(hours=5)
    finish(room, "Lesson", maya.login)
    room.opened()
    room.read_again()
    assert room.evidence(0) == []
