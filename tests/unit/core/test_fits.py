"""A school's fits: made of its own evidence, kept as versions, used without changing a grade (mastery.md 2.6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update
from support.statements import completed, run, store
from support.world import School, found_school

from gateway.db import tables as t
from gateway.errors import NotFound
from gateway.jobs.lanes import Claim
from gateway.jobs.refits import REFITS, Refits, following
from gateway.learn import refit
from gateway.learn.parameters import Hyper, ParameterSet
from gateway.services import fits, fitting
from gateway.services.fitting import NotEnough

WHO = "command"
LEARNERS = 9


@pytest.fixture
def school(waymark) -> School:
    """Nine learners, strong and weak ones, with six answers each."""
    made = found_school(waymark)
    made.publish()
    sent: list[dict[str, Any]] = []
    for place in range(LEARNERS):
        name = f"l{place}"
        made.learner(name)
        score = 1.0 if place % 2 else 0.0
        sent += [
            completed(made.actor(name), key, score, n=len(sent) + n) for n, key in enumerate(("a1", "a2", "ab", "b1"))
        ]
    store(made, sent)
    run(waymark, "evaluate")
    return made


@pytest.fixture
def little(monkeypatch) -> None:
    """Let a school this small be enough."""
    monkeypatch.setattr(refit, "LEAST_ANSWERS", 10)
    monkeypatch.setattr(refit, "LEAST_LEARNERS", 2)


def inputs(school: School) -> Any:
    with school.waymark.db.read() as conn:
        return school.waymark.cache.get(conn, school.tenant, school.course)


def fit(school: School) -> fitting.Version:
    return fitting.fit(school.waymark.db, school.waymark.cache, school.tenant, WHO)


def keep(school: School, version: int, hyper: Hyper, **values: Any) -> None:
    """Store a version as a fit would have made it."""
    row = {
        "made_at": school.waymark.clock(), "in_use": False, "through": 1, "answers": 10, "learners": 2, "kept_aside": 2,
        "loss": 0.5, "shipped_loss": 0.6, "body": ParameterSet(hyper=hyper, activities={"x": (0.4, 0.2)}).to_json(),
    }  # fmt: skip
    school.waymark.db.write(
        lambda w: w.conn.execute(insert(t.fit).values(tenant_id=school.tenant, version=version, **{**row, **values}))
    )


def test_too_little_evidence_is_said_with_what_there_is(school) -> None:
    with pytest.raises(NotEnough, match="36 of 2000 answers, 9 of 40 learners"):
        fit(school)
    assert school.rows(t.fit) == []


def test_a_fit_is_kept_and_used_and_moves_no_grade(school, little) -> None:
    before = [(row.person_id, row.standard_id, row.delivered) for row in school.rows(t.mastery)]
    made = fit(school)
    assert (made.version, made.in_use, made.answers, made.learners) == (1, True, 36, LEARNERS)
    assert made.loss <= made.shipped_loss
    run(school.waymark, "evaluate")
    assert [(row.person_id, row.standard_id, row.delivered) for row in school.rows(t.mastery)] == before
    newest = max(school.rows(t.parameter_set), key=lambda row: row.version)
    assert ParameterSet.from_json(newest.body) == inputs(school).parameters
    with school.waymark.db.read() as conn:
        assert inputs(school).parameters.hyper == fits.constants(conn, school.tenant)


def test_an_older_version_and_the_shipped_one_can_be_used_again(school, little) -> None:
    keep(school, 1, Hyper(general_variance=0.9))
    second = fit(school)
    assert second.version == 2
    use = lambda version: fitting.use(school.waymark.db, school.waymark.cache, school.tenant, version, WHO)  # noqa: E731
    use(1)
    assert [one.in_use for one in fitting.listed(school.waymark.db, school.tenant)] == [True, False]
    assert inputs(school).parameters.hyper == Hyper(general_variance=0.9)
    use(0)
    assert inputs(school).parameters.hyper == Hyper()
    assert fitting.shown(school.waymark.db, school.tenant, 1)["general_variance"] == 0.9
    assert set(fitting.compare(school.waymark.db, school.tenant)) == {0, 1, 2}
    with pytest.raises(NotFound):
        use(7)


def test_a_new_course_begins_with_the_schools_difficulties_and_an_old_one_does_not(school) -> None:
    keep(school, 1, Hyper(general_variance=0.9), in_use=True)
    with school.waymark.db.read() as conn:
        made_at = school.rows(t.fit)[0].made_at
        old, new = (fits.seed(conn, school.tenant, made_at + timedelta(days=days)) for days in (-1, 1))
    assert (old.hyper.general_variance, new.hyper.general_variance) == (0.9, 0.9)
    assert (old.activities, new.activities) == ({}, {"x": (0.4, 0.2)})


def test_a_course_without_a_set_of_its_own_follows_the_constants_at_once(waymark) -> None:
    young = found_school(waymark)
    young.publish()
    young.learner("ana")
    store(young, [completed(young.actor("ana"), "a1", 1.0, n=1)])
    run(waymark, "evaluate")
    keep(young, 1, Hyper(general_variance=2.0))
    before = young.rows(t.mastery)[0].expected
    fitting.use(waymark.db, waymark.cache, young.tenant, 1, WHO)
    run(waymark, "evaluate")
    assert young.rows(t.mastery)[0].expected > before


def test_another_school_is_not_touched(school, little, waymark) -> None:
    other = found_school(waymark, "two")
    fit(school)
    assert other.rows(t.fit) == []
    with waymark.db.read() as conn:
        assert fits.constants(conn, other.tenant) == Hyper()


def test_at_night_who_has_grown_by_a_quarter_is_fitted_and_nobody_twice(school, little, clock) -> None:
    sweep = Refits(school.waymark.db, school.waymark.cache)
    held = Claim(REFITS, 1, clock())
    clock.now = datetime(2026, 10, 1, 12, tzinfo=UTC)
    assert sweep.run(REFITS, held) == datetime(2026, 10, 2, 3, tzinfo=UTC)
    assert school.rows(t.fit) == []
    clock.now = datetime(2026, 10, 2, 3, tzinfo=UTC)
    assert sweep.run(REFITS, held) == datetime(2026, 10, 3, 3, tzinfo=UTC)
    assert len(school.rows(t.fit)) == 1
    sweep.run(REFITS, held)
    assert len(school.rows(t.fit)) == 1
    assert following(datetime(2026, 10, 2, 2, 59, tzinfo=UTC)) == datetime(2026, 10, 2, 3, tzinfo=UTC)


def test_what_a_teacher_tries_out_is_not_fitted_on(school, little) -> None:
    def test_student(write: Any) -> None:
        mine = {"tenant_id": school.tenant, "id": school.people["l0"]}
        write.conn.execute(update(t.person).filter_by(**mine).values(is_test=True))

    school.waymark.db.write(test_student)
    assert fit(school).answers == 36 - 4
