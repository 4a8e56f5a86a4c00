"""Chains of references come out the same whatever the order of arrival, the size of a step, or where it was killed."""

from __future__ import annotations

import random
from functools import partial
from typing import Any
from uuid import UUID

import orjson
import pytest
from support.processes import another
from support.statements import completed, number, run, store
from support.world import School, found_school

from gateway.db import tables as t
from gateway.services import chains, linking


@pytest.fixture
def school(waymark) -> School:
    made = found_school(waymark)
    made.learner("ana")
    return made


def refers(school: School, target: int, *, n: int) -> dict[str, Any]:
    ref = {"objectType": "StatementRef", "id": str(number(target))}
    return {**completed(school.actor("ana"), "a1", 1.0, n=n), "object": ref}


def some(school: School, drawn: random.Random, size: int) -> list[dict[str, Any]]:
    """Return statements of which most refer to another: trees, long chains and circles."""
    made = []
    for n in range(1, size + 1):
        kind = drawn.random()
        target = drawn.choice((1, 2, 3)) if kind < 0.4 else n - 1 if kind < 0.7 else drawn.randint(1, size)
        leads = kind < 0.95 and target not in {0, n}
        made.append(refers(school, target, n=n) if leads else completed(school.actor("ana"), "a1", 1.0, n=n))
    drawn.shuffle(made)
    return made


def expected(school: School) -> set[tuple[int, int]]:
    """Return the chains of what is stored, by following every statement for itself."""
    rows = school.rows(t.statement, t.statement.c.seq, t.statement.c.id, t.statement.c.body)
    of_id = {bytes(row.id): row.seq for row in rows}
    named = {row.seq: orjson.loads(row.body)["object"] for row in rows}
    leads = {seq: of_id.get(UUID(one["id"]).bytes) if "objectType" in one else None for seq, one in named.items()}
    pairs = set()
    for start, first in leads.items():
        at, seen = first, {start}
        while at is not None and at not in seen and len(seen) <= chains.DEPTH:
            pairs.add((start, at))
            seen.add(at)
            at = leads[at]
    return pairs


def stored(school: School) -> set[tuple[int, int]]:
    return {(row.seq, row.target_seq) for row in school.rows(t.chain)}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("fan", [1, 3, 2000])
def test_rule_18_chains_do_not_depend_on_the_order_of_arrival(school, monkeypatch, seed, fan) -> None:
    monkeypatch.setattr(chains, "FAN", fan)
    monkeypatch.setattr(chains, "DEPTH", 5)
    drawn = random.Random(seed)
    rest = some(school, drawn, 40)
    while rest:
        size = drawn.randint(1, 12)
        store(school, rest[:size])
        rest = rest[size:]
        for _ in range(drawn.randint(0, 4)):  # the background is somewhere in the middle of its work
            school.waymark.db.write(partial(linking.step, tenant_id=school.tenant))
    run(school.waymark, "link")
    assert stored(school) == expected(school)
    assert school.rows(t.linking) == []


def test_F11_linking_goes_on_in_another_process_where_it_stopped(school, monkeypatch) -> None:
    monkeypatch.setattr(chains, "FAN", 4)
    store(school, [refers(school, 1, n=n) for n in range(2, 40)])
    store(school, [completed(school.actor("ana"), "a1", 1.0, n=1)])
    school.waymark.db.write(partial(linking.step, tenant_id=school.tenant))
    assert len(stored(school)) == 4
    with another(school.waymark) as later:
        run(later, "link")
    assert stored(school) == expected(school)


def test_a_statement_that_is_gone_needs_no_linking(school, monkeypatch) -> None:
    monkeypatch.setattr(chains, "FAN", 1)
    store(school, [refers(school, 1, n=n) for n in range(2, 5)])
    store(school, [completed(school.actor("ana"), "a1", 1.0, n=1)])
    school.waymark.db.write(lambda w: w.conn.execute(t.statement.delete().filter_by(tenant_id=school.tenant)))
    run(school.waymark, "link")
    assert school.rows(t.linking) == []
    assert stored(school) == set()


def test_the_references_of_one_school_lead_nowhere_in_another(waymark, school, monkeypatch) -> None:
    monkeypatch.setattr(chains, "FAN", 1)
    other = found_school(waymark, "two")
    other.learner("ana")
    store(school, [refers(school, 1, n=n) for n in range(2, 6)])
    store(other, [completed(other.actor("ana"), "a1", 1.0, n=1), refers(other, 1, n=2)])
    run(waymark, "link")
    assert stored(school) == set()
    assert stored(other) == {(2, 1)}
