"""Fit a school's constants on its own evidence, keep each fit as a version, and have courses use one of them.

A fit only reads until its version is written, so that senders do not wait for it. Using one changes no grade: courses
get new parameter sets, and what those would change is proposed to teachers (design.md 1.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, exists, func, insert, select, update

from gateway.db import tables as t
from gateway.db.writer import Database, Write
from gateway.errors import NotFound, WaymarkError
from gateway.learn import refit as learn
from gateway.learn.haste import RAPID, is_rapid
from gateway.learn.parameters import Hyper, ParameterSet, next_threshold
from gateway.learn.tracer import Answer
from gateway.services import audit, evaluate, fits, parameters
from gateway.services.inputs import InputsCache


class NotEnough(WaymarkError):
    """There are too few answers, or too few learners, to fit on."""

    code = "not-enough-answers"
    status = 409
    title = _("There is not enough evidence to fit on yet")
    hint = _("The shipped constants stay, and serve well. Try again when there are more answers.")
    audience = "admin"
    retryable = False


@dataclass(frozen=True)
class Version:
    """One fit as lists show it: log-losses on learners kept aside, under these constants and the shipped ones."""

    version: int
    made_at: datetime
    in_use: bool
    answers: int
    learners: int
    kept_aside: int
    loss: float
    shipped_loss: float


def fit(db: Database, cache: InputsCache, tenant_id: int, who: str) -> Version:
    """Fit on all evidence of a tenant and use what came out; NotEnough where there is too little."""
    with db.read() as conn:
        answers, through = _answers(conn, tenant_id)
        standing, levels = fits.constants(conn, tenant_id), _levels(conn, tenant_id)
    learners = len({one.learner for one in answers})
    if not learn.enough(len(answers), learners):
        told = f"{len(answers)} of {learn.LEAST_ANSWERS} answers, {learners} of {learn.LEAST_LEARNERS} learners"
        raise NotEnough(told)
    found = learn.refit(answers, levels, standing, 0, through)
    version = db.write(partial(_keep, tenant_id=tenant_id, found=found))
    use(db, cache, tenant_id, version, who)
    return next(one for one in listed(db, tenant_id) if one.version == version)


def listed(db: Database, tenant_id: int) -> list[Version]:
    """Return all versions, oldest first."""
    columns = [t.fit.c[name] for name in Version.__dataclass_fields__]
    with db.read() as conn:
        rows = conn.execute(select(*columns).filter_by(tenant_id=tenant_id).order_by(t.fit.c.version))
        return [Version(*row) for row in rows]


def shown(db: Database, tenant_id: int, version: int) -> Mapping[str, Any]:
    """Return a version's constants by name; 0 is what was shipped. NotFound for one that is not kept."""
    with db.read() as conn:
        return asdict(_constants(conn, tenant_id, version))


def compare(db: Database, tenant_id: int) -> dict[int, float]:
    """Return the log-loss of each version's constants, and of the shipped ones (0), on today's learners kept aside."""
    with db.read() as conn:
        answers, _through = _answers(conn, tenant_id)
        kept = conn.scalars(select(t.fit.c.version).filter_by(tenant_id=tenant_id).order_by(t.fit.c.version)).all()
        sets = {number: _constants(conn, tenant_id, number) for number in (0, *kept)}
    losses = learn.compare(answers, sets.values())
    return {number: losses[one] for number, one in sets.items()}


def use(db: Database, cache: InputsCache, tenant_id: int, version: int, who: str) -> None:
    """Have courses follow a version from now on, 0 for what was shipped; NotFound for one that is not kept."""
    db.write(partial(_use, tenant_id=tenant_id, version=version, who=who))
    parameters.publish_again(db, tenant_id, cache)


def due(conn: Connection, tenant_id: int) -> bool:
    """Say whether a tenant's answers have grown by a quarter since its last fit, and are enough for one."""
    last = conn.scalar(select(func.max(t.fit.c.answers)).filter_by(tenant_id=tenant_id)) or 0
    counted = select(func.count(), func.count(t.evidence.c.person_id.distinct())).where(*_learners(tenant_id))
    answers, learners = conn.execute(counted).one()
    return learn.enough(answers, learners) and answers >= next_threshold(last)


