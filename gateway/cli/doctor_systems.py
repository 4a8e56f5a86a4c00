"""The doctor's look at each connected learning system: what stands in the database, then the check of its connection.

The check is that of `waymark platform check` with less patience: the doctor is run while somebody waits, and one
learning system that does not answer must not keep the others from being looked at.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from gateway.cli.finding import Finding
from gateway.db import tables as t
from gateway.db.writer import Database
from gateway.services import connection
from gateway.wiring import Waymark
from lti.check import lines
from lti.check.words import TITLES, fix, said
from lti.http import Limits
from lti.lms.registry import profile_of

BRIEF = Limits(connect=3.0, total=5.0)
"""Of each call."""

PATIENCE = 30.0
"""Seconds after which no further learning system is begun with."""

_AT_ONCE = 4


def systems(database: Database) -> Iterator[Finding]:
    """Say what launches and deliveries left behind, and which hosts this machine must reach."""
    rows = enabled(database)
    if not rows:
        yield Finding("note", "No learning system is connected yet.", "waymark platform add --help")
    for row in rows:
        if row.trouble:
            code = row.trouble.get("code", "unknown")
            yield Finding("wrong", f"{row.name} does not take what we send ({code}).", _more(row))
        elif row.last_launch_at is None:
            yield Finding("note", f"Nobody has come from {row.name} yet.", _more(row))
        else:
            yield Finding("ok", f"{row.name}: last launch {row.last_launch_at:%Y-%m-%d %H:%M} UTC.")
    hosts = sorted({urlsplit(url).netloc for row in rows for url in (row.auth_url, row.token_url, row.jwks_url)})
    if hosts:
        yield Finding("ok", f"A firewall must let this machine reach: {', '.join(hosts)}.")


def connections(waymark: Waymark, *, limits: Limits = BRIEF, patience: float = PATIENCE) -> Iterator[Finding]:
    """Check each connection that is switched on, some at once; `patience` in seconds."""
    rows, until = enabled(waymark.db), time.monotonic() + patience
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="doctor") as pool:
        found = pool.map(lambda row: _checked(waymark, row, limits, until), rows)
        for row, one in zip(rows, found, strict=True):
            yield from _told(row, one)


def enabled(database: Database) -> Sequence[Any]:
    """Return the learning systems that are switched on, of every school."""
    with database.read() as conn:
        return conn.execute(select(t.platform).where(t.platform.c.enabled).order_by(t.platform.c.name)).all()


def _checked(waymark: Waymark, row: Any, limits: Limits, until: float) -> list[lines.Finding] | None:
    if time.monotonic() > until:
        return None
    parts = (waymark.db, waymark.keys, waymark.tokens, waymark.settings)
    return connection.checked(*parts, row, "command", limits=limits)


def _told(row: Any, found: Sequence[lines.Finding] | None) -> Iterator[Finding]:
    """Say what is wrong line by line; a connection that is fine is one line."""
    if found is None:
        yield Finding("note", f"{row.name} was not looked at: the others took too long.", _more(row))
        return
    wrong = [one for one in found if one.state == "problem"]
    for one in wrong:
        seen = f" ({one.detail})" if one.detail else ""
        what = f"{row.name}, {TITLES[one.line]}: {said(one)}{seen}"
        yield Finding("wrong", what, fix(one, profile_of(row.lms).setup))
    if not wrong:
        rest = " The rest shows at the first launch." if any(one.state == "later" for one in found) else ""
        yield Finding("ok", f"{row.name}: the connection is fine.{rest}")


def _more(row: Any) -> str:
    return f"waymark platform check {row.id}"
