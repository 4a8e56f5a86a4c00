"""Cells under any sequence of values, failures, crashes and clock jumps keep R2, R3 and F14."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from support.clock import NOON, SteerableClock
from support.memory_lms import MemoryLms
from support.world import School, found_school

from gateway.db import tables as t
from gateway.delivery import want
from lti.lms.base import ColumnWanted

TAGS = count(1)
FATES = st.lists(st.sampled_from(["ok", "down", "lost", "killed"]), max_size=4)


class Cells(RuleBasedStateMachine):
    """One column, two learners, and a learning system that keeps a log; the database comes from the test."""

    waymark: Any
    clock: SteerableClock

    @initialize()
    def found(self) -> None:
        self.clock.now = max(self.clock.now, NOON) + timedelta(days=1)
        self.lms = MemoryLms()
        self.school: School = found_school(self.waymark, f"cells-{next(TAGS)}")
        self.people = [self.school.learner(name) for name in ("ana", "ben")]
        handler = self.waymark.runner.handlers["deliver"].__self__
        handler.adapter = lambda _conn, _course: self.lms
        wanted = ColumnWanted("k", "Column", 4, "k", counts_in_total=True)
        standard = self.school.standards["6.A"]
        self.place = self.waymark.db.write(
            lambda w: want.column(w, self.school.tenant, self.school.course, standard, wanted)
        )
        self.wanted: dict[str, int | None] = {}

    @rule(who=st.integers(0, 1), value=st.sampled_from([None, 1, 2, 3, 4]))
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
        runner.run_due(limit=20)
        runner.handlers = kept

    @rule(who=st.integers(0, 1), value=st.sampled_from([None, 1, 2, 3, 4]), fates=FATES)
    def try_a_value(self, who: int, value: int | None, fates: list[str]) -> None:
        """Do what happens most: a new value, one try of it, and time until the next."""
        self.go_wrong(fates)
        self.want(who, value)
        self.deliver()
        self.clock.advance(minutes=61)

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
        """Once all is well again, what is wanted stands there, and nobody was asked to choose."""
        if not hasattr(self, "lms"):
            return
        self.lms.script = []
        self.clock.advance(hours=2)
        for _ in range(12):
            self.deliver()
            self.clock.advance(minutes=65)
        rows = {row.person_id: row for row in self.school.rows(t.cell)}
        subs = {row.id: row.sub for row in self.school.rows(t.person)}
        for person, value in self.wanted.items():
            shown = self.lms.cells.get(f"urn:column:k/{subs[person]}", (None, None))[1]
            assert shown == value, rows.get(person)
            assert person not in rows or rows[person].state in {"sent", "idle"}, rows[person]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_R2_R3_F14_cells_end_at_what_is_wanted_whatever_happens(waymark, clock) -> None:
    machine = type("CellsHere", (Cells,), {"waymark": waymark, "clock": clock})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
