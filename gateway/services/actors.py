"""Whom the records of others are about: actors that are nobody's yet, and matched ones, as an admin sees them.

Shown is what the statements themselves name. Whose an actor is, is told by the learning system and its id there; names
of our people are not among it (P14).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, func, select

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.services import matching, senders
from gateway.services.naming import Naming

PAGE = 25


@dataclass(frozen=True)
class Owner:
    """Whose an actor is: person, learning system, the id there, and how that is known, since when, by whom."""

    person_id: str
    platform: str
    their_id: str
    source: str
    since: datetime
    by: str | None


@dataclass(frozen=True)
class Actor:
    """What statements say of one actor. `kind`: account, mbox, mbox_sha1sum, openid; `group` is nobody to match.

    `first` and `last` are when the first and the last statement were stored, `sources` names of who sent them, None
    for our own doors. `possible` are ids of people it may be, where that is more than one or not sure.
    """

    key_hash: str
    kind: str
    name: str
    home: str
    group: bool
    count: int
    first: datetime
    last: datetime
    sources: tuple[str | None, ...]
    possible: tuple[str, ...] = ()
    held: bool = False
    owner: Owner | None = None


@dataclass(frozen=True)
class Found:
    """A page of actors, and how many there are on all pages."""

    actors: tuple[Actor, ...]
    total: int


def unmatched(conn: Connection, naming: Naming, tenant_id: int, *, search: str = "", page: int = 1) -> Found:
    """Return actors that are nobody's, those with the most statements first; `search` is part of what names them."""
    identity = select(t.identity.c.key_hash).where(
        t.identity.c.tenant_id == tenant_id, t.identity.c.key_hash == t.progress.c.key_hash
    )
    rows, total = _page(conn, tenant_id, ~identity.exists(), search, page)
    hashes = [row.key_hash for row in rows]
    maybe = matching.possible(conn, naming, tenant_id, hashes)
    held = matching.held(conn, tenant_id, hashes)
    told = _told(conn, tenant_id, rows)
    return Found(
        tuple(
            Actor(
                **told[row.key_hash], held=row.key_hash in held,
                possible=tuple(sorted({one.person_id for one in maybe.get(row.key_hash, ())})),
            )
            for row in rows
        ),
        total,
    )  # fmt: skip


def matched(conn: Connection, tenant_id: int, *, search: str = "", page: int = 1) -> Found:
    """Return actors that were matched, by itself or by a click; accounts we gave are not among them."""
    theirs = select(t.identity.c.key_hash).where(
        t.identity.c.tenant_id == tenant_id, t.identity.c.key_hash == t.progress.c.key_hash,
        t.identity.c.source.in_(matching.BY_OTHERS),
    )  # fmt: skip
    rows, total = _page(conn, tenant_id, theirs.exists(), search, page)
    owners = _owners(conn, tenant_id, [row.key_hash for row in rows])
    told = _told(conn, tenant_id, rows)
    return Found(tuple(Actor(**told[row.key_hash], owner=owners.get(row.key_hash)) for row in rows), total)


def one(conn: Connection, naming: Naming, tenant_id: int, hashed: str) -> Actor | None:
    """Return one actor with what is known of it, None where there are no statements about it."""
    rows = conn.execute(_counts(tenant_id, t.progress.c.key_hash == hashed)).all()
    if not rows:
        return None
    maybe = matching.possible(conn, naming, tenant_id, [hashed]).get(hashed, set())
    return Actor(
        **_told(conn, tenant_id, rows)[hashed], owner=_owners(conn, tenant_id, [hashed]).get(hashed),
        possible=tuple(sorted({person.person_id for person in maybe})),
        held=hashed in matching.held(conn, tenant_id, [hashed]),
    )  # fmt: skip


def _counts(tenant_id: int, wanted: ColumnElement[bool]) -> Any:
    """Select actors with how many statements there are, the first and the last of them; the index alone is read."""
    columns = t.statement.c
    return (
        select(
            t.progress.c.key_hash, func.count().label("count"), func.min(columns.seq).label("first"),
            func.max(columns.seq).label("last"),
        )
        .join(
            t.statement,
            (columns.tenant_id == t.progress.c.tenant_id) & (columns.actor_hash == t.progress.c.key_hash),
        )
        .where(t.progress.c.tenant_id == tenant_id, wanted)
        .group_by(t.progress.c.key_hash)
        .order_by(func.count().desc(), t.progress.c.key_hash)
    )  # fmt: skip


