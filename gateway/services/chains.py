"""Which statement leads to which through StatementRefs, kept ready for the filters (rule 18).

A statement has one object, so it leads to one statement at most: a chain. It is followed when its last link is stored,
whichever link that is, in both directions: down to what it leads to, up to whatever waits for it. How deep is bounded.
How many wait is not; where they are more than a request should work on, the rest is linked in the background
(`gateway.services.linking`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.db.bulk import chunks, insert_rows, look_up
from gateway.db.writer import Write
from xapi.statement import Accepted

DEPTH = 16
"""References followed one after the other; what is further away is not found through them."""

FAN = 2000
"""Statements that are linked in one transaction because they wait for a new one, or for what waits."""

_SOME = 32
"""Values of one look-up: for so few, PostgreSQL goes along the index also where it knows nothing of the table yet."""


_NAMED = "SELECT seq, target FROM reference WHERE reference.tenant_id = ? AND reference.target IN ({}) LIMIT ?"


@dataclass(frozen=True)
class Links:
    """References that new statements complete (seq -> seq it leads to), and which ids were waited for.

    `later` are new statements for which more wait than are linked at once.
    """

    following: dict[int, int]
    awaited: set[bytes]
    later: set[int]


def refer(write: Write, tenant_id: int, numbered: Sequence[tuple[Accepted, int]]) -> Links:
    """Store the references of new statements; find which of these statements were waited for."""
    edges = [(tenant_id, seq, one.ref_target.bytes) for one, seq in numbered if one.ref_target]
    insert_rows(write.conn, t.reference, edges)
    return _waiting(write, tenant_id, {one.id.bytes: seq for one, seq in numbered})


def link(write: Write, tenant_id: int, numbered: Sequence[tuple[Accepted, int]], links: Links) -> None:
    """Store every chain that new statements, stored by now, complete; leave to the background what is too many."""
    touched = {seq for one, seq in numbered if one.ref_target or one.id.bytes in links.awaited}
    if not touched:
        return
    following = dict(links.following)
    later = {(seq, DEPTH) for seq in links.later} | _up(write, tenant_id, following)
    join(write, tenant_id, following, touched)
    if later:
        rows = sorted((tenant_id, seq, levels, 0) for seq, levels in later)
        insert_rows(write.conn, t.linking, rows, conflict="(tenant_id, seq, levels) DO UPDATE SET done = 0")
        write.wake(f"link/{tenant_id}")


def join(write: Write, tenant_id: int, following: dict[int, int], touched: Collection[int]) -> None:
    """Store the chains over these links (seq -> seq it leads to) and what comes after them, from `touched` ones on."""
    _down(write, tenant_id, following, touched)
    pairs = {pair for start in {*following, *touched} for pair in _along(start, following, touched)}
    rows = sorted((tenant_id, *pair) for pair in pairs)
    insert_rows(write.conn, t.chain, rows, conflict="(tenant_id, seq, target_seq) DO NOTHING")


def leading_to(conn: Connection, tenant_id: int, ids: Sequence[bytes]) -> list[int]:
    """Return the numbers of the statements that lead to these ids, over any number of steps up to the limit."""
    found: set[int] = set()
    level = list(ids)
    for _ in range(DEPTH):
        on = (t.statement.c.tenant_id == t.reference.c.tenant_id) & (t.statement.c.seq == t.reference.c.seq)
        rows = [
            row
            for some in chunks(list(level), _SOME)
            for row in conn.execute(
                select(t.statement.c.seq, t.statement.c.id)
                .join(t.reference, on)
                .where(t.reference.c.tenant_id == tenant_id, t.reference.c.target.in_(some))
            )
            if row.seq not in found
        ]
        if not rows:
            break
        found |= {row.seq for row in rows}
        level = [bytes(row.id) for row in rows]
    return sorted(found)


def _waiting(write: Write, tenant_id: int, of_id: dict[bytes, int]) -> Links:
    """Find statements that name these ids."""
    links = Links({}, set(), set())
    for some in chunks(list(of_id), _SOME):
        room = FAN - len(links.following)
        found = _named(write, tenant_id, some, room + 1)
        if len(found) > room:
            awaited = {one for one in some if _named(write, tenant_id, [one], 1)}
            links.later.update(of_id[one] for one in awaited)
        else:
            awaited = {bytes(target) for _seq, target in found}
            links.following.update({seq: of_id[bytes(target)] for seq, target in found})
        links.awaited.update(awaited)
    return links


def _named(write: Write, tenant_id: int, ids: Sequence[bytes], most: int) -> Sequence[Any]:
    """Return (seq, target) of references to these ids, `most` at the most."""
    return look_up(write.conn, _NAMED, (tenant_id,), ids, (most,))


def _up(write: Write, tenant_id: int, following: dict[int, int]) -> set[tuple[int, int]]:
    """Add what leads to those that lead here, level by level; return (seq, levels above it) of what is too much."""
    level, later = set(following), set()
    for levels in range(DEPTH - 1, 0, -1):
        above: dict[int, int] = {}
        for some in chunks(list(level), _SOME):
            room = FAN - len(following) - len(above)
            found = dict(_edges(write, tenant_id, towards=some, limit=room + 1))
            if len(found) > room:
                later |= {(seq, levels) for seq in some}
            else:
                above |= found
        level = above.keys() - following.keys()
        following |= above
        if not level:
            break
    return later


def _down(write: Write, tenant_id: int, following: dict[int, int], touched: Collection[int]) -> None:
    """Add what these lead to, link by link."""
    level = set(touched) - following.keys()
    for _ in range(DEPTH):
        if not level:
            return
        found = {
            seq: target for some in chunks(list(level), _SOME) for seq, target in _edges(write, tenant_id, of=some)
        }
        following |= found
        level = set(found.values()) - following.keys()


def _edges(
    write: Write, tenant_id: int, *, of: Sequence[Any] = (), towards: Sequence[Any] = (), limit: int | None = None
) -> Iterator[tuple[int, int]]:
    """Give (seq, seq of its target) of references by, or to, these statements; only where the target is stored."""
    within = t.reference.c.seq.in_(of) if of else t.statement.c.seq.in_(towards)
    found = write.conn.execute(
        select(t.reference.c.seq, t.statement.c.seq.label("target_seq"))
        .join(
            t.statement,
            (t.statement.c.tenant_id == t.reference.c.tenant_id) & (t.statement.c.id == t.reference.c.target),
        )
        .where(t.reference.c.tenant_id == tenant_id, t.statement.c.tenant_id == tenant_id, within)
        .limit(limit)
    )
    return ((row.seq, row.target_seq) for row in found)


def _along(start: int, following: dict[int, int], touched: Collection[int]) -> Iterator[tuple[int, int]]:
    """Give the pairs (start, what it leads to) that this request made: from the first new link on."""
    seen = {start}
    at, new = start, start in touched
    for _ in range(DEPTH):
        following_one = following.get(at)
        if following_one is None or following_one in seen:
            return
        at = following_one
        seen.add(at)
        new = new or at in touched
        if new:
            yield start, at
