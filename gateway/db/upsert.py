"""Insert a row or update it where its key exists, the same way on both databases."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(
    conn: Connection,
    table: Table,
    key: Mapping[str, Any],
    values: Mapping[str, Any],
    *,
    insert_only: Mapping[str, Any] | None = None,
) -> None:
    """Write `values` under `key` (the primary key or a unique one); `insert_only` is left alone on an update."""
    statement = _statement(conn.dialect.name, table, tuple(key), tuple(values))
    conn.execute(statement, {**key, **values, **(insert_only or {})})


@cache
def _statement(dialect: str, table: Table, key: tuple[str, ...], values: tuple[str, ...]) -> Any:
    """Return what `upsert` runs: to build it takes longer than to run it."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(table)
    if not values:
        return statement.on_conflict_do_nothing(index_elements=list(key))
    changed = {name: statement.excluded[name] for name in values}
    return statement.on_conflict_do_update(index_elements=list(key), set_=changed)


def upsert_rows(
    conn: Connection, table: Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]], *, keep: Collection[str] = ()
) -> None:
    """Write rows of the same columns under `key`; columns in `keep` are left alone on an update."""
    if not rows:
        return
    insert = sqlite.insert if conn.dialect.name == "sqlite" else postgresql.insert
    statement = insert(table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in key and name not in keep}
    conn.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changed), [dict(row) for row in rows])
