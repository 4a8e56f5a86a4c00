"""Join a student's old account to the one that stays, after an admin saw what moves; undo it for 30 days (F35).

Learning systems give one person a new id when they merge accounts or move to another address. What the old account's
records say counts for the other one from then on: they stay as they were sent, and whose they are is what changes. What
stands in a gradebook is left alone, and nothing more is sent for the old account.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, delete, exists, func, insert, or_, select, update

from gateway.db import tables as t
from gateway.db.upsert import upsert_rows
from gateway.db.writer import Write
from gateway.delivery import want
from gateway.errors import NotFound, WaymarkError
from gateway.security import new_id
from gateway.services import audit, decide, evidence
from gateway.services.due import mark_due

UNDO = timedelta(days=30)

_BLANK = {
    "expected": 0.0, "low": 0.0, "high": 0.0, "certainty": 0.0, "activities": 0, "last_at": None, "review_at": None,
    "state": "none", "estimated": None,
}  # fmt: skip
"""What the next fold fills of a standard's row; what was last said and delivered is history and is given back."""


class CannotJoin(WaymarkError):
    """The two accounts are not two students' accounts that stand for themselves."""

    code = "cannot-join"
    status = 409
    title = _("These two accounts cannot be joined")
    hint = _(
        "Both must be students who take part, neither a test account, and neither joined to another or being erased."
    )
    retryable = False


class TooLate(WaymarkError):
    """Joining was more than 30 days ago: what came since belongs to both."""

    code = "undo-too-late"
    status = 409
    title = _("This can no longer be undone")
    hint = _("Two accounts can be taken apart for 30 days after they were joined.")
    retryable = False


@dataclass(frozen=True)
class Preview:
    """What joining would move, in counts, and where the old account was last used.

    `both` are titles of courses in which both are, `alone` of those where only the old one is: there the records are
    not shown any more. `grades` stand in a learning system under the old account and stay.
    """

    records: int
    decisions: int
    both: tuple[str, ...]
    alone: tuple[str, ...]
    grades: int
    used_at: datetime | None
    possible: bool


@dataclass(frozen=True)
class Joined:
    """One joining; ids of ours. `undo` says whether it can still be taken back."""

    joined_id: str
    person_id: str
    into: str | None
    at: datetime
    undone_at: datetime | None
    undo: bool


def preview(conn: Connection, tenant_id: int, old: str, into: str, now: datetime) -> Preview:
    """Say what joining would do; nothing is changed. NotFound for people who are not here."""
    theirs = select(t.identity.c.key_hash).filter_by(tenant_id=tenant_id, person_id=old)
    said = t.statement.c
    records = select(func.count()).where(
        said.tenant_id == tenant_id, said.actor_hash.in_(theirs), said.decision.is_(False), said.voided.is_(False)
    )
    decisions = select(func.count()).where(t.decision.c.tenant_id == tenant_id, t.decision.c.person_id == old)
    grades = select(func.count()).where(
        t.cell.c.tenant_id == tenant_id, t.cell.c.person_id == old, t.cell.c.sent_at.is_not(None)
    )
    courses = {person: _courses(conn, tenant_id, person) for person in (old, into)}
    titles = {row.course_id: row.title for row in courses[old]}
    shared = {row.course_id for row in courses[into]} & set(titles)
    return Preview(
        records=conn.scalar(records) or 0, decisions=conn.scalar(decisions) or 0,
        both=tuple(titles[one] for one in titles if one in shared),
        alone=tuple(titles[one] for one in titles if one not in shared),
        grades=conn.scalar(grades) or 0,
        used_at=max((row.last_launch_at for row in courses[old] if row.last_launch_at), default=None),
        possible=_possible(conn, tenant_id, old, into, now),
    )  # fmt: skip


