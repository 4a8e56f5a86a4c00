"""Whom an erasure is about: every identifier under which statements and documents may speak of a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, func, or_, select, union

from gateway.db import tables as t
from gateway.errors import NotFound
from gateway.services import erased, lookup
from gateway.services.lookup import AGENT, RELATED_AGENT
from gateway.services.naming import key_hash
from xapi import jsontext
from xapi.agents import keys_of


@dataclass(frozen=True)
class Whom:
    """One person. `hashes` are the index forms of all their agents, `keys` the agents' keys as far as they are known.

    `words` are texts that mean this person and nobody else: our random account name, addresses.
    """

    tenant_id: int
    person_id: str
    platform_id: str
    sub: str
    account: str
    hashes: frozenset[str]
    keys: frozenset[str]
    words: tuple[str, ...]

    @property
    def mentioned(self) -> tuple[int, ...]:
        """The filter keys under which statements that speak of the person are found."""
        return tuple(sorted(lookup.key(kind, one) for one in self.keys for kind in (AGENT, RELATED_AGENT)))

    def own(self, after: int = 0) -> CompoundSelect[Any]:
        """Select the numbers of statements whose actor or object this person is; each part goes along an index."""
        columns = t.statement.c
        mine = (columns.tenant_id == self.tenant_id, columns.seq > after)
        about = lookup.mentioning(self.tenant_id, (lookup.key(AGENT, one) for one in self.keys))
        return union(
            select(columns.seq).where(*mine, columns.actor_hash.in_(self.hashes)),
            select(columns.seq).where(*mine, columns.seq.in_(about), columns.object_id.in_(self.keys)),
        )

    def named(self, after: int = 0) -> Select[Any]:
        """Select the numbers of statements that mention this person anywhere."""
        columns = t.mention.c
        return select(columns.seq).where(
            columns.tenant_id == self.tenant_id, columns.key.in_(self.mentioned), columns.seq > after
        )


def find(conn: Connection, people_home: str, tenant_id: int, person_id: str) -> Whom:
    """Return whom a person id means; NotFound when the tenant has no such person.

    Of identities kept as hashes only (such as a matched address) the key is read out of a statement of that actor.
    """
    row = conn.execute(
        select(t.person, t.platform.c.issuer)
        .join(t.platform, t.platform.c.id == t.person.c.platform_id)
        .where(t.person.c.tenant_id == tenant_id, t.person.c.id == person_id)
    ).first()
    if row is None:
        raise NotFound("no such person")
    known = {f"account|{people_home}|{row.account}", f"account|{row.issuer}|{row.sub}"}
    identities = select(t.identity.c.key_hash).filter_by(tenant_id=tenant_id, person_id=person_id)
    hashes = {key_hash(one) for one in known} | set(conn.scalars(identities))
    known |= {key for one in hashes for key in _read(conn, tenant_id, one)} | _noted(conn, tenant_id, person_id)
    return Whom(
        tenant_id, person_id, row.platform_id, row.sub, row.account, frozenset(hashes), frozenset(known),
        tuple(sorted(word for one in known for word in erased.words_of(one, people_home))),
    )  # fmt: skip


def by_account(conn: Connection, tenant_id: int, account: str) -> str:
    """Return the person whose statements carry this account name; NotFound for nobody's."""
    found = conn.scalar(select(t.person.c.id).where(t.person.c.tenant_id == tenant_id, t.person.c.account == account))
    if found is None:
        raise NotFound("no such account")
    return str(found)


def search(conn: Connection, tenant_id: int, text: str) -> list[str]:
    """Return the people whom a text names: our id, the account in statements, the learning system's ids; no names."""
    columns = t.person.c
    named = or_(columns.id == text, columns.account == text, columns.lms_user_id == text, columns.sub == text)
    return list(conn.scalars(select(columns.id).where(columns.tenant_id == tenant_id, named).limit(2)))


def _read(conn: Connection, tenant_id: int, actor_hash: str) -> Iterable[str]:
    """Give the key behind a hash, where a statement of that actor is stored."""
    body = conn.scalar(
        select(t.statement.c.body)
        .where(t.statement.c.tenant_id == tenant_id, t.statement.c.actor_hash == actor_hash)
        .limit(1)
    )
    return (one for one in keys_of(jsontext.read(body)["actor"]) if key_hash(one) == actor_hash) if body else ()


def _noted(conn: Connection, tenant_id: int, person_id: str) -> set[str]:
    """Return the keys that a running erasure wrote down before it deleted the statements that told them."""
    noted = conn.scalars(select(t.erasure.c.agents).filter_by(tenant_id=tenant_id, person_id=person_id))
    return {key for keys in noted for key in keys or ()}


def counts(conn: Connection, whom: Whom) -> dict[str, int]:
    """Return how much there is of a person, by what it is; nobody's name is in it."""
    tenant = whom.tenant_id
    own = whom.own()
    around = whom.named().where(t.mention.c.seq.not_in(own))
    mine = {"tenant_id": tenant, "person_id": whom.person_id}
    found = {
        "statements": _count(conn, own), "mentions": _count(conn, around.distinct()),
        "attachments": _count(
            conn,
            select(t.attached.c.sha2).distinct().where(t.attached.c.tenant_id == tenant, t.attached.c.seq.in_(own)),
        ),
        "documents": _count(
            conn,
            select(t.document.c.key_hash).where(
                t.document.c.tenant_id == tenant, t.document.c.actor_hash.in_(whom.hashes)
            ),
        ),
    }  # fmt: skip
    kept = {"decisions": t.decision, "notes": t.note, "evidence": t.evidence, "grades": t.cell, "courses": t.enrolment}
    return found | {name: _count(conn, select(table).filter_by(**mine)) for name, table in kept.items()}


def _count(conn: Connection, query: Any) -> int:
    return int(conn.scalar(select(func.count()).select_from(query.subquery())) or 0)
