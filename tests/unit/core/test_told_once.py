"""A result that content tells as passed and as completed is one piece of evidence, whatever comes first or goes."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from support import statements
from support.statements import completed, number, store, voiding
from support.world import School, found_school

from gateway.db import tables as t
from gateway.services import rebuild, removal

VERBS = "http://adlnet.gov/expapi/verbs/"
REGISTRATION = "6f1b1f0e-0000-4000-8000-000000000001"


@pytest.fixture
def school(waymark) -> School:
    made = found_school(waymark)
    made.publish()
    made.learner("ana")
    return made


def said(school: School, verb: str, n: int, scaled: float = 0.8, registration: str = REGISTRATION) -> dict[str, Any]:
    """Say how an activity ended."""
    made = completed(school.actor("ana"), "a1", scaled, n=n)
    return {**made, "verb": {"id": VERBS + verb}, "context": {"registration": registration}}


def counted(school: School) -> list[tuple[bytes, float]]:
    """Work the statements in; return what counts, and hold that a rebuild agrees."""
    statements.run(school.waymark, "evaluate")
    found = sorted((bytes(one.statement_id), one.score) for one in school.rows(t.evidence))
    assert rebuild.rebuild(school.waymark.db, school.tenant, school.waymark.naming).equal
    assert sorted((bytes(one.statement_id), one.score) for one in school.rows(t.evidence)) == found
    pieces = {one.pieces for one in school.rows(t.mastery)}
    assert pieces == ({len(found)} if found else set())
    return found


def test_passed_stands_for_completed_in_whatever_order_they_are_read(school) -> None:
    orders = list(permutations(("passed", "completed", "mastered")))
    for step in range(3):
        for n, order in enumerate(orders):
            store(school, [said(school, order[step], 10 * n + step + 1, registration=f"{REGISTRATION[:-1]}{n}")])
        statements.run(school.waymark, "evaluate")
    passed = [number(10 * n + order.index("passed") + 1).bytes for n, order in enumerate(orders)]
    assert counted(school) == [(one, 0.8) for one in passed]


def test_another_registration_another_score_and_another_try_count_by_themselves(school) -> None:
    store(school, [
        said(school, "failed", 1, 0.4), said(school, "completed", 2, 0.4), said(school, "failed", 3, 0.4),
        said(school, "completed", 4, 0.6), said(school, "completed", 5, 0.4, REGISTRATION[:-1] + "2"),
        completed(school.actor("ana"), "a1", 0.4, n=6), said(school, "answered", 7, 0.4),
    ])  # fmt: skip
    assert [one for one, _ in counted(school)] == [number(n).bytes for n in (1, 3, 4, 5, 6, 7)]


@pytest.mark.parametrize("way", ["voided", "removed"])
def test_what_was_told_less_well_counts_once_the_better_one_is_gone(school, way) -> None:
    store(school, [said(school, "completed", 1), said(school, "passed", 2)])
    assert counted(school) == [(number(2).bytes, 0.8)]
    if way == "voided":
        store(school, [voiding(school.actor("ana"), str(number(2)), n=3)])
    else:
        school.waymark.db.write(lambda write: removal.one(write, school.tenant, number(2)))
    assert counted(school) == [(number(1).bytes, 0.8)]
