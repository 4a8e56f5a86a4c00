"""Bulk inserts by the driver's own executemany: on the statement path the toolkit would cost 20-40 % more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Table

T = TypeVar("T")


def chunks(values: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    """Cut values into pieces of `size`: a look-up takes only so many parameters."""
    return (values[start : start + size] for start in range(0, len(values), size))


def insert_rows(conn: Connection, table: Table, rows: Sequence[tuple[Any, ...]], conflict: str = "") -> None:
    """Insert positional rows in the column order of the table; values must be in their stored form already.

    `conflict` is the part after ON CONFLICT, written in what both databases understand.
    """
    if rows:
        conn.exec_driver_sql(_sql(table, conn.dialect.name, conflict), list(rows))


@cache
def _sql(table: Table, dialect: str, conflict: str) -> str:
    mark = "?" if dialect == "sqlite" else "%s"
    names = ", ".join(column.name for column in table.columns)
    marks = ", ".join(mark for _ in table.columns)
    tail = f" ON CONFLICT {conflict}" if conflict else ""
    return f"INSERT INTO {table.name} ({names}) VALUES ({marks}){tail}"  # noqa: S608 - names come from the tables