def join(write: Write, tenant_id: int, who: str, old: str, into: str) -> str:
    """Let everything that is known of `old` count for `into`; return the joining's id. CannotJoin, NotFound."""
    write.lock_log(tenant_id)  # before any row, as the intake does: two processes must not wait for each other
    if not _possible(write.conn, tenant_id, old, into, write.now):
        raise CannotJoin(f"{old} {into}")
    mine = {"tenant_id": tenant_id, "person_id": old}
    hashes = sorted(write.conn.scalars(select(t.identity.c.key_hash).filter_by(**mine)))
    moved = {"hashes": hashes, "levels": _levels(write.conn, tenant_id, old)}
    write.conn.execute(
        update(t.joined).filter_by(tenant_id=tenant_id, into_person_id=old).values(into_person_id=into)
    )  # joinings that cannot be undone any more lead on to the account that stays
    joined_id = new_id()
    write.conn.execute(
        insert(t.joined).values(
            **mine, id=joined_id, into_person_id=into, at=write.now, confirmed_by=who, moved=moved, undone_at=None
        )
    )
    _give(write, tenant_id, hashes, old, into)
    for derived in (t.learner, t.mastery, t.replan, t.replan_due):
        write.conn.execute(delete(derived).filter_by(**mine))
    _known_there(write, tenant_id, old, into)
    want.forget_person(write, tenant_id, old)
    write.conn.execute(delete(t.session).filter_by(**mine))
    audit.record(write, tenant_id, who, "accounts-joined", {"joined": joined_id, "person": old, "into": into})
    return joined_id


def undo(write: Write, tenant_id: int, who: str, joined_id: str) -> None:
    """Give the old account back what was its own. NotFound for what does not stand; TooLate after 30 days."""
    write.lock_log(tenant_id)
    key = {"tenant_id": tenant_id, "id": joined_id}
    row = write.conn.execute(select(t.joined).filter_by(**key, undone_at=None)).first()
    if row is None or row.into_person_id is None:
        raise NotFound(joined_id)
    if write.now - row.at > UNDO:
        raise TooLate(joined_id)
    write.conn.execute(update(t.joined).filter_by(**key).values(undone_at=write.now, moved={}))
    theirs = select(t.identity.c.key_hash).where(
        t.identity.c.tenant_id == tenant_id, t.identity.c.person_id == row.into_person_id,
        t.identity.c.key_hash.in_(row.moved["hashes"]),
    )  # fmt: skip
    levels = [{"tenant_id": tenant_id, "person_id": row.person_id, **_BLANK, **one} for one in row.moved["levels"]]
    upsert_rows(write.conn, t.mastery, ("tenant_id", "course_id", "person_id", "standard_id"), levels)
    _give(write, tenant_id, sorted(write.conn.scalars(theirs)), row.into_person_id, row.person_id)
    audit.record(write, tenant_id, who, "accounts-taken-apart", {"joined": joined_id, "person": row.person_id})


def listed(conn: Connection, tenant_id: int, now: datetime, most: int = 50) -> list[Joined]:
    """Return the newest joinings."""
    query = select(t.joined).where(t.joined.c.tenant_id == tenant_id)
    rows = conn.execute(query.order_by(t.joined.c.at.desc(), t.joined.c.id).limit(most))
    return [
        Joined(
            row.id, row.person_id, row.into_person_id, row.at, row.undone_at,
            undo=row.undone_at is None and row.into_person_id is not None and now - row.at <= UNDO,
        )
        for row in rows
    ]  # fmt: skip


