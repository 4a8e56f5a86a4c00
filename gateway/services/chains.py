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

from sqlalchemy import Connection

from gateway.db import tables as t
from gateway.db.bulk import chunks, insert_rows, look_up
from gateway.db.writer import Write
from xapi.statement import Accepted

DEPTH = 16
"""References followed one after the other; what is further away is not found through them."""

FAN = 2000
"""Statements that are linked in one transaction because they wait for a new one, or for what waits."""

_SOME = 64
"""Values of one look-up."""

_NAMED = "SELECT seq, target FROM reference WHERE reference.tenant_id = ? AND reference.target IN ({})"

_PAIRS = (
    "SELECT reference.seq, statement.seq FROM reference JOIN statement"
    " ON statement.tenant_id = reference.tenant_id AND statement.id = reference.target"
    " WHERE reference.tenant_id = ? AND "
)
_OF, _TOWARDS = _PAIRS + "reference.seq IN ({})", _PAIRS + "statement.seq IN ({})"

_LEADING = (
    "SELECT statement.seq, statement.id FROM reference JOIN statement"
    " ON statement.tenant_id = reference.tenant_id AND statement.seq = reference.seq"
    " WHERE reference.tenant_id = ? AND reference.target IN ({})"
)


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
        rows = [
            (seq, bytes(one))
            for some in chunks(level, _SOME)
            for seq, one in look_up(conn, _LEADING, tenant_id, some)
            if seq not in found
        ]
        if not rows:
            break
        found |= {seq for seq, _one in rows}
        level = [one for _seq, one in rows]
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
    return look_up(write.conn, _NAMED, tenant_id, ids, most)


def _up(write: Write, tenant_id: int, following: dict[int, int]) -> set[tuple[int, int]]:
    """Add what leads to those that lead here, level by level; return (seq, levels above it) of what is too much."""
    level, later = set(following), set()
    for levels in range(DEPTH - 1, 0, -1):
        above: dict[int, int] = {}
        for some in chunks(list(level), _SOME):
            room = FAN - len(following) - len(above)
            found = _edges(write, tenant_id, _TOWARDS, some, room + 1)
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
        found: dict[int, int] = {}
        for some in chunks(list(level), _SOME):
            found |= _edges(write, tenant_id, _OF, some)
        following |= found
        level = set(found.values()) - following.keys()


def _edges(write: Write, tenant_id: int, query: str, seqs: Sequence[int], most: int | None = None) -> dict[int, int]:
    """Return seq -> seq of its target, of references by or to these statements; only where the target is stored."""
    return dict(look_up(write.conn, query, tenant_id, seqs, most))


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
