"""P10: what was erased here stays away although another store still has it, and is not in the way of the rest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support import erasing
from support.remote_lrs import Gate
from support.simple_lrs import SimpleLrs
from support.statements import completed, number, run

from gateway.db import tables as t
from gateway.services import erase, removal


@pytest.fixture
def lrs(clock) -> SimpleLrs:
    return SimpleLrs(clock)


@pytest.fixture
def store_id(connect, lrs) -> Iterator[str]:
    with Gate(lrs).serving() as gate:
        yield connect("pull", endpoint=gate.endpoint)


def test_P10_a_pull_brings_nothing_of_an_erased_learner_back(school, lrs, store_id, waymark, clock) -> None:
    traces = erasing.Traces(school)
    traces.knows(school.accounts["ana"], "sub-ana", "n-ana")
    lrs.add(*(completed(school.actor("ana"), "a1", 1.0, n=n) for n in (1, 2)))
    lrs.add(*(completed(school.actor("ben"), "a1", 1.0, n=n) for n in (3, 4)))
    for n in (1, 2, 4):
        traces.statement(str(number(n)))
    run(waymark, "pull")
    assert len(school.rows(t.statement)) == 4
    erase.erase(waymark.db, waymark.settings.people_home, school.tenant, school.people["ana"], "command")
    waymark.db.write(lambda w: removal.one(w, school.tenant, number(4)))
    lrs.add(completed(school.actor("ben"), "a1", 0.5, n=5))
    clock.advance(minutes=1)
    run(waymark, "pull")
    assert {bytes(row.id) for row in school.rows(t.statement)} == {number(3).bytes, number(5).bytes}
    assert school.rows(t.remote_store, id=store_id)[0].refused == 0
    assert traces.left() == []
