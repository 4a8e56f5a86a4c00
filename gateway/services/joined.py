"""Whose records an account's are once an admin has joined it to another of the same person (F35)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, and_, func, select

from gateway.db import tables as t
from gateway.errors import WaymarkError


class AccountJoined(WaymarkError):
    """A launch by an account that was joined to another: its records are shown under the other one."""

    code = "account-joined"
    status = 403
    title = _("This account was joined to another one of yours")
    hint = _("Open Waymark with your other account. If you have no other, show this page to your administrator.")
    retryable = False


STANDING = and_(
    t.joined.c.tenant_id == t.person.c.tenant_id, t.joined.c.person_id == t.person.c.id, t.joined.c.undone_at.is_(None)
)
"""Finds beside a person what they were joined to; such rows lead to the account that stays, never on to a third."""

WHOSE: Any = func.coalesce(t.joined.c.into_person_id, t.person.c.id)
"""The person whose records they are, in a query that reads `joined` by `STANDING`."""


def joined_into(conn: Connection, tenant_id: int, person_id: str) -> Sequence[str]:
    """Return the accounts whose records count for this person now."""
    columns = t.joined.c
    here = (columns.tenant_id == tenant_id, columns.into_person_id == person_id, columns.undone_at.is_(None))
    return list(conn.scalars(select(columns.person_id).where(*here).order_by(columns.person_id)))
