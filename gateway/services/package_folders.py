"""Where the files of packages lie in the data folder, and what nobody needs any more.

A folder belongs to a package by its name, the package's tag. It is made before the row and removed after it, so that a
row never stands without its files; what a stop in between leaves is a folder that no row names.
"""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from gateway.db import tables as t

ORPHAN = 3600
"""Seconds after which a folder that no row names was left behind: no upload takes that long, and nobody who has an
older version open needs it any longer."""


def home_of(folder: Path, tag: str) -> Path:
    """Return where a tenant's packages lie in the data folder."""
    return folder / "content" / tag


def sweep(conn: Connection, folder: Path, now: datetime) -> int:
    """Remove the folders that no package of any tenant names and that are older than an hour; return how many."""
    tenants = conn.execute(select(t.tenant.c.id, t.tenant.c.tag)).all()
    return sum(sweep_of(conn, folder, tenant.id, tenant.tag, now) for tenant in tenants)


def sweep_of(conn: Connection, folder: Path, tenant_id: int, tenant_tag: str, now: datetime) -> int:
    """Do it for one tenant."""
    home, gone = home_of(folder, tenant_tag), 0
    found = [one for one in home.iterdir() if _old(one, now)] if home.is_dir() else []
    if found:
        known = set(conn.scalars(select(t.package.c.tag).filter_by(tenant_id=tenant_id, removed_at=None)))
        for one in found:
            if one.name not in known:
                drop(one)
                gone += 1
    return gone


def missing(conn: Connection, folder: Path) -> int:
    """Return how many packages of any tenant have no files."""
    gone = 0
    for tenant in conn.execute(select(t.tenant.c.id, t.tenant.c.tag)).all():
        tags = conn.scalars(select(t.package.c.tag).filter_by(tenant_id=tenant.id, removed_at=None))
        gone += sum(not (home_of(folder, tenant.tag) / tag).is_dir() for tag in tags)
    return gone


def drop(place: Path) -> None:
    """Remove a folder; what cannot be removed now is swept away later."""
    shutil.rmtree(place, ignore_errors=True)


def leave(place: Path, now: datetime) -> None:
    """Have a folder that no row names any more stay for an hour: somebody may have it open."""
    if place.is_dir():
        os.utime(place, (now.timestamp(), now.timestamp()))


def _old(place: Path, now: datetime) -> bool:
    try:
        return now.timestamp() - place.stat().st_mtime > ORPHAN
    except FileNotFoundError:  # somebody else swept it
        return False