def _possible(conn: Connection, tenant_id: int, old: str, into: str, now: datetime) -> bool:
    """Say whether both are students who stand for themselves. NotFound for people who are not here."""
    people = conn.execute(
        select(t.person.c.id, t.person.c.is_test).where(
            t.person.c.tenant_id == tenant_id, t.person.c.id.in_([old, into])
        )
    ).all()
    if {row.id for row in people} != {old, into}:
        raise NotFound(f"{old} {into}")
    named = t.joined.c
    bound = or_(named.person_id.in_([old, into]), (named.into_person_id == old) & (named.at >= now - UNDO))
    standing = exists().where(named.tenant_id == tenant_id, named.undone_at.is_(None), bound)
    staff = exists().where(
        t.enrolment.c.tenant_id == tenant_id, t.enrolment.c.person_id.in_([old, into]), t.enrolment.c.role != "learner"
    )
    out = exists().where(
        t.opt_out.c.tenant_id == tenant_id, t.opt_out.c.person_id.in_([old, into]), t.opt_out.c.ended_at.is_(None)
    )
    going = exists().where(t.erasure.c.tenant_id == tenant_id, t.erasure.c.person_id.in_([old, into]))
    against = conn.execute(select(standing, staff, out, going)).one()
    return old != into and not any(row.is_test for row in people) and not any(against)


def _courses(conn: Connection, tenant_id: int, person_id: str) -> Sequence[Any]:
    here = (t.course.c.tenant_id == t.enrolment.c.tenant_id) & (t.course.c.id == t.enrolment.c.course_id)
    return conn.execute(
        select(t.enrolment.c.course_id, t.enrolment.c.last_launch_at, t.course.c.title)
        .join(t.course, here)
        .where(t.enrolment.c.tenant_id == tenant_id, t.enrolment.c.person_id == person_id)
        .order_by(t.course.c.title, t.course.c.id)
    ).all()


def _levels(conn: Connection, tenant_id: int, person_id: str) -> list[dict[str, Any]]:
    """Return what was last said and delivered of a learner, and on how many pieces, so that an undo gives it back."""
    columns = ("course_id", "standard_id", "pieces", "level", "fell", "delivered")
    kept = select(*(t.mastery.c[name] for name in columns))
    rows = conn.execute(kept.filter_by(tenant_id=tenant_id, person_id=person_id))
    return [dict(row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's documented name


def _give(write: Write, tenant_id: int, hashes: Sequence[str], giver: str, taker: str) -> None:
    """Let these identities' records, and the decisions in them, count for another; both are evaluated anew."""
    identities = (t.identity.c.tenant_id == tenant_id, t.identity.c.key_hash.in_(hashes))
    write.conn.execute(update(t.identity).where(*identities).values(person_id=taker))
    for one in hashes:
        evidence.forget_actor(write, tenant_id, one, giver)
    evidence.stale(write, tenant_id, [giver, taker])
    of_these = (t.progress.c.tenant_id == tenant_id, t.progress.c.key_hash.in_(hashes))
    write.conn.execute(update(t.progress).where(*of_these).values(through=0))
    decide.read_again(write, tenant_id, [giver, taker])
    both = select(t.identity.c.key_hash).where(
        t.identity.c.tenant_id == tenant_id, t.identity.c.person_id.in_([giver, taker])
    )
    mark_due(write, tenant_id, set(write.conn.scalars(both)))


def _known_there(write: Write, tenant_id: int, old: str, into: str) -> None:
    """Let what we sent for the old account count as ours where the learning system carries it to the other (F20)."""
    place = (t.place.c.tenant_id == t.cell.c.tenant_id) & (t.place.c.id == t.cell.c.place_id)
    rows = write.conn.execute(
        select(t.cell.c.place_id, t.cell.c.sent)
        .join(t.place, place)
        .where(
            t.cell.c.tenant_id == tenant_id, t.cell.c.person_id == old, t.cell.c.sent.is_not(None),
            t.place.c.kind != "assignment",
        )
    ).all()  # fmt: skip
    for row in rows:
        mark = {"known": True, **{name: row.sent[name] for name in ("value", "maximum") if name in row.sent}}
        key = {"tenant_id": tenant_id, "place_id": row.place_id, "person_id": into}
        there = write.conn.execute(select(t.cell.c.tried).filter_by(**key)).first()
        if there is None:
            write.conn.execute(insert(t.cell).values(**key, version=0, state="idle", tries=0, tried=[mark]))
        else:
            write.conn.execute(update(t.cell).filter_by(**key).values(tried=[*(there.tried or ()), mark]))
