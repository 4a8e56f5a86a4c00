"""Class lists in the background: all pages or nothing, patience with what fails, one holder at a time (F12, F32)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from support.memory_lms import MemoryLms
from support.world import School, found_school, make_course

from gateway.db import tables as t
from gateway.jobs import lanes
from gateway.jobs.periodic import Periodic
from gateway.jobs.rosters import HOURLY, ROSTERS, Rosters, old, place_in_hour
from gateway.services.roster_lane import TRIES, RosterSync
from lti.lms.base import AdapterError, Member, Permanent, Transient

LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
ANA, BO = Member("sub-ana", (LEARNER,), name="Ana"), Member("sub-bo", (LEARNER,), name="Bo")


@dataclass
class ListedLms(MemoryLms):
    """Answers with these people, or fails like this."""

    people: Sequence[Member] = ()
    failure: AdapterError | None = None
    asked: int = 0
    meanwhile: list[Any] = field(default_factory=list)

    def roster(self) -> Sequence[Member]:
        self.asked += 1
        for act in self.meanwhile:
            act()
        if self.failure is not None:
            raise self.failure
        return self.people


@pytest.fixture
def lms() -> ListedLms:
    return ListedLms(people=[ANA, BO])


@pytest.fixture
def school(waymark, lms) -> School:
    """Return a school whose class list the background reads from `lms`."""
    made = found_school(waymark)
    change(made, memberships_url="https://lms.example/nrps")
    waymark.runner.handlers = {"roster": RosterSync(waymark.db, lambda _conn, _course: lms, waymark.naming).run}
    return made


def change(school: School, **values: Any) -> None:
    school.waymark.db.write(
        lambda w: w.conn.execute(update(t.course).filter_by(tenant_id=school.tenant, id=school.course).values(**values))
    )


def lane(school: School) -> str:
    return f"roster/{school.tenant}/{school.course}"


def run(school: School) -> None:
    """Ask for the list now and let the background do what is due."""
    school.waymark.db.write(lambda w: w.wake(lane(school)))
    school.waymark.runner.run_due()


def pause(school: School) -> timedelta | None:
    """Return how long the lane waits for its next turn."""
    with school.waymark.db.read() as conn:
        due = lanes.next_due(conn, {"roster"})
    return due - school.waymark.clock() if due else None


def course(school: School) -> Any:
    return school.rows(t.course, id=school.course)[0]


def test_a_list_is_read_once_and_its_time_is_kept(school, lms, clock):
    run(school)
    assert lms.asked == 1
    assert course(school).roster_at == clock()
    assert course(school).roster_trouble is None
    assert pause(school) is None


def test_F32_a_list_that_breaks_off_changes_nothing_and_is_tried_again_later_each_time(school, lms, clock):
    run(school)
    lms.people, lms.failure = [ANA], Transient("lms_error", "503 on page 2")
    pauses = []
    for _ in range(6):
        clock.advance(days=2)
        run(school)
        pauses.append(pause(school))
    hours = timedelta(hours=1)
    assert pauses == [hours / 12, hours / 2, 2 * hours, 6 * hours, 24 * hours, 24 * hours]
    assert {row.status for row in school.rows(t.enrolment)} == {"active"}
    trouble = course(school).roster_trouble
    assert (trouble["code"], trouble["tries"]) == ("lms_error", 6)
    lms.failure = None
    run(school)
    assert course(school).roster_trouble is None
    assert sorted(row.status for row in school.rows(t.enrolment)) == ["active", "inactive"]


def test_a_learning_system_that_asks_for_time_gets_it(school, lms):
    lms.failure = Transient("throttled", retry_after=1800)
    run(school)
    assert pause(school) == timedelta(minutes=30)


def test_what_only_a_person_can_mend_is_tried_once_a_day(school, lms):
    lms.failure = Permanent("course_closed")
    run(school)
    assert pause(school) == timedelta(hours=24)


def test_F31_a_course_that_is_over_is_not_asked_for_ever(school, lms, clock, waymark):
    lms.failure = Permanent("course_closed")
    run(school)
    turns = 1
    while pause(school) is not None:
        clock.advance(hours=24)
        waymark.runner.run_due()
        turns += 1
    assert turns == lms.asked == TRIES
    opened(school, school.course)
    clock.advance(days=1)
    with waymark.db.read() as conn:
        assert old(conn, school.tenant, clock()) == [school.course]


def test_F32_an_empty_answer_is_kept_as_trouble_and_nobody_leaves(school, lms):
    run(school)
    lms.people = []
    run(school)
    assert course(school).roster_trouble["code"] == "roster_empty"
    assert {row.status for row in school.rows(t.enrolment)} == {"active"}
    assert pause(school) == timedelta(minutes=5)


@pytest.mark.parametrize("failure", [None, Transient("timeout")])
def test_F12_a_reader_that_was_overtaken_writes_nothing(school, lms, clock, failure):
    def overtaken() -> None:
        clock.advance(minutes=3)
        school.waymark.db.write(lambda w: w.wake(lane(school)))
        assert school.waymark.db.write(lambda w: lanes.claim(w.conn, lane(school), "another", w.now))

    lms.meanwhile, lms.failure = [overtaken], failure
    run(school)
    assert course(school).roster_at is None
    assert course(school).roster_trouble is None
    assert school.rows(t.enrolment) == []


def opened(school: School, course_id: str, days: int = 0) -> None:
    """Let somebody have launched a course some days ago."""
    person = school.learner(f"someone-{course_id}", course=course_id)
    at = school.waymark.clock() - timedelta(days=days)
    school.waymark.db.write(
        lambda w: w.conn.execute(
            update(t.enrolment).filter_by(tenant_id=school.tenant, person_id=person).values(last_launch_at=at)
        )
    )


def due(school: School) -> dict[str, timedelta]:
    """Return when the lanes of class lists have their turn."""
    with school.waymark.db.read() as conn:
        rows = conn.execute(t.lane.select().where(t.lane.c.name.startswith("roster/"), t.lane.c.due.is_not(None)))
        return {row.name.split("/")[2]: row.due - school.waymark.clock() for row in rows}


def test_old_lists_of_courses_in_use_have_their_turn_within_the_hour(school, waymark, clock):
    write, standards = waymark.db.write, list(school.standards.values())
    ids = [write(lambda w, n=n: make_course(w, school.tenant, school.platform, f"x{n}", standards)) for n in range(6)]
    fresh, unused, without, waiting, *lists = ids
    at = {"memberships_url": "https://lms.example/nrps"}
    later = {"code": "lms_error", "next": (clock() + timedelta(hours=2)).isoformat()}

    def plan(w: Any) -> None:
        values = {
            fresh: {**at, "roster_at": w.now - timedelta(hours=20)}, unused: at, without: {},
            waiting: {**at, "roster_trouble": later}, lists[0]: {**at, "roster_at": w.now - timedelta(hours=30)},
            lists[1]: at,
        }  # fmt: skip
        for one, each in values.items():
            chosen = update(t.course).filter_by(tenant_id=school.tenant, id=one)
            w.conn.execute(chosen.values(**{"roster_at": None, **each}))

    write(plan)
    for one in ids:
        opened(school, one, days=90 if one == unused else 1)
    sweep = Periodic({ROSTERS: Rosters(waymark.db).run})
    held = lanes.Claim(ROSTERS, 1, clock())
    assert sweep.run(ROSTERS, held) == clock() + HOURLY
    assert due(school) == {one: place_in_hour(one) for one in lists}
    assert all(timedelta() <= one < HOURLY for one in due(school).values())
    assert sweep.run("periodic/of-another-version", held) is None
    with waymark.db.read() as conn:
        assert set(old(conn, school.tenant, clock() + timedelta(hours=3))) == {*lists, waiting}
