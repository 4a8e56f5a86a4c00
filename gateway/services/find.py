"""Find statements: by id, or a page of those that match, directly or through what they refer to (rules 16-20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, func, select

from gateway.db import tables as t
from gateway.services import lookup
from xapi.query import StatementQuery

PAGE = 100
"""Statements in one answer at most; `more` leads on."""

STEP = 4096
"""Numbers of the log that are looked through first for what leads to a match."""


@dataclass(frozen=True)
class Reach:
    """What a credential may read: of one tenant, and where set only its own, a course's, one learner's registration."""

    tenant_id: int
    credential_id: str | None = None
    actor_hash: str | None = None
    registration: str | None = None
    course_id: str | None = None

    def holds(self, statement: Any) -> list[ColumnElement[bool]]:
        """Return the conditions a row of `statement` meets when it may be read at all.

        What people decided is not for keys (design.md 1.1).
        """
        columns = statement.c
        held = [columns.tenant_id == self.tenant_id, columns.decision.is_(False)]
        if self.credential_id is not None:
            held.append(columns.credential_id == self.credential_id)
        if self.course_id is not None:
            held.append(columns.course_id == self.course_id)
        if self.actor_hash is not None:
            held += [columns.actor_hash == self.actor_hash, columns.registration == self.registration]
        return held


@dataclass(frozen=True)
class Page:
    """Rows of `statement` in the order asked for, and the cursor of the next page; None at the end."""

    rows: Sequence[Any]
    cursor: int | None


def one(conn: Connection, reach: Reach, query: StatementQuery) -> Any | None:
    """Return the row of one statement by id; a voided one only when asked for as voided (rule 17)."""
    wanted = query.statement_id or query.voided_statement_id
    if wanted is None:
        return None
    voided = query.voided_statement_id is not None
    found = select(t.statement).where(
        *reach.holds(t.statement), t.statement.c.id == wanted.bytes, t.statement.c.voided.is_(voided)
    )
    return conn.execute(found).first()


def page(conn: Connection, reach: Reach, query: StatementQuery, cursor: int) -> Page:
    """Return a page of statements; pages go by the sequence number, so that none is repeated or skipped (rule 20)."""
    size = min(query.limit or PAGE, PAGE)
    span = _span(conn, reach.tenant_id, query)
    groups = lookup.wanted(query)
    rows: dict[int, Any] = {}
    for key in groups[0] if groups else (None,):
        cut = _cut(_direct(reach, query, groups, key), query, cursor, span)
        rows |= {row.seq: row for row in conn.execute(cut.limit(size + 1))}
    if groups or query.registration is not None:
        edge = sorted(rows, reverse=not query.ascending)[size] if len(rows) > size else None
        stretch = _stretch(conn, reach.tenant_id, query, cursor, span, edge)
        if stretch and _known(conn, reach.tenant_id, groups):
            rows |= _led(conn, reach, query, groups, stretch, size + 1)
    order = sorted(rows, reverse=not query.ascending)
    following = order[size - 1] if len(order) > size else None
    return Page([rows[seq] for seq in order[:size]], following)


def _direct(reach: Reach, query: StatementQuery, groups: Sequence[tuple[int, ...]], key: int | None) -> Select[Any]:
    """Select what matches itself, going along the rows of one key where there is one."""
    found = select(t.statement).where(*reach.holds(t.statement), *_matches(t.statement, query, groups[1:]))
    if key is None:
        return found.order_by(_order(t.statement.c.seq, query))
    on = (t.mention.c.tenant_id == t.statement.c.tenant_id) & (t.mention.c.seq == t.statement.c.seq)
    mine = (t.mention.c.tenant_id == reach.tenant_id, t.mention.c.key == key)
    return found.join(t.mention, on).where(*mine).order_by(_order(t.mention.c.seq, query))


def _known(conn: Connection, tenant_id: int, groups: Sequence[tuple[int, ...]]) -> bool:
    """Say whether each filter is met by any statement at all; otherwise no reference leads to a match."""
    return all(
        conn.scalar(
            select(t.mention.c.seq).where(t.mention.c.tenant_id == tenant_id, t.mention.c.key.in_(keys)).limit(1)
        )
        is not None
        for keys in groups
    )


def _stretch(
    conn: Connection,
    tenant_id: int,
    query: StatementQuery,
    cursor: int,
    span: tuple[int | None, int | None],
    edge: int | None,
) -> tuple[int, int] | None:
    """Return the numbers (first, end) of what may still be found because it leads somewhere; None where nothing does.

    `edge` is the number where the page is full already.
    """
    columns = t.chain.c
    first, end = span
    within = [columns.tenant_id == tenant_id]
    if query.ascending:
        after, before = max(first or 0, cursor + 1), [one for one in (end, edge) if one is not None]
    else:
        after, before = max(first or 0, edge + 1 if edge is not None else 0), [one for one in (end, cursor) if one]
    within.append(columns.seq >= after)
    if before:
        within.append(columns.seq < min(before))
    lowest = select(func.min(columns.seq)).where(*within).scalar_subquery()
    highest = select(func.max(columns.seq)).where(*within).scalar_subquery()
    low, high = conn.execute(select(lowest, highest)).one()
    return (low, high + 1) if low is not None else None


def _led(
    conn: Connection,
    reach: Reach,
    query: StatementQuery,
    groups: Sequence[tuple[int, ...]],
    stretch: tuple[int, int],
    most: int,
) -> dict[int, Any]:
    """Find the next statements that lead to a match, part after part of the log, each longer than the one before.

    Where many lead to a match the first part is enough, however many; where few do, all parts together cost little more
    than the whole at once.
    """
    rows: dict[int, Any] = {}
    (first, end), width = stretch, STEP
    while first < end and len(rows) < most:
        if query.ascending:
            part = (first, min(end, first + width))
            first = part[1]
        else:
            part = (max(first, end - width), end)
            end = part[0]
        found = _through(reach, query, groups, part).limit(most - len(rows))
        rows |= {row.seq: row for row in conn.execute(found)}
        width *= 8
    return rows


def _through(
    reach: Reach, query: StatementQuery, groups: Sequence[tuple[int, ...]], part: tuple[int, int]
) -> Select[Any]:
    """Select what leads to a match; the match too must be in reach, voided or not (rule 18, T05)."""
    target = t.statement.alias("target")
    leads = (
        select(t.chain.c.seq)
        .join(target, (target.c.tenant_id == t.chain.c.tenant_id) & (target.c.seq == t.chain.c.target_seq))
        .where(
            t.chain.c.tenant_id == reach.tenant_id, t.chain.c.seq >= part[0], t.chain.c.seq < part[1],
            *reach.holds(target), *_matches(target, query, groups),
        )
    )  # fmt: skip
    columns = t.statement.c
    found = select(t.statement).where(*reach.holds(t.statement), columns.voided.is_(False), columns.seq.in_(leads))
    return found.order_by(_order(columns.seq, query))


def _matches(statement: Any, query: StatementQuery, groups: Sequence[tuple[int, ...]]) -> list[ColumnElement[bool]]:
    """Return the filters that references follow: agent, activity, verb, registration."""
    conditions: list[ColumnElement[bool]] = [
        exists()
        .where(
            t.mention.c.tenant_id == statement.c.tenant_id,
            t.mention.c.key.in_(keys),
            t.mention.c.seq == statement.c.seq,
        )
        .correlate(statement)
        for keys in groups
    ]
    if query.registration is not None:
        conditions.append(statement.c.registration == str(query.registration))
    return conditions


def _cut(found: Select[Any], query: StatementQuery, cursor: int, span: tuple[int | None, int | None]) -> Select[Any]:
    """Leave out what is voided, outside since and until, or on an earlier page; references do not count for these."""
    seq, (first, end) = t.statement.c.seq, span
    found = found.where(t.statement.c.voided.is_(False))
    if first is not None:
        found = found.where(seq >= first)
    if end is not None:
        found = found.where(seq < end)
    if cursor:
        found = found.where(seq > cursor if query.ascending else seq < cursor)
    return found


def _span(conn: Connection, tenant_id: int, query: StatementQuery) -> tuple[int | None, int | None]:
    """Return since and until as numbers (first, end): `stored` and `seq` rise together, so no index is needed."""
    first = _first_after(conn, tenant_id, query.since) if query.since is not None else None
    end = _first_after(conn, tenant_id, query.until) if query.until is not None else None
    return first, end


def _first_after(conn: Connection, tenant_id: int, moment: datetime) -> int:
    """Return the number of the first statement stored after a moment, found by halving; one past the last if none."""
    columns = t.statement.c
    low, high = 1, _newest(conn, tenant_id) + 1
    while low < high:
        middle = (low + high) // 2
        found = select(columns.seq, columns.stored).where(columns.tenant_id == tenant_id, columns.seq >= middle)
        row = conn.execute(found.order_by(columns.seq).limit(1)).first()
        if row is None or row.stored > moment:
            high = middle
        else:
            low = row.seq + 1
    return low


def _newest(conn: Connection, tenant_id: int) -> int:
    """Return the number of the newest statement, 0 where there is none."""
    columns = t.statement.c
    return int(conn.scalar(select(func.max(columns.seq)).where(columns.tenant_id == tenant_id)) or 0)


def _order(column: Any, query: StatementQuery) -> ColumnElement[Any]:
    ordered: ColumnElement[Any] = column.asc() if query.ascending else column.desc()
    return ordered