def _constants(conn: Connection, tenant_id: int, version: int) -> Hyper:
    if version == 0:
        return Hyper()
    body = conn.scalar(select(t.fit.c.body).filter_by(tenant_id=tenant_id, version=version))
    if body is None:
        raise NotFound(f"there is no fit {version}")
    return ParameterSet.from_json(body).hyper


def _keep(write: Write, tenant_id: int, found: learn.Refit) -> int:
    write.lock_log(tenant_id)
    last = write.conn.scalar(select(func.max(t.fit.c.version)).filter_by(tenant_id=tenant_id)) or 0
    made = found.made
    write.conn.execute(
        insert(t.fit).values(
            tenant_id=tenant_id, version=last + 1, made_at=write.now, in_use=False, through=made.log_position,
            answers=made.answers, learners=found.learners, kept_aside=found.kept_aside, loss=found.loss,
            shipped_loss=found.shipped_loss, body=made.to_json(),
        )
    )  # fmt: skip
    return int(last) + 1


def _use(write: Write, tenant_id: int, version: int, who: str) -> None:
    _constants(write.conn, tenant_id, version)
    write.conn.execute(update(t.fit).filter_by(tenant_id=tenant_id).values(in_use=t.fit.c.version == version))
    write.conn.execute(update(t.course).filter_by(tenant_id=tenant_id).values(version=t.course.c.version + 1))
    published = select(t.parameter_set.c.course_id).where(t.parameter_set.c.tenant_id == tenant_id)
    young = select(t.course.c.id).where(t.course.c.tenant_id == tenant_id, t.course.c.id.not_in(published))
    for course_id in write.conn.scalars(young.order_by(t.course.c.id)).all():
        evaluate.refold_course(write, tenant_id, course_id)
    audit.record(write, tenant_id, who, "fit-used", {"version": version})


def _learners(tenant_id: int) -> tuple[Any, ...]:
    """Return the conditions of evidence of learners; what a teacher tries out says nothing (P25)."""
    enrolled = exists().where(
        t.enrolment.c.tenant_id == t.evidence.c.tenant_id, t.enrolment.c.person_id == t.evidence.c.person_id,
        t.enrolment.c.role == "learner",
    )  # fmt: skip
    tests = select(t.person.c.id).where(t.person.c.tenant_id == tenant_id, t.person.c.is_test.is_(True))
    return t.evidence.c.tenant_id == tenant_id, enrolled, t.evidence.c.person_id.not_in(tests)


def _answers(conn: Connection, tenant_id: int) -> tuple[list[Answer], int]:
    """Return a tenant's evidence as answers in the order of time, and the newest place in the log among it."""
    iris = {row.id: row.iri for row in conn.execute(select(t.activity.c.id, t.activity.c.iri).filter_by(
        tenant_id=tenant_id))}  # fmt: skip
    evidence = t.evidence.c
    rows = conn.execute(
        select(
            evidence.person_id, evidence.activity_id, evidence.standards, evidence.score, evidence.weight,
            evidence.timestamp, evidence.seq, evidence.detail,
        )
        .where(*_learners(tenant_id))
        .order_by(evidence.timestamp, evidence.statement_id)
        .execution_options(yield_per=1000)
    )  # fmt: skip
    answers, through = [], 0
    for row in rows:
        standards, at = tuple(sorted(set(row.standards))), row.timestamp.timestamp()
        if standards and not is_rapid(row.detail, RAPID):  # a guess teaches nothing
            answers.append(Answer(row.person_id, iris[row.activity_id], standards, row.score, row.weight, at))
        through = max(through, row.seq)
    return answers, through


def _levels(conn: Connection, tenant_id: int) -> dict[str, str]:
    rows = conn.execute(select(t.activity.c.iri, t.activity.c.difficulty).filter_by(tenant_id=tenant_id))
    return {row.iri: row.difficulty for row in rows}
