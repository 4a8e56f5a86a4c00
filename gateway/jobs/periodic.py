"""What is done once a day whatever happens: forget what has expired, and follow an old signing key by the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select

from gateway.db import tables as t
from gateway.db.writer import Database, Write
from gateway.jobs.lanes import Claim
from gateway.jobs.runner import Handler
from gateway.services import (
    arrivals,
    handed_files,
    package_folders,
    rejections,
    roster_changes,
    sessions,
    signing,
    standards_staged,
)

TIDY = "periodic/tidy"
DAILY = timedelta(hours=24)
KEPT = timedelta(days=1)
"""Sign-ins, sessions and tokens stay a day after their end, so that a late question about them can be answered."""

LINKS_KEPT = timedelta(days=365)
"""Used links stay: that there was one says that this installation has an admin."""


class Periodic:
    """The handler of all lanes `periodic/…`: each has one of its own."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self.handlers = handlers

    def run(self, lane: str, held: Claim) -> datetime | None:
        """Run one; a lane that an older version left is forgotten."""
        handler = self.handlers.get(lane)
        return handler(lane, held) if handler else None


class Tidy:
    """The handler of the lane `periodic/tidy`; `folder` is the data folder, where packages have their files."""

    def __init__(self, db: Database, secret_key: bytes | None = None, folder: Path | None = None) -> None:
        self.db = db
        self.secret_key = secret_key
        self.folder = folder

    def run(self, lane: str, held: Claim) -> datetime | None:
        """Delete expired sign-ins, sessions and codes, tokens of learning systems, and one-time links of long ago.

        Our signing keys are rotated where the handler was given the key that seals them; files of packages that are
        nobody's any more are removed where it knows the folder.
        """
        del lane, held
        self.db.write(_tidy)
        standards_staged.sweep(self.db)
        if self.secret_key is not None:
            signing.renew(self.db, self.secret_key)
        if self.folder is not None:
            with self.db.read() as conn:
                package_folders.sweep(conn, self.folder, self.db.clock())
                handed_files.sweep(conn, self.folder, self.db.clock())
        return self.db.clock() + DAILY


def _tidy(write: Write) -> None:
    before = write.now - KEPT
    write.conn.execute(delete(t.login_state).where(t.login_state.c.expires_at < before))
    arrivals.forget(write)
    for tenant_id in write.conn.scalars(select(t.tenant.c.id)).all():
        sessions.forget(write, tenant_id, before)
        roster_changes.forget(write, tenant_id, write.now - roster_changes.KEPT)
    write.conn.execute(delete(t.access_token).where(t.access_token.c.expires_at < before))
    rejections.tidy(write, write.now)
    write.conn.execute(delete(t.admin_link).where(t.admin_link.c.expires_at < write.now - LINKS_KEPT))
    write.conn.execute(delete(t.invitation).where(t.invitation.c.expires_at < write.now - LINKS_KEPT))
