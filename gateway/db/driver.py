"""Statements by the driver alone, for what every launch and every statement runs.

The toolkit would take ten times what SQLite itself needs for a row that is looked up by its key, all of it under the
interpreter's lock. PostgreSQL is a network away, and goes the toolkit's own way to its driver.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

Values = tuple[Any, ...]


def rows_of(conn: Connection, query: str, values: Values) -> list[Values]:
    """Return what a query finds, with a `?` for each value; values and columns are in stored form."""
    if conn.dialect.name != "sqlite":
        return [tuple(row) for row in conn.exec_driver_sql(_marked(query), values)]
    raw = _raw(conn, query, values)
    try:
        return raw.execute(query, values).fetchall()
    except sqlite3.Error as error:
        raise _told(conn, query, values, error) from error


def rows_alone(engine: Engine, query: str, values: Values) -> list[Values]:
    """Return what a single query finds, which sees one moment without a transaction around it.

    For tables that belong to no tenant: nobody listens here.
    """
    if engine.dialect.name == "sqlite":
        borrowed = engine.raw_connection()
        try:
            raw: sqlite3.Connection = borrowed.driver_connection  # type: ignore[assignment]
            return raw.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise _told(engine, query, values, error) from error
        finally:
            borrowed.close()
    with engine.connect() as conn, conn.begin():
        return rows_of(conn, query, values)


def change(conn: Connection, query: str, values: Values = ()) -> int:
    """Run a statement with a `?` for each value, in stored form; return how many rows it inserted or changed."""
    if conn.dialect.name != "sqlite":
        return conn.exec_driver_sql(_marked(query), values or None).rowcount
    raw = _raw(conn, query, values)
    try:
        return raw.execute(query, values).rowcount
    except sqlite3.Error as error:
        raise _told(conn, query, values, error) from error


def _raw(conn: Connection, query: str, values: Values) -> sqlite3.Connection:
    """Return SQLite's own connection; whoever listens to statements is told of this one as of any other."""
    for listener in conn.dispatch.before_cursor_execute:
        listener(conn, None, query, values, None, False)
    raw: sqlite3.Connection = conn.connection.driver_connection  # type: ignore[assignment]
    return raw


def _told(conn: Connection | Engine, query: str, values: Values, error: sqlite3.Error) -> Exception:
    """Return the error as the toolkit would have raised it; it never shows values (P26)."""
    return DBAPIError.instance(query, values, error, sqlite3.Error, hide_parameters=True, dialect=conn.dialect)


@cache
def _marked(query: str) -> str:
    return query.replace("?", "%s")
