"""What every statement of our own needs: the accounts under which it speaks of people, and us as its authority."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.writer import Write
from gateway.services.records import new_statement_id
from gateway.settings import Settings
from xapi import build
from xapi.statement import Accepted, accept
from xapi.version import Version


def accepted(write: Write, settings: Settings, raw: dict[str, Any]) -> Accepted:
    """Return a statement that we made, ready for the intake, with us as its authority."""
    return stamped(write, settings.base_url, raw)


def stamped(write: Write, base_url: str, raw: dict[str, Any]) -> Accepted:
    """Do the same where nothing but our own address is at hand."""
    authority = {"objectType": "Agent", "account": {"homePage": base_url, "name": "waymark"}}
    return accept(raw, version=Version.V1, authority=authority, stored=write.now, new_id=new_statement_id)


def accounts_of(
    conn: Connection, settings: Settings, tenant_id: int, people: Sequence[str]
) -> dict[str, build.Account]:
    """Return the random accounts of these people by our id; who is not there is absent."""
    found: dict[str, build.Account] = {}
    for some in chunks(people):
        rows = conn.execute(
            select(t.person.c.id, t.person.c.account).where(t.person.c.tenant_id == tenant_id, t.person.c.id.in_(some))
        )
        found |= {row.id: build.Account(settings.people_home, row.account) for row in rows}
    return found
