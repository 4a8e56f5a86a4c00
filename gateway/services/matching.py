"""Say whose statements an actor's are: by what people are known as, or by an admin's click; never by a name.

An actor belongs to one person, whoever sent the statements. A match lets what is stored become evidence, once; taking
it apart takes that out again and holds the actor, so that nothing but a click matches it another time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, delete, exists, insert, or_, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.errors import NotFound, WaymarkError
from gateway.services import audit, evidence
from gateway.services.due import mark_due
from gateway.services.joined import STANDING, WHOSE
from gateway.services.naming import Naming
from gateway.services.recognise import MAIL, PLATFORM

BY_OTHERS = ("mail", "rewritten", "rule", "click")
"""The sources of identities that are matches of what others send; the rest are accounts we gave or were told."""

_WORDS = {MAIL: "mail", PLATFORM: "rewritten"}


class AlreadyMatched(WaymarkError):
    """An actor is somebody's already; a person has to take that apart first."""

    code = "already-matched"
    status = 409
    title = _("These records are matched already")
    hint = _("Take that match apart first, then choose the person.")
    retryable = False


@dataclass(frozen=True)
class Possible:
    """A person an actor may be, and how that is known: `mail`, `platform` or the id of a rule."""

    person_id: str
    how: str


def match(write: Write, naming: Naming, tenant_id: int, hashes: Sequence[str]) -> dict[str, str]:
    """Match the actors for whom exactly one person comes into question; return their people by key hash."""
    if not hashes:
        return {}
    kept = held(write.conn, tenant_id, hashes)
    found = possible(write.conn, naming, tenant_id, [one for one in hashes if one not in kept])
    made = {}
    for hashed, candidates in sorted(found.items()):
        people = {one.person_id for one in candidates}
        if len(people) == 1:
            how = min(_WORDS.get(one.how, "rule") for one in candidates)
            made[hashed] = _keep(write, tenant_id, hashed, people.pop(), how)
    return made


def possible(
    conn: Connection, naming: Naming, tenant_id: int, hashes: Iterable[str], source: str | None = None
) -> dict[str, set[Possible]]:
    """Return who may stand behind actors; actors without anybody are absent.

    A rule that is bound to a source speaks of an actor only where all statements about it came from there; with a
    `source`, for statements that it is about to send, only where the rule is bound to it or to none.
    """
    return candidates(conn, tenant_id, {naming.keyed(tenant_id, one): one for one in hashes}, source)


def candidates(
    conn: Connection, tenant_id: int, keyed: Mapping[str, str], source: str | None = None
) -> dict[str, set[Possible]]:
    """Return the same for actors (hashes of their keys) that are given under their keyed hashes."""
    found: dict[str, set[Possible]] = {}
    for some in chunks(sorted(keyed)):
        for row in conn.execute(_candidates(tenant_id, some)):
            hashed = keyed[row.keyed_hash]
            bound = row.credential_id
            if bound is None or (bound == source if source else _only_from(conn, tenant_id, hashed, bound)):
                found.setdefault(hashed, set()).add(Possible(row.person_id, row.how))
    return found


def _candidates(tenant_id: int, keyed: Sequence[str]) -> Any:
    """Select the people known by these keyed hashes, with the source that their rule is bound to."""
    rule = (t.account_rule.c.tenant_id == t.known_as.c.tenant_id) & (t.account_rule.c.id == t.known_as.c.how)
    person = (t.person.c.tenant_id == t.known_as.c.tenant_id) & (t.person.c.id == t.known_as.c.person_id)
    return (
        select(t.known_as.c.keyed_hash, WHOSE.label("person_id"), t.known_as.c.how, t.account_rule.c.credential_id)
        .join(t.person, person)
        .outerjoin(t.joined, STANDING)
        .outerjoin(t.account_rule, rule)
        .where(
            t.known_as.c.tenant_id == tenant_id,
            t.known_as.c.keyed_hash.in_(keyed),
            or_(t.known_as.c.how.in_((MAIL, PLATFORM)), t.account_rule.c.ready.is_(True)),
        )
    )


def _only_from(conn: Connection, tenant_id: int, hashed: str, credential_id: str) -> bool:
    """Say whether every statement about an actor came from one source."""
    columns = t.statement.c
    other = or_(columns.credential_id.is_(None), columns.credential_id != credential_id)
    return not conn.scalar(select(exists().where(columns.tenant_id == tenant_id, columns.actor_hash == hashed, other)))