def _page(
    conn: Connection, tenant_id: int, wanted: ColumnElement[bool], search: str, page: int
) -> tuple[Sequence[Any], int]:
    rows = conn.execute(_counts(tenant_id, wanted)).all()
    if search:
        said = search.casefold()
        named = _bodies(conn, tenant_id, [row.first for row in rows])
        rows = [row for row in rows if any(said in part.casefold() for part in _label(named[row.first]))]
    start = (max(page, 1) - 1) * PAGE
    return rows[start : start + PAGE], len(rows)


def _told(conn: Connection, tenant_id: int, rows: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """Return what all statements of these actors say of them, by key hash."""
    actors = _bodies(conn, tenant_id, [row.first for row in rows])
    times = _times(conn, tenant_id, [seq for row in rows for seq in (row.first, row.last)])
    sources = _sources(conn, tenant_id, [row.key_hash for row in rows])
    found = {}
    for row in rows:
        kind, name, home = _label(actors[row.first])
        found[row.key_hash] = {
            "key_hash": row.key_hash, "kind": kind, "name": name, "home": home,
            "group": actors[row.first].get("objectType") == "Group", "count": row.count, "first": times[row.first],
            "last": times[row.last], "sources": sources.get(row.key_hash, ()),
        }  # fmt: skip
    return found


def _label(actor: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return (kind, name, home page) of an identified actor."""
    account = actor.get("account")
    if account is not None:
        return "account", account["name"], account["homePage"]
    if "mbox" in actor:
        return "mbox", actor["mbox"].removeprefix("mailto:"), ""
    kind = "mbox_sha1sum" if "mbox_sha1sum" in actor else "openid"
    return kind, actor[kind], ""


def _bodies(conn: Connection, tenant_id: int, seqs: Sequence[int]) -> dict[int, Any]:
    """Return the actors of statements by number."""
    found: dict[int, Any] = {}
    for some in chunks(seqs):
        rows = conn.execute(
            select(t.statement.c.seq, t.statement.c.body).where(
                t.statement.c.tenant_id == tenant_id, t.statement.c.seq.in_(some)
            )
        )
        found |= {row.seq: orjson.loads(row.body)["actor"] for row in rows}
    return found


def _times(conn: Connection, tenant_id: int, seqs: Sequence[int]) -> dict[int, datetime]:
    columns = t.statement.c
    rows = conn.execute(
        select(columns.seq, columns.stored).where(columns.tenant_id == tenant_id, columns.seq.in_(seqs))
    )
    return {row.seq: row.stored for row in rows}


def _sources(conn: Connection, tenant_id: int, hashes: Sequence[str]) -> dict[str, tuple[str | None, ...]]:
    """Return the names of the sources that spoke of these actors."""
    columns = t.statement.c
    spoke = select(columns.actor_hash, senders.name(columns.credential_id).label("name")).select_from(t.statement)
    rows = conn.execute(
        senders.with_names(spoke, columns.tenant_id, columns.credential_id)
        .where(columns.tenant_id == tenant_id, columns.actor_hash.in_(hashes))
        .distinct()
    )
    found: dict[str, set[str | None]] = {}
    for row in rows:
        found.setdefault(row.actor_hash, set()).add(row.name)
    return {hashed: tuple(sorted(names, key=lambda name: name or "")) for hashed, names in found.items()}


def _owners(conn: Connection, tenant_id: int, hashes: Sequence[str]) -> dict[str, Owner]:
    columns = t.identity.c
    person = (t.person.c.tenant_id == columns.tenant_id) & (t.person.c.id == columns.person_id)
    rows = conn.execute(
        select(t.identity, t.person.c.sub, t.person.c.lms_user_id, t.platform.c.name.label("platform"))
        .join(t.person, person)
        .join(t.platform, t.platform.c.id == t.person.c.platform_id)
        .where(columns.tenant_id == tenant_id, columns.key_hash.in_(hashes))
    )
    return {
        row.key_hash: Owner(
            row.person_id, row.platform, row.lms_user_id or row.sub, row.source, row.since, row.confirmed_by
        )
        for row in rows
    }
