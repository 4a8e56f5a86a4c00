"""Bulk inserts and look-ups by the driver alone, many rows in one statement.

On the statement path the toolkit would cost 20-40 % more, and the driver's executemany goes to the database once for
each row: SQLite's lets other threads run every time, and has to wait for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Table

from gateway.db.driver import change, rows_of

T = TypeVar("T")

_KINDS = {bytes: "bytea", int: "bigint", str: "text"}


def chunks(values: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    """Cut values into pieces of `size`: a look-up takes only so many parameters."""
    return (values[start : start + size] for start in range(0, len(values), size))


def look_up(
    conn: Connection, query: str, tenant_id: int, values: Sequence[Any], most: int | None = None
) -> list[tuple[Any, ...]]:
    """Return the rows of a query for some values (bytes, numbers or texts), `most` rows at the most.

    `query` says `?` for the tenant and ends with `IN ({})` for the values; what it returns is in stored form. The
    driver keeps what it prepared, so there are few texts: on SQLite one for each power of two, and the last value
    stands there repeatedly. On PostgreSQL each value is looked up by itself: asked for many at once, it reads the whole
    tenant while it knows nothing of the table, and it knows nothing until the table has been analysed.
    """
    if not values:
        return []
    limit = () if most is None else (most,)
    if conn.dialect.name == "sqlite":
        padded = list(values)
        padded += padded[-1:] * ((1 << (len(padded) - 1).bit_length()) - len(padded))
        return rows_of(conn, _among(query, len(padded), bool(limit)), (tenant_id, *padded, *limit))
    kind = _KINDS[type(values[0])]
    return rows_of(conn, _each(query, kind, bool(limit)), (list(values), tenant_id, *limit * 2))


@cache
def _among(query: str, values: int, limited: bool) -> str:
    return query.format(", ".join("?" * values)) + (" LIMIT ?" if limited else "")


@cache
def _each(query: str, kind: str, limited: bool) -> str:
    one = query.replace("IN ({})", "= wanted.value")
    limit = " LIMIT ?" if limited else ""
    fence = limit or " OFFSET 0"
    wanted = f"unnest(?::{kind}[]) AS wanted(value)"
    return f"SELECT found.* FROM {wanted} CROSS JOIN LATERAL ({one}{fence}) AS found{limit}"  # noqa: S608 - our queries


_MOST, _EXACT = 64, 16
"""Rows of one INSERT at most, and up to how many there is a form for each number, beyond for each power of two: the
driver keeps the forms prepared."""


def insert_rows(conn: Connection, table: Table, rows: Sequence[tuple[Any, ...]], conflict: str = "") -> int:
    """Insert positional rows in the column order of the table; values must be in their stored form already.

    `conflict` is the part after ON CONFLICT, written in what both databases understand; no two rows may conflict with
    each other. Return how many rows were inserted or changed.
    """
    changed = done = 0
    while done < len(rows):
        left = len(rows) - done
        some = left if left <= _EXACT else min(_MOST, 1 << left.bit_length() - 1)
        values = tuple(value for row in rows[done : done + some] for value in row)
        changed += change(conn, _sql(table, some, conflict), values)
        done += some
    return changed


@cache
def _sql(table: Table, rows: int, conflict: str) -> str:
    names = ", ".join(column.name for column in table.columns)
    marks = ", ".join(["(" + ", ".join("?" for _ in table.columns) + ")"] * rows)
    tail = f" ON CONFLICT {conflict}" if conflict else ""
    return f"INSERT INTO {table.name} ({names}) VALUES {marks}{tail}"  # noqa: S608 - names come from the tables
