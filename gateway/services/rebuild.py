"""Make all projections again out of the log, one learner at a time, and say whether they come out as they were.

Forgotten and made again: what is known of activities, decisions and steps as rows, evidence, learners' folds and
mastery. Kept, because they are inputs: statements, identities, alignments, parameter sets, settings. Kept as well,
because it is history: which level was said of a standard, how it fell, and which one's points a learning system was
last told (`mastery.level`, `fell`, `delivered`). Such a level says what stood in force when its evidence came; later
parameter sets leave it alone (design.md 1.2), so that it cannot be read out of the present set. It is given back as the
level before, with the number of pieces and the place in the log it was given for; where those come out different, it
is decided anew. So is what was offered after a result, as far as the course or what people decided has changed since
(`gateway/services/replans.py`).

Every learner is one transaction: pages beside a running rebuild see either the old or the new state.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
from sqlalchemy import Connection, Select, delete, func, select, update

from gateway.db import tables as t
from gateway.db.writer import Database, Write
from gateway.jobs.lanes import Claim
from gateway.services import decide, evidence, redefine, replans, steps
from gateway.services.evaluate import Evaluation, courses_of, refresh
from gateway.services.inputs import InputsCache
from gateway.services.naming import Naming

Tell = Callable[[int, int], None]
"""Told (learners done, learners in all) after each."""


@dataclass(frozen=True)
class Rebuilt:
    """What was made, in counts; `different` are learners and activities of which something is not what it was."""

    learners: int
    statements: int
    decisions: int
    evidence: int
    mastery: int
    activities: int
    different: int

    @property
    def equal(self) -> bool:
        """Say whether everything came out as it was."""
        return self.different == 0


def rebuild(db: Database, tenant_id: int, naming: Naming, tell: Tell = lambda _done, _all: None) -> Rebuilt:
    """Rebuild one tenant; what waits to be evaluated is evaluated first, so that like is compared with like."""
    cache = InputsCache()
    lane = f"evaluate/{tenant_id}"
    Evaluation(db, cache, naming).run(lane, Claim(lane, 0, db.clock()))
    made, different = db.write(partial(_decided_again, tenant_id=tenant_id))
    activities, changed = redefine.rebuild(db, tenant_id)
    different += changed
    people = _read(db, partial(_people, tenant_id=tenant_id))
    for done, person_id in enumerate(people, start=1):
        different += db.write(partial(_again, tenant_id=tenant_id, person_id=person_id, cache=cache))
        tell(done, len(people))
    different += replans.rebuild(db, tenant_id, cache)
    with db.read() as conn:
        return Rebuilt(
            learners=len(people), statements=_count(conn, t.statement, tenant_id), decisions=made,
            evidence=_count(conn, t.evidence, tenant_id), mastery=_count(conn, t.mastery, tenant_id),
            activities=activities, different=different,
        )  # fmt: skip


def _read(db: Database, query: Callable[[Connection], Any]) -> Any:
    with db.read() as conn:
        return query(conn)


def _count(conn: Connection, table: Any, tenant_id: int) -> int:
    return int(conn.scalar(select(func.count()).select_from(table).where(table.c.tenant_id == tenant_id)) or 0)


def _decided_again(write: Write, tenant_id: int) -> tuple[int, int]:
    """Read decisions and steps again; return (how many decisions, 1 where anything differs)."""
    before = _rows_decided(write.conn, tenant_id)
    made = decide.rebuild(write, tenant_id)
    steps.rebuild(write, tenant_id)
    return made, int(_rows_decided(write.conn, tenant_id) != before)


def _rows_decided(conn: Connection, tenant_id: int) -> tuple[str, ...]:
    orders = {t.decision: t.decision.c.seq, t.step: t.step.c.id}
    return tuple(
        _digest(conn.execute(select(table).filter_by(tenant_id=tenant_id).order_by(order)).all())
        for table, order in orders.items()
    )


def _people(conn: Connection, tenant_id: int) -> list[str]:
    """Return everybody about whom there are statements or projections."""
    heard = _heard().where(t.identity.c.tenant_id == tenant_id)
    derived = [select(one.c.person_id).where(one.c.tenant_id == tenant_id) for one in (t.evidence, t.learner)]
    return sorted({str(row.person_id) for query in (heard, *derived) for row in conn.execute(query)})


def _heard() -> Select[Any]:
    """Select the identities under which statements came: the intake keeps the progress of each."""
    return select(t.identity.c.person_id, t.identity.c.key_hash).join(
        t.progress,
        (t.progress.c.tenant_id == t.identity.c.tenant_id) & (t.progress.c.key_hash == t.identity.c.key_hash),
    )


def _again(write: Write, tenant_id: int, person_id: str, cache: InputsCache) -> bool:
    """Forget and make again what is derived about one person; say whether it came out different."""
    before = _derived(write.conn, tenant_id, person_id)
    _forget(write, tenant_id, person_id)
    for key_hash in _identities(write.conn, tenant_id, person_id):
        evidence.gather(write, tenant_id, key_hash, person_id)
    for course_id in courses_of(write.conn, tenant_id, person_id):
        refresh(write, cache.get(write.conn, tenant_id, course_id), person_id)
    return _derived(write.conn, tenant_id, person_id) != before


def _identities(conn: Connection, tenant_id: int, person_id: str) -> list[str]:
    query = _heard().where(t.identity.c.tenant_id == tenant_id, t.identity.c.person_id == person_id)
    return sorted(row.key_hash for row in conn.execute(query))


def _forget(write: Write, tenant_id: int, person_id: str) -> None:
    """Empty a person's projections; of folds and mastery only the history stays until the fold fills the rest again."""
    mine = {"tenant_id": tenant_id, "person_id": person_id}
    write.conn.execute(delete(t.evidence).filter_by(**mine))
    write.conn.execute(update(t.learner).filter_by(**mine).values(answers=0, stale=True, state=""))
    blank = {
        "expected": 0.0, "low": 0.0, "high": 0.0, "certainty": 0.0, "activities": 0, "last_at": None,
        "review_at": None, "state": "none", "estimated": None,
    }  # fmt: skip
    write.conn.execute(update(t.mastery).filter_by(**mine).values(**blank))
    hashes = _identities(write.conn, tenant_id, person_id)
    write.conn.execute(
        update(t.progress)
        .where(t.progress.c.tenant_id == tenant_id, t.progress.c.key_hash.in_(hashes))
        .values(through=0, due=True)
    )


def _derived(conn: Connection, tenant_id: int, person_id: str) -> tuple[str, ...]:
    """Return a digest of each kind of projection of one person."""
    orders = {
        t.evidence: (t.evidence.c.seq,), t.learner: (t.learner.c.course_id,),
        t.mastery: (t.mastery.c.course_id, t.mastery.c.standard_id),
    }  # fmt: skip
    return tuple(
        _digest(conn.execute(select(table).filter_by(tenant_id=tenant_id, person_id=person_id).order_by(*order)).all())
        for table, order in orders.items()
    )


def _digest(rows: Sequence[Any]) -> str:
    """Return a hash in which every digit of every value counts."""
    made = hashlib.sha256()
    for row in rows:
        made.update(orjson.dumps([one.hex() if isinstance(one, bytes) else one for one in row]))
    return made.hexdigest()
