"""Requests that wait together are stored together, and each hears its own answer (design.md 1.6)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from support.statements import AUTHORITY, completed, number, voiding
from support.world import School, found_school

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.services.collect import Part
from gateway.services.intake import MOST
from gateway.services.record_errors import LrsForbidden
from gateway.services.records import new_statement_id
from gateway.services.source import Source
from xapi.errors import StatementConflict
from xapi.statement import accept
from xapi.version import Version

ANA = {"account": {"homePage": "https://lms.example", "name": "ana"}}


@pytest.fixture
def school(waymark) -> School:
    return found_school(waymark)


def part(school: School, *numbers: int, scaled: float = 0.5, **changes: Any) -> Part:
    """Return what a request with these statements brings."""
    return of(school, [completed(ANA, "a", scaled, n=n) for n in numbers], **changes)


def of(school: School, statements: Sequence[dict[str, Any]], **changes: Any) -> Part:
    now = school.waymark.clock()
    taken = [
        accept(one, version=Version.V1, authority=AUTHORITY, stored=now, new_id=new_statement_id) for one in statements
    ]
    return Part(Source(school.tenant, defines=True), taken, **changes)


def together(school: School, *parts: Part) -> list[Exception | None]:
    """Send these while the writer is busy, so that they wait together; return what each raised."""
    waymark = school.waymark
    busy, go_on = threading.Event(), threading.Event()

    def first(_write: Write) -> None:
        busy.set()
        go_on.wait(10)

    def waiting() -> int:
        found = waymark.intake._open.get(school.tenant)
        return len(found.requests) if found else 0

    with ThreadPoolExecutor(len(parts) + 1) as pool:
        held = pool.submit(waymark.db.write, first)
        busy.wait(10)
        sent = []
        for at, one in enumerate(parts, start=1):
            sent.append(pool.submit(waymark.intake.store, one))
            while waiting() < at:
                threading.Event().wait(0.01)  # they join one after the other, so that their order is known
        go_on.set()
        held.result(10)
        return [one.exception(10) for one in sent]


def stored(school: School) -> list[UUID]:
    return [UUID(bytes=bytes(row.id)) for row in sorted(school.rows(t.statement), key=lambda row: row.seq)]


def test_requests_that_wait_together_are_numbered_in_the_order_in_which_they_came(school) -> None:
    assert together(school, part(school, 5, 4), part(school, 1), part(school, 3, 2)) == [None] * 3
    assert stored(school) == [number(n) for n in (5, 4, 1, 3, 2)]
    assert [row.due for row in school.rows(t.progress)] == [True]


def test_a_conflict_refuses_its_request_and_no_other(school) -> None:
    school.waymark.intake.store(part(school, 1))
    first, second, third = together(school, part(school, 2), part(school, 3, 1, scaled=0.9), part(school, 4))
    assert (first, third) == (None, None)
    assert isinstance(second, StatementConflict)
    assert set(stored(school)) == {number(n) for n in (1, 2, 4)}


def test_one_id_in_two_requests_is_stored_once_and_only_where_both_say_the_same(school) -> None:
    assert together(school, part(school, 1, 2), part(school, 2, 3)) == [None, None]
    assert sorted(stored(school)) == [number(n) for n in (1, 2, 3)]
    raised = together(school, part(school, 4), part(school, 4, 5, scaled=0.9), part(school, 6))
    assert [type(one) for one in raised if one] == [StatementConflict]
    assert {number(4), number(6)} <= set(stored(school))


def test_what_a_check_raises_refuses_its_request_and_no_other(school) -> None:
    def check(_write: Write) -> None:
        raise LrsForbidden("not this one")

    first, second = together(school, part(school, 1), part(school, 2, check=check))
    assert first is None
    assert isinstance(second, LrsForbidden)
    assert stored(school) == [number(1)]


def test_a_statement_that_cannot_be_written_takes_no_other_request_with_it(school) -> None:
    broken = part(school, 2, 3)
    broken = replace(broken, statements=[broken.statements[0], replace(broken.statements[1], body={"odd": object()})])
    first, second, third = together(school, part(school, 1), broken, part(school, 4))
    assert (first, third) == (None, None)
    assert isinstance(second, TypeError)
    assert set(stored(school)) == {number(1), number(4)}


def test_a_voiding_among_others_voids(school) -> None:
    assert together(school, part(school, 1), of(school, [voiding(ANA, str(number(1)), n=2)]), part(school, 3)) == (
        [None] * 3
    )
    assert {row.voided for row in school.rows(t.statement) if UUID(bytes=bytes(row.id)) == number(1)} == {True}


def test_a_round_takes_in_no_more_than_its_measure(school) -> None:
    many = part(school, *range(1, MOST + 1))
    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(school.waymark.intake.store, each) for each in (many, part(school, MOST + 1))]:
            one.result(10)
    assert len(stored(school)) == MOST + 1


def test_a_definition_of_each_request_is_learnt(school) -> None:
    def named(n: int, activity: str) -> dict[str, Any]:
        made = completed(ANA, activity, 0.5, n=n)
        return {**made, "object": {**made["object"], "definition": {"name": {"en": activity}}}}

    assert together(school, of(school, [named(1, "a")]), of(school, [named(2, "b")])) == [None, None]
    assert {row.definition["name"]["en"] for row in school.rows(t.activity_definition)} == {"a", "b"}
