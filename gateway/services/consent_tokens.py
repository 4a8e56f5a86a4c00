"""Access tokens of people who consented: read from the store, renewed by one caller at a time, ended when refused.

A renewal may end the token before it, so threads of this process queue for it, and processes hold the row for the time
of one call. Whoever comes second finds the new token there.
"""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, or_, select, update

from gateway.db import tables as t
from gateway.db.writer import Database, Write
from gateway.security import SealBroken, seal, unseal
from gateway.services import platforms
from lti.http import Http
from lti.lms.access import Setup
from lti.lms.base import Refused, Transient
from lti.lms.consent import PATH, App, Granted
from lti.lms.registry import profile_of
from lti.tokens import TokenSource

MARGIN = timedelta(seconds=60)
"""A token this near to its end is renewed before it is used."""

HELD = timedelta(seconds=40)
"""Longer than a call to the learning system lasts; whoever died while renewing is waited for no longer."""

LOOKS, PAUSE = 200, 0.2
"""How often, and after how many seconds each, to look whether another process has renewed the token."""


@dataclass(frozen=True)
class Kept:
    """Both tokens of a consent."""

    access: str
    refresh: str


class ConsentTokens:
    """The tokens of all consents; `pause` waits while another process renews one."""

    def __init__(
        self, db: Database, http: Http, secret_key: bytes, base_url: str, *, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self.db = db
        self.http = http
        self.secret_key = secret_key
        self.base_url = base_url
        self.pause = pause
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._lock = threading.Lock()

    def of_course(self, conn: Connection, course: Any, platform: Any) -> TokenSource | None:
        """Return the tokens for a course row: its teacher's, else a service user's; live ones before ended ones.

        A registration may serve several schools at addresses of their own: a token goes only to the one that gave it.
        """
        one, consent = t.consent.c, profile_of(platform.lms).setup.consent
        home = consent.home((course.lineitems_url, course.memberships_url)) if consent else None
        query = select(t.consent).where(
            one.tenant_id == course.tenant_id, one.platform_id == platform.id, one.home == home,
            or_(one.course_id == course.id, one.course_id.is_(None)),
        )  # fmt: skip
        rows = sorted(conn.execute(query), key=lambda row: (row.state != "live", row.course_id is None))
        return self.of(rows[0], platform) if rows and home else None

    def of(self, row: Any, platform: Any) -> _Source | None:
        """Return the tokens of a consent row; None where our registration for that interface is not known any more."""
        app = app_of(platform, self.secret_key, self.base_url, row.home)
        return None if app is None else _Source(self, row.tenant_id, row.id, app, profile_of(platform.lms).setup)

    def lock_of(self, consent_id: str) -> threading.Lock:
        """Return the lock in which this process's threads queue for one consent."""
        with self._lock:
            return self._locks[consent_id]

    def sealed(self, consent_id: str, kept: Kept) -> bytes:
        """Return both tokens as they are stored."""
        return seal(self.secret_key, json.dumps(vars(kept)), f"consent/{consent_id}")

    def opened(self, row: Any) -> Kept:
        """Return both tokens of a row; Refused `grant_ended` where the secret key is another one now."""
        try:
            return Kept(**json.loads(unseal(self.secret_key, bytes(row.sealed), f"consent/{row.id}")))
        except SealBroken:
            raise Refused("grant_ended", "sealed with another key") from None


@dataclass(frozen=True)
class _Source:
    """The tokens of one consent; its scopes were chosen when it was given."""

    tokens: ConsentTokens
    tenant_id: int
    consent_id: str
    app: App
    setup: Setup

    def get(self, scopes: frozenset[str]) -> str:  # noqa: ARG002 - the protocol's signature
        """Return a token, or raise Refused `grant_ended` where the consent is over, or Transient."""
        return self._obtain(None)

    def renew(self, scopes: frozenset[str], refused: str) -> str:  # noqa: ARG002 - the protocol's signature
        """Return another token than the refused one."""
        return self._obtain(refused)

    def _obtain(self, refused: str | None) -> str:
        with self.tokens.lock_of(self.consent_id):
            for _ in range(LOOKS):
                row = self._row()
                kept = self.tokens.opened(row)
                if kept.access != refused and row.ends_at - MARGIN > self.tokens.db.clock():
                    return kept.access
                if self._claimed(row):
                    return self._refreshed(row, kept)
                self.tokens.pause(PAUSE)
        raise Transient("timeout", "another process is renewing the token")

    def _row(self) -> Any:
        with self.tokens.db.read() as conn:
            row = conn.execute(select(t.consent).filter_by(tenant_id=self.tenant_id, id=self.consent_id)).first()
        if row is None or row.state != "live":
            raise Refused("grant_ended", (row.reason or "") if row is not None else "")
        return row

    def _claimed(self, row: Any) -> bool:
        """Hold the row unless somebody else does, or has renewed it meanwhile."""

        def plan(write: Write) -> int:
            free = or_(t.consent.c.busy_until.is_(None), t.consent.c.busy_until <= write.now)
            claim = self._same(row).where(free).values(busy_until=write.now + HELD)
            return write.conn.execute(claim).rowcount

        return self.tokens.db.write(plan) == 1

    def _refreshed(self, row: Any, kept: Kept) -> str:
        """Renew, and note what came of it: the refresh token stays good, so an answer that got lost costs nothing."""
        consent = self.setup.consent
        if consent is None:
            raise Refused("grant_ended", "this learning system offers no consent")
        try:
            granted = consent.refresh(self.tokens.http, self.app, kept.refresh)
        except Refused as refusal:
            over = {"state": "dead"} if refusal.code == "grant_ended" else {}
            self._note(row, busy_until=None, reason=refusal.code, **over)
            raise
        except Exception:
            self._note(row, busy_until=None)
            raise
        self._note(row, **self._renewed(row, kept, granted))
        return granted.access

    def _renewed(self, row: Any, kept: Kept, granted: Granted) -> dict[str, Any]:
        sealed = self.tokens.sealed(row.id, Kept(granted.access, granted.refresh or kept.refresh))
        return {
            "sealed": sealed, "ends_at": granted.ends_at, "version": row.version + 1, "busy_until": None,
            "reason": None,
        }  # fmt: skip

    def _note(self, row: Any, **values: Any) -> None:
        self.tokens.db.write(lambda write: write.conn.execute(self._same(row).values(**values)))

    def _same(self, row: Any) -> Any:
        """Return an update of the row as it was read; one that was renewed or given anew since is left alone."""
        return update(t.consent).filter_by(tenant_id=self.tenant_id, id=row.id, version=row.version)


def app_of(platform: Any, secret_key: bytes, base_url: str, home: str) -> App | None:
    """Return our registration for a learning system's own interface; None until an admin has given its values."""
    given = platforms.credentials_of(platform, secret_key)
    if not given.get("key_id") or not given.get("key_secret"):
        return None
    return App(home, given["key_id"], given["key_secret"], f"{base_url}{PATH}")
