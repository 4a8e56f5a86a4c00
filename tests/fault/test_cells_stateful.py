"""Cells under any sequence of values, failures, crashes, clock jumps and teachers' edits keep R2, R3, F14 and F20."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import update
from support.clock import NOON, SteerableClock
from support.memory_lms import Dead, MemoryLms
from support.world import School, found_school

from gateway.db import tables as t
from gateway.delivery import choices, want
from lti.lms.base import ColumnWanted

TAGS = count(1)
WHO = st.integers(0, 1)
VALUES = st.sampled_from([None, 1, 2, 3, 4])
TYPED = st.sampled_from([0.5, 1.5, 2.5, 3.5])
"""What teachers type: nothing that we would ever send, so that it can be told apart."""
FATES = st.lists(st.sampled_from(["ok", "down", "lost", "killed", "dead", "newer", "slow"]), max_size=4)


class Cells(RuleBasedStateMachine):
    """One column, two learners, a teacher, and a learning system that keeps a log; the database comes from the test."""

    waymark: Any
    clock: SteerableClock

    @initialize()
    def found(self) -> None:
        self.clock.now = max(self.clock.now, NOON) + timedelta(days=1)
        self.lms = MemoryLms(meanwhile=self.meanwhile)
        self.school: School = found_school(self.waymark, f"cells-{next(TAGS)}")
        self.people = [self.school.learner(name) for name in ("ana", "ben")]
        self.handler.adapter = lambda _conn, _course: self.lms
        wanted = ColumnWanted("k", "Column", 4, "k", counts_in_total=True)
        standard = self.school.standards["6.A"]
        self.place = self.waymark.db.write(
            lambda w: want.column(w, self.school.tenant, self.school.course, standard, wanted)
        )
        self.wanted: dict[str, int | None] = {}
        self.given_up: set[tuple[str, float | None]] = set()

    @property
    def handler(self) -> Any:
        """The handler of the lanes that deliver."""
        return self.waymark.runner.handlers["deliver"].__self__

    def key(self, who: int) -> str:
        """Return the cell's key in the learning system."""
        return f"urn:column:k/sub-{('ana', 'ben')[who]}"

    def meanwhile(self, fate: str) -> None:
        """While a call is under way: a newer value comes up, or the lease runs out and another worker takes over."""
        if fate == "newer":
            self.want(0, 4 if self.wanted.get(self.people[0]) == 3 else 3)
        else:
            self.clock.advance(seconds=130)
            self.lms.script = []
            self.deliver()

    @rule(who=WHO, value=VALUES)
    def want(self, who: int, value: int | None) -> None:
        wanted = None if value is None else {"value": value, "maximum": 4, "comment": "", "at": None}
        person = self.people[who]
        self.waymark.db.write(lambda w: want.cell(w, self.school.tenant, self.place, person, wanted))
        self.wanted[person] = value

    @rule(fates=FATES)
    def go_wrong(self, fates: list[str]) -> None:
        self.lms.script = fates

    @rule(seconds=st.sampled_from([0.4, 1.0, 3.0, 31.0, 130.0, 4000.0, -3600.0, -90.0]))
    def move_clock(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds)

    @rule()
    def deliver(self) -> None:
        runner = self.waymark.runner
        kept, runner.handlers = runner.handlers, {"deliver": runner.handlers["deliver"]}
        try:
            with suppress(Dead):  # the lane stays with the dead until its lease ends
                runner.run_due(limit=20)
        finally:
            runner.handlers = kept

    @rule(who=WHO, value=VALUES, fates=FATES)
    def try_a_value(self, who: int, value: int | None, fates: list[str]) -> None:
        """Do what happens most: a new value, one try of it, and time until the next."""
        self.go_wrong(fates)
        self.want(who, value)
        self.deliver()
        self.clock.advance(minutes=61)

    @rule(who=WHO, value=TYPED)
    def type_a_grade(self, who: int, value: float) -> None:
        """Type a grade as a teacher: from now on it stays, until the teacher says otherwise."""
        self.lms.type(self.key(who), self.clock(), value)

    @rule(who=WHO, ours=st.booleans())
    def answer(self, who: int, *, ours: bool) -> None:
        """Choose, as a teacher who is asked."""
        person = self.people[who]
        rows = self.school.rows(t.cell, person_id=person, state="held")
        if rows and rows[0].reason["code"] == "changed_by_teacher":
            choice = choices.send_ours if ours else choices.keep_theirs
            self.waymark.db.write(lambda w: choice(w, self.school.tenant, self.place, person))
            if ours:
                self.given_up.add((self.key(who), rows[0].reason["theirs"]["value"]))

    @invariant()
    def F20_nobodys_grade_is_written_over_unasked(self) -> None:
        assert set(getattr(self, "lms", MemoryLms()).overwritten) <= getattr(self, "given_up", set())

    @invariant()
    def R3_nothing_older_and_a_second_between_values(self) -> None:
        last: dict[str, Any] = {}
        for key, at, value in getattr(self, "lms", MemoryLms()).log:
            if key in last:
                before_at, before = last[key]
                assert (
                    at == before_at if value == before and at == before_at else at - before_at >= timedelta(seconds=1)
                )
            last[key] = (at, value)

    def teardown(self) -> None:
        """Once all is well again, nothing waits: what is wanted stands there, or what a teacher typed."""
        if not hasattr(self, "lms"):
            return
        self.lms.script = []
        self.clock.advance(hours=2)
        for _ in range(12):
            self.deliver()
            self.clock.advance(minutes=65)
        rows = {row.person_id: row for row in self.school.rows(t.cell)}
        self.F20_nobodys_grade_is_written_over_unasked()
        for who, person in enumerate(self.people):
            shown = self.lms.cells.get(self.key(who), (None, None))[1]
            row, typed = rows.get(person), self.lms.typed.get(self.key(who))
            assert row is None or row.state != "waiting", row
            if typed is None:
                assert shown == self.wanted.get(person), row
                assert row is None or row.state in {"sent", "idle"}, row
            else:
                assert shown == typed, row
        lanes = update(t.lane).values(due=None, owner=None, lease_until=None)
        self.waymark.db.write(lambda w: w.conn.execute(lanes))  # the next example begins with none


def run_examples(waymark: Any, clock: SteerableClock, examples: int) -> None:
    """Try so many sequences on one database; each has a school of its own."""
    machine = type("CellsHere", (Cells,), {"waymark": waymark, "clock": clock})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_R2_R3_F14_F20_cells_end_at_what_is_wanted_whatever_happens(waymark, clock, database_kind) -> None:
    run_examples(waymark, clock, 30 if database_kind == "sqlite" else 5)


@pytest.mark.nightly
@pytest.mark.timeout(7200)
def test_R2_R3_F14_F20_the_same_over_a_night(waymark, clock) -> None:
    run_examples(waymark, clock, 500)
