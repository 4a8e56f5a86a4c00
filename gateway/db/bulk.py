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


def chunks(values: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    """Cut values into pieces of `size`: a look-up takes only so many parameters."""
    return (values[start : start + size] for start in range(0, len(values), size))


def look_up(
    conn: Connection, query: str, before: tuple[Any, ...], values: Sequence[Any], after: tuple[Any, ...] = ()
) -> list[tuple[Any, ...]]:
    """Return the rows of a query for some values, at most a few hundred; for the few that every request asks.

    `query` says `IN ({})` for them and `?` for each parameter before and after; what it returns is in stored form.
    There is one text for each power of two, which the driver keeps prepared: the last value stands there repeatedly.
    """
    padded = list(values)
    padded += padded[-1:] * ((1 << max(len(padded) - 1, 0).bit_length()) - len(padded))
    return rows_of(conn, _query(query, len(padded)), (*before, *padded, *after))


@cache
def _query(query: str, values: int) -> str:
    return query.format(", ".join("?" * values))


_MOST = 64
"""Rows of one INSERT at most. There is one form for each power of two, which the driver keeps prepared."""


def insert_rows(conn: Connection, table: Table, rows: Sequence[tuple[Any, ...]], conflict: str = "") -> int:
    """Insert positional rows in the column order of the table; values must be in their stored form already.

    `conflict` is the part after ON CONFLICT, written in what both databases understand; no two rows may conflict with
    each other. Return how many rows were inserted or changed.
    """
    changed = done = 0
    while done < len(rows):
        some = min(_MOST, 1 << (len(rows) - done).bit_length() - 1)
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
