"""How a student begins who came later: seen before it is decided, decided in the log, and the same after a rebuild."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from support import statements
from support.world import enrol, make_course
from teacher_school import Teacher, run, work

from gateway.db import tables as t
from gateway.services import path, rebuild
from gateway.services.path import Wish

UNITS = "pathway/units/{}/{}"
ONE_STORE = pytest.mark.parametrize("database_kind", ["sqlite"])


def load(school, name="zoe"):
    with school.waymark.db.read() as conn:
        course = school.waymark.cache.get(conn, school.tenant, school.course)
        return path.load(conn, course, school.people[name], school.waymark.clock())


def units(school):
    return [unit["standards"] for unit in path.units(load(school).course)]


@pytest.fixture
def late(teacher, school, clock) -> Teacher:
    """Publish, let the class go on to the second unit, and then Zoe comes."""
    teacher.publish()
    teacher.send(UNITS.format(2, "open"))
    school.listed()
    work(school, "maya", ("juice-stand",), start=900)
    clock.advance(days=1)
    school.learner("zoe")
    return Teacher(teacher.doors, school)  # the session before is over


def begin(school):
    return f"students/{school.people['zoe']}/begin"


@ONE_STORE
def test_a_to_do_leads_to_the_page_until_somebody_decided(late, school):
    assert begin(school) in late.open()
    text = late.open(begin(school))
    assert "later than the class" in text
    assert "With the class" in text
    late.send(begin(school), way="anew")
    assert begin(school) not in late.open()
    assert "Chosen" in late.open(begin(school))


@ONE_STORE
def test_with_the_class_what_was_before_is_optional_and_the_next_cards_are_of_now(late, school):
    first, second = units(school)[:2]
    late.send(begin(school), way="anew")
    cards = path.cards(load(school), Wish())
    assert cards[0].standard in first
    late.send(begin(school), way="class")
    learner = load(school)
    assert learner.optional == set(first)
    assert {one.standard for one in path.cards(learner, Wish())} <= set(second)
    assert not learner.finished(second)
    (made,) = school.rows(t.decision, kind="begin")
    assert (made.value["value"], made.standard_id) == ("class", second[0])
    assert len(made.value["options"]) == 4
    done = rebuild.rebuild(school.waymark.db, school.tenant, school.waymark.naming)
    assert done.equal
    assert load(school).optional == set(first)


@ONE_STORE
def test_what_is_before_a_unit_that_was_opened_by_then_is_optional_without_dates_or_a_decision(late, school, clock):
    first, second = units(school)[:2]
    learner = load(school)
    assert learner.optional == set(first)
    assert path.cards(learner, Wish())[0].standard in second
    assert load(school, "maya").optional == frozenset()
    late.send(UNITS.format(2, "close"))
    late.send(UNITS.format(2, "open"))
    assert load(school).optional == set(first), "opened again, it was opened then all the same"
    late.send(begin(school), way="anew")
    assert load(school).optional == frozenset()


@ONE_STORE
def test_a_unit_that_was_over_by_its_dates_is_optional_without_a_decision(late, school, clock):
    days = [str((clock() - timedelta(days=n)).date()) for n in (30, 10)]
    late.send("pathway/units/1/dates", begins=days[0], ends=days[1])
    learner = load(school)
    assert learner.optional == set(units(school)[0])
    assert learner.stretches[0].ends is None
    assert load(school, "maya").optional == frozenset()


def test_results_of_another_course_count_at_their_date_once_a_teacher_says_so(late, school):
    standard = units(school)[0][0]

    def elsewhere(write):
        course = make_course(write, school.tenant, school.platform, "last-year", [standard])
        enrol(write, school.tenant, course, school.people["zoe"], "learner")
        return course

    other = school.waymark.db.write(elsewhere)
    keys = [row.key for row in school.rows(t.activity) if row.kind == "practice"]
    sent = [statements.completed(school.actor("zoe"), one, 1.0, n=n) for n, one in enumerate(keys, start=1)]
    statements.store(school, sent, course=other)
    run(school)
    assert load(school).state.records == {}
    text = late.open(begin(school))
    assert "results of other courses count" in text
    late.send(begin(school), way="prior")
    run(school)
    learner = load(school)
    assert learner.state.records[standard].pieces > 0
    assert learner.mastery(standard).last_at < school.waymark.clock()
    done = rebuild.rebuild(school.waymark.db, school.tenant, school.waymark.naming)
    assert done.equal
    late.send(begin(school), way="anew")
    run(school)
    assert load(school).state.records == {}
    assert school.rows(t.decision, kind="prior") == []


@ONE_STORE
def test_odd_ways_and_strangers_are_refused(late, school):
    late.send(begin(school), status=400, way="backwards")
    late.send("students/nobody/begin", status=404, way="class")
    late.open("students/nobody/begin", status=404)
    assert school.rows(t.decision, kind="begin") == []


@ONE_STORE
def test_who_was_there_from_the_start_is_no_to_do(teacher, school):
    teacher.publish()
    assert "Choose a start point" not in teacher.open()
    assert "since the class began" in teacher.open(f"students/{school.people['maya']}/begin")
    work(school, "maya", ("juice-stand",), 0.9)
    assert load(school, "maya").optional == frozenset()


def is_new(teacher, school, name):
    return f"students/{school.people[name]}/begin" in teacher.open() or load(school, name).pace.arrived is not None


@ONE_STORE
def test_a_whole_class_that_comes_after_publishing_is_not_new(teacher, school, clock):
    teacher.publish()
    clock.advance(days=10)
    school.learner("zoe")
    teacher = Teacher(teacher.doors, school)
    school.listed()
    assert not is_new(teacher, school, "zoe"), "nobody has begun"
    work(school, "zoe", ("juice-stand",))
    assert not is_new(teacher, school, "zoe"), "on the first list"
    clock.advance(hours=1)
    school.learner("kim")
    assert is_new(teacher, school, "kim"), "the class was at work"


@ONE_STORE
def test_who_opens_the_tool_in_the_first_week_of_a_course_without_a_list_is_not_new(teacher, school, clock):
    teacher.publish()
    unread = update(t.course).filter_by(tenant_id=school.tenant).values(first_roster_at=None)
    school.waymark.db.write(lambda w: w.conn.execute(unread))
    clock.advance(days=3)
    work(school, "maya", ("juice-stand",), start=3 * 24 * 60)
    school.learner("zoe")
    clock.advance(days=8)
    school.learner("kim")
    teacher = Teacher(teacher.doors, school)
    assert not is_new(teacher, school, "zoe")
    assert is_new(teacher, school, "kim")


@ONE_STORE
def test_who_comes_before_the_first_unit_begins_is_not_new(teacher, school, clock):
    teacher.publish()
    school.listed()
    work(school, "maya", ("juice-stand",))
    days = [str((clock() + timedelta(days=n)).date()) for n in (5, 15)]
    teacher.send("pathway/units/1/dates", begins=days[0], ends=days[1])
    clock.advance(days=4)
    school.learner("zoe")
    clock.advance(days=2)
    school.learner("kim")
    teacher = Teacher(teacher.doors, school)
    assert not is_new(teacher, school, "zoe")
    assert is_new(teacher, school, "kim")
    assert load(school, "kim").stretches[0].begins == load(school, "kim").pace.arrived