def held(conn: Connection, tenant_id: int, hashes: Sequence[str]) -> set[str]:
    """Return which of these actors an admin holds."""
    columns = t.held_actor.c
    rows = conn.execute(select(columns.key_hash).where(columns.tenant_id == tenant_id, columns.key_hash.in_(hashes)))
    return {row.key_hash for row in rows}


def _keep(
    write: Write, tenant_id: int, hashed: str, person_id: str, source: str, confirmed_by: str | None = None
) -> str:
    """Store a match unless there is one; return whose the actor is."""
    key = {"tenant_id": tenant_id, "key_hash": hashed}
    made = {"person_id": person_id, "source": source, "confirmed_by": confirmed_by, "since": write.now}
    upsert(write.conn, t.identity, key, {}, insert_only=made)
    return str(write.conn.scalar(select(t.identity.c.person_id).filter_by(**key)))


def click(write: Write, tenant_id: int, who: str, hashed: str, person_id: str) -> None:
    """Match an actor by hand. NotFound: no such actor or person here. AlreadyMatched: it is another person's."""
    write.lock_log(tenant_id)  # before any row, as the intake does: two processes must not wait for each other
    owner = owner_of(write.conn, tenant_id, hashed)
    if owner == person_id:
        return
    if owner is not None:
        raise AlreadyMatched(hashed)
    person = write.conn.scalar(select(t.person.c.id).filter_by(tenant_id=tenant_id, id=person_id))
    if person is None or not write.conn.scalar(_has_statements(tenant_id, hashed)):
        raise NotFound(hashed if person else person_id)
    write.conn.execute(delete(t.held_actor).filter_by(tenant_id=tenant_id, key_hash=hashed))
    _keep(write, tenant_id, hashed, person_id, "click", who)
    mark_due(write, tenant_id, {hashed})
    audit.record(write, tenant_id, who, "actor-matched", {"actor": hashed, "person": person_id})


def take_apart(write: Write, tenant_id: int, who: str, hashed: str) -> None:
    """Undo a match; the evidence goes, its learner is folded again. NotFound for what is no match of this tenant."""
    write.lock_log(tenant_id)
    key = {"tenant_id": tenant_id, "key_hash": hashed}
    row = write.conn.execute(select(t.identity.c.person_id, t.identity.c.source).filter_by(**key)).first()
    if row is None or row.source not in BY_OTHERS:
        raise NotFound(hashed)
    write.conn.execute(delete(t.identity).filter_by(**key))
    write.conn.execute(insert(t.held_actor).values(**key, held_by=who, since=write.now))
    evidence.forget_actor(write, tenant_id, hashed, row.person_id)
    write.conn.execute(update(t.progress).filter_by(**key).values(through=0, due=False))
    own = select(t.identity.c.key_hash).filter_by(tenant_id=tenant_id, person_id=row.person_id)
    mark_due(write, tenant_id, {one.key_hash for one in write.conn.execute(own)})
    about = {"actor": hashed, "person": row.person_id, "source": row.source}
    audit.record(write, tenant_id, who, "actor-taken-apart", about)


def owner_of(conn: Connection, tenant_id: int, hashed: str) -> str | None:
    """Return whose statements an actor's are, None for nobody's."""
    owner = conn.scalar(select(t.identity.c.person_id).filter_by(tenant_id=tenant_id, key_hash=hashed))
    return str(owner) if owner is not None else None


def beginning(conn: Connection, tenant_id: int, start: str) -> list[str]:
    """Return up to two actors that were heard of and whose key hash begins like this."""
    columns = t.progress.c
    query = select(columns.key_hash).where(
        columns.tenant_id == tenant_id, columns.key_hash.startswith(start, autoescape=True)
    )
    return list(conn.scalars(query.order_by(columns.key_hash).limit(2)))


def _has_statements(tenant_id: int, hashed: str) -> Any:
    columns = t.statement.c
    return select(
        exists().where(columns.tenant_id == tenant_id, columns.actor_hash == hashed, columns.decision.is_(False))
    )


def known(
    conn: Connection, naming: Naming, tenant_id: int, hashes: Sequence[str], source: str | None
) -> Mapping[str, bool]:
    """Say of each actor whether a learning system has named anybody who may be it; what is held is nobody's."""
    columns = t.identity.c
    rows = conn.execute(select(columns.key_hash).where(columns.tenant_id == tenant_id, columns.key_hash.in_(hashes)))
    own = {row.key_hash for row in rows}
    rest = [one for one in hashes if one not in own]
    if not rest:
        return dict.fromkeys(hashes, True)
    kept = held(conn, tenant_id, rest)
    maybe = possible(conn, naming, tenant_id, [one for one in rest if one not in kept], source)
    return {one: one in own or one in maybe for one in hashes}
