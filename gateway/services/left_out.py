"""Whom the log must not speak of: students who take no part, wherever a statement or a document can name somebody.

A statement names people as actor, member of a group, object, instructor, team, agent or group around it, all of that
once more in a statement inside it, and in extensions of any shape; a document by its agent, and by what it holds. One
such place is enough. A student is known by the identifiers that are theirs, and by those that a learning system told
and nobody has used yet, where they can mean no one else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.db.driver import rows_of
from gateway.db.taking_part import out
from gateway.db.writer import Write
from gateway.services import matching
from gateway.services.naming import key_hash, keyed
from gateway.services.opt_out import TakesNoPart
from xapi import jsontext
from xapi.documents import Content, DocumentQuery
from xapi.named import named, named_freely
from xapi.statement import Accepted

_NAMES = (
    "SELECT identity.key_hash, 0 FROM opt_out JOIN identity"
    " ON identity.tenant_id = opt_out.tenant_id AND identity.person_id = opt_out.person_id"
    " WHERE opt_out.tenant_id = ? AND opt_out.ended_at IS NULL"
    " UNION ALL SELECT known_as.keyed_hash, 1 FROM opt_out JOIN known_as"
    " ON known_as.tenant_id = opt_out.tenant_id AND known_as.person_id = opt_out.person_id"
    " WHERE opt_out.tenant_id = ? AND opt_out.ended_at IS NULL"
    " UNION ALL SELECT known_as.keyed_hash, 1 FROM opt_out JOIN joined ON joined.tenant_id = opt_out.tenant_id"
    " AND joined.into_person_id = opt_out.person_id AND joined.undone_at IS NULL JOIN known_as"
    " ON known_as.tenant_id = joined.tenant_id AND known_as.person_id = joined.person_id"
    " WHERE opt_out.tenant_id = ? AND opt_out.ended_at IS NULL"
)
"""Identifiers of students who take no part (0), and keyed ones by which they, or accounts joined to them, are known."""


@dataclass(frozen=True)
class LeftOut:
    """The students of a school who take no part, as they can be named.

    `own` are hashes of keys that are theirs, `known` keyed hashes by which they are known; `key` is that of `keyed`.
    """

    conn: Connection
    tenant_id: int
    key: bytes
    own: frozenset[str]
    known: frozenset[str]

    def among(self, hashes: Collection[str], source: str | None = None) -> set[str]:
        """Return which of these actors (hashes of their keys) are such students; `source` names them."""
        found = set(self.own.intersection(hashes))
        rest = {keyed(self.key, self.tenant_id, one): one for one in hashes if one not in found} if self.known else {}
        maybe = {one: rest[one] for one in self.known.intersection(rest)}
        return found | self._certain(maybe, source) if maybe else found

    def names(self, value: Any) -> bool:
        """Say whether a stored statement, or what a document holds, names one of them anywhere."""
        return bool(self.among({key_hash(one) for one in named(value)}))

    def in_statement(self, one: Accepted, source: str | None = None) -> bool:
        """Say whether a statement on its way in names one of them."""
        found = {*one.mentions.agents, *one.mentions.related_agents, *named_freely(one.body)}
        return bool(self.among({key_hash(key) for key in found}, source))

    def in_document(self, content: bytes) -> bool:
        """Say whether a document's content names one of them; what is no JSON is not looked into."""
        try:
            return self.names(jsontext.read(content))
        except ValueError:
            return False

    def _certain(self, maybe: Mapping[str, str], source: str | None) -> set[str]:
        """Return which of these (keyed hash -> hash) nobody but such a student can be, and no other is by now."""
        taken = t.identity.c
        others = select(taken.key_hash).where(
            taken.tenant_id == self.tenant_id, taken.key_hash.in_(sorted(maybe.values()))
        )
        nobodys = set(self.conn.scalars(others)) | matching.held(self.conn, self.tenant_id, sorted(maybe.values()))
        gone = set(self.conn.scalars(out(self.tenant_id)))
        found = matching.candidates(self.conn, self.tenant_id, maybe, source)
        return {
            hashed
            for hashed, possible in found.items()
            if hashed not in nobodys and len(people := {one.person_id for one in possible}) == 1 and people <= gone
        }


def of(conn: Connection, key: bytes, tenant_id: int) -> LeftOut | None:
    """Return the students who take no part, None where nobody of them can be named; `key` is the `known_key`."""
    rows = rows_of(conn, _NAMES, (tenant_id, tenant_id, tenant_id))
    if not rows:
        return None
    own, known = (frozenset(name for name, kind in rows if kind == one) for one in (0, 1))
    return LeftOut(conn, tenant_id, key, own, known)


def refuse(left: LeftOut, statements: Sequence[Accepted], source: str | None) -> None:
    """Raise TakesNoPart where one of these statements names such a student; the id of each is a problem."""
    theirs = [str(one.id) for one in statements if left.in_statement(one, source)]
    if theirs:
        raise TakesNoPart(problems=theirs)


def check_document(write: Write, tenant_id: int, query: DocumentQuery, content: Content) -> None:
    """Raise TakesNoPart for a document of such a student, or one that names them."""
    left = of(write.conn, write.known_key, tenant_id)
    if left is None:
        return
    about = {key_hash(query.agent_key)} if query.agent_key is not None else set()
    if left.among(about) or left.in_document(content.body):
        raise TakesNoPart("the document is of somebody who takes no part, or names them")
