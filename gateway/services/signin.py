"""Sign-in of IT admins by a one-time link: no password exists that could be guessed (T22)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import WaymarkError
from gateway.security import hash_secret
from gateway.services import audit
from gateway.services.enter import Entered, open_session


class LinkUsed(WaymarkError):
    """The link opened a session before."""

    code = "link-used"
    status = 403
    title = _("This sign-in link was already used")
    hint = _("A sign-in link works once. Make a new one on the server.")
    audience = "admin"
    retryable = False


class LinkExpired(WaymarkError):
    """The link is older than its life, or was never made here."""

    code = "link-expired"
    status = 403
    title = _("This sign-in link no longer works")
    hint = _("A sign-in link works for a short time only. Make a new one on the server.")
    audience = "admin"
    retryable = False


def use_link(write: Write, token: str) -> Entered:
    """Open an admin's session by a link, once; LinkUsed or LinkExpired otherwise."""
    key = hash_secret(token)
    row = write.conn.execute(select(t.admin_link).where(t.admin_link.c.token_hash == key)).first()
    if row is None or row.expires_at <= write.now:
        raise LinkExpired
    taken = update(t.admin_link).where(t.admin_link.c.token_hash == key, t.admin_link.c.used_at.is_(None))
    if write.conn.execute(taken.values(used_at=write.now)).rowcount != 1:
        raise LinkUsed
    entered = open_session(write, row.tenant_id, role="admin")
    audit.record(write, row.tenant_id, f"session/{entered.handle}", "admin-link", {})
    return entered
