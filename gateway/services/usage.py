"""How much each source sends: counted with every request, read by the day (UTC)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from gateway.db import tables as t
from gateway.db.bulk import insert_rows
from gateway.db.writer import Write
from gateway.services.credentials import Credential

LAUNCHES = ""
"""The source that stands for all launches together: no row of usage speaks of one learner."""

_SECONDS = 86_400
_ADD = (
    "(tenant_id, source, day) DO UPDATE SET statements = usage.statements + excluded.statements, "
    "requests = usage.requests + excluded.requests, rejected = usage.rejected + excluded.rejected"
)


@dataclass(frozen=True)
class Usage:
    """What a source sent: statements today, in seven days, in thirty and in all; requests refused in thirty days."""

    today: int
    week: int
    month: int
    all: int
    rejected: int


def source_of(credential: Credential) -> str:
    """Return under which source a credential is counted."""
    return credential.id if credential.kind == "key" else LAUNCHES


def day(at: datetime) -> int:
    """Return the UTC day of a moment, counted from 1970."""
    return int(at.timestamp()) // _SECONDS


def stored(write: Write, tenant_id: int, requests: Iterable[tuple[str | None, int]]) -> None:
    """Count requests, each a (source, statements stored), in the transaction that stores them; None is not counted."""
    totals: dict[str, list[int]] = {}
    for source, statements in requests:
        if source is not None:
            total = totals.setdefault(source, [0, 0])
            total[0] += statements
            total[1] += 1
    today = day(write.now)
    _add(write, [(tenant_id, source, today, totals[source][0], totals[source][1], 0) for source in sorted(totals)])


def refused(write: Write, credential: Credential) -> None:
    """Count a request that was refused."""
    _add(write, [(credential.tenant_id, source_of(credential), day(write.now), 0, 0, 1)])


def _add(write: Write, rows: Sequence[tuple[int, str, int, int, int, int]]) -> None:
    insert_rows(write.conn, t.usage, rows, conflict=_ADD)


def read(conn: Connection, tenant_id: int, now: datetime) -> Mapping[str, Usage]:
    """Return what each source sent, by source."""
    today, columns = day(now), t.usage.c
    rows = conn.execute(
        select(
            columns.source, func.sum(columns.statements).label("all"),
            *(
                func.sum(columns.statements).filter(columns.day > today - days).label(name)
                for name, days in (("today", 1), ("week", 7), ("month", 30))
            ),
            func.sum(columns.rejected).filter(columns.day > today - 30).label("rejected"),
        )
        .where(columns.tenant_id == tenant_id)
        .group_by(columns.source)
    )  # fmt: skip
    return {
        row.source: Usage(
            int(row.today or 0), int(row.week or 0), int(row.month or 0), int(row.all), int(row.rejected or 0)
        )
        for row in rows
    }
