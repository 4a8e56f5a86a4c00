"""Every statement on a tenant table names its tenant; the few that cannot are listed here with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, event

from gateway.db import tables as t

TENANT_TABLES = frozenset(table.name for table in t.metadata.tables.values() if table.info.get("tenant"))

EXCEPTIONS: dict[str, str] = {
    r"FROM session\s+WHERE session\.id =": "the handle in the address is what names the tenant (T01)",
    r"FROM session JOIN login_state": "a used login leads back to its own session only (L25)",
    r"FROM credential JOIN tenant .*tenant\.tag =": "the credential's tag names the tenant (design.md 4)",
    r"FROM place\s+WHERE place\.platform_id =": "a lane serves a platform, whoever's courses it holds",
    r"FROM cell JOIN place .*place\.platform_id =": "as above",
}
"""Patterns of SQL that may run without a tenant in a condition."""

_TOUCHED = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+\"?([a-z_]+)\"?", re.IGNORECASE)
_LISTED = re.compile(r"\bFROM\s+([a-z_]+(?:\s*,\s*[a-z_]+)+)", re.IGNORECASE)
_BOUND = re.compile(r"tenant_id\s*(?:=|IN)\s*(?:\?|%\(|%s|\()", re.IGNORECASE)
_ROWS = re.compile(r"\s*INSERT INTO (?P<table>[a-z_]+) \((?P<columns>[^)]*)\) VALUES\b", re.IGNORECASE)
_DATA = re.compile(r"\s*(SELECT|UPDATE|DELETE|WITH|INSERT)\b", re.IGNORECASE)


@lru_cache(20_000)
def problem(sql: str) -> str | None:
    """Return what is wrong with a statement, None where it keeps to one tenant."""
    if not _DATA.match(sql):
        return None
    names = {name.lower() for name in _TOUCHED.findall(sql)}
    names |= {name.strip().lower() for group in _LISTED.findall(sql) for name in group.split(",")}
    touched = names & TENANT_TABLES
    if not touched or any(re.search(pattern, sql, re.DOTALL) for pattern in EXCEPTIONS):
        return None
    rows = _ROWS.match(sql)
    if rows:
        if "tenant_id" not in rows["columns"]:
            return f"a row without tenant: {sql}"
        touched.discard(rows["table"].lower())
    elif not _BOUND.search(sql):
        return f"no tenant in a condition: {sql}"
    loose = [name for name in touched if not re.search(rf"\b{name}\.tenant_id\s*(=|IN)|=\s*{name}\.tenant_id", sql)]
    return f"{', '.join(loose)} without its tenant: {sql}" if loose else None


@contextmanager
def watched() -> Iterator[list[str]]:
    """Yield a list to which every offending statement of any engine is added."""
    found: list[str] = []

    def look(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        trouble = problem(statement)
        if trouble is not None and len(found) < 20:
            found.append(trouble)

    event.listen(Engine, "before_cursor_execute", look)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", look)
