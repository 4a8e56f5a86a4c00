"""From evidence to the gradebook: one write (R1), levels that fall (F17), two accounts that were joined (F35)."""

from __future__ import annotations

from typing import Any

import pytest
from support.gradebooks import Gradebook, open_gradebook
from support.statements import completed, run, store, voiding

from gateway.db import tables as t
from gateway.services import joining
from gateway.services.evaluate import Evaluation

STANDARD = "6.A"


@pytest.fixture
def writing(site, waymark, clock) -> Gradebook:
    """Give a course of the simulator that writes what evidence says."""
    found = open_gradebook(site, waymark, clock, column=False)
    found.school.publish()
    return found


def finishes(gradebook: Gradebook, number: int, keys: str, first: int) -> None:
    """Let a learner finish activities with the best result."""
    actor = gradebook.school.actor(gradebook.student(number).login)
    store(gradebook.school, [completed(actor, key, 1.0, n=first + n) for n, key in enumerate(keys.split())])


def cells(gradebook: Gradebook, number: int) -> list[Any]:
    """Return the learner's cells in the standard's column."""
    school = gradebook.school
    column = school.rows(t.place.c.id, standard_id=school.standards[STANDARD], kind="column")[0].id
    return school.rows(t.cell, place_id=column, person_id=gradebook.person(number))


def shown(gradebook: Gradebook, number: int) -> list[float]:
    """Return what stands in the gradebook for a learner, in any column."""
    login = gradebook.student(number).login
    return [one.value for one in gradebook.sim.readback().cells if one.login == login and one.value is not None]


def test_F35_two_accounts_joined_by_an_admin_are_one_grade_and_two_again_after_undoing(writing, clock) -> None:
    school, waymark = writing.school, writing.school.waymark
    finishes(writing, 0, "a1 a2 a1 a2 a1 a2", 1)
    run(waymark, "evaluate", "deliver")
    (before,) = shown(writing, 0)
    column = next(one.id for one in writing.sim.readback().columns if STANDARD in one.label)
    writing.sim.type_grade(column, writing.student(1).login, before)  # merged there, the grade moves to the new account
    joined = waymark.db.write(
        lambda w: joining.join(w, school.tenant, "session/admin", writing.person(0), writing.person(1))
    )
    clock.advance(minutes=2)
    run(waymark, "evaluate", "deliver")
    assert [row.state for row in cells(writing, 1)] == ["sent"], "what we sent there is known as ours"
    assert (shown(writing, 0), shown(writing, 1)) == ([before], [before]), "what stands there is left alone"
    sent = len(writing.posts(0))
    finishes(writing, 0, "c1 c1 c2", 20)
    clock.advance(minutes=2)
    run(waymark, "evaluate", "deliver")
    assert len(writing.posts(0)) == sent, "nothing more is sent for the old account"
    waymark.db.write(lambda w: joining.undo(w, school.tenant, "session/admin", joined))
    clock.advance(minutes=2)
    run(waymark, "evaluate", "deliver")
    assert [row.state for row in cells(writing, 0)] == ["sent"]
    assert cells(writing, 0)[0].wanted["value"] == before
    assert [row.wanted for row in cells(writing, 1)] == [None]
    assert shown(writing, 1) == []


def test_R1_mastery_and_the_grade_it_asks_for_are_one_transaction(writing) -> None:
    school, waymark = writing.school, writing.school.waymark
    evaluation = Evaluation(waymark.db, waymark.cache, waymark.naming)
    finishes(writing, 0, "a1 a2 a1 a2 a1 a2", 1)
    due = [row.key_hash for row in school.rows(t.progress, due=True)]

    def interrupted(write: Any) -> None:
        evaluation.evaluate(write, school.tenant, due)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        waymark.db.write(interrupted)
    assert school.rows(t.mastery) == school.rows(t.evidence) == school.rows(t.place) == school.rows(t.cell) == []
    waymark.db.write(lambda w: evaluation.evaluate(w, school.tenant, due))
    (cell,) = [row for row in school.rows(t.cell) if row.wanted]
    delivered = [row.delivered for row in school.rows(t.mastery, person_id=writing.person(0)) if row.delivered]
    assert [cell.wanted["value"]] == delivered
    writing.deliver()
    assert shown(writing, 0) == delivered


@pytest.mark.parametrize("keep", [True, False])
def test_F17_a_level_that_a_voided_statement_lowers_is_written_where_the_course_allows_it(writing, clock, keep) -> None:
    school, waymark = writing.school, writing.school.waymark
    school.set_course(keep_highest=keep)
    actor = school.actor(writing.student(0).login)
    weak = [completed(actor, key, 0.3, n=n) for n, key in enumerate(["a1", "a2", "a1"], start=1)]
    good = [completed(actor, key, 1.0, n=n) for n, key in enumerate(["a2", "a1", "a2", "a1", "a2", "a1"], start=4)]
    store(school, [*weak, *good])
    run(waymark, "evaluate", "deliver")
    (before,) = shown(writing, 0)
    store(school, [voiding(actor, one["id"], n=50 + n) for n, one in enumerate(good)])
    clock.advance(minutes=2)
    run(waymark, "evaluate", "deliver")
    (after,) = shown(writing, 0)
    outcomes = [row.outcome for row in sorted(school.rows(t.attempt), key=lambda row: row.at) if row.person_id]
    assert outcomes[-1] == ("kept_higher" if keep else "sent")
    assert after == before if keep else after < before
