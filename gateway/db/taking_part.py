"""Who takes no part: asked by whoever records, and by whoever delivers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from gateway.db import tables as t


def out(tenant_id: int) -> Select[Any]:
    """Return the query for the ids of a school's people of whom nothing is recorded now."""
    columns = t.opt_out.c
    return select(columns.person_id).where(columns.tenant_id == tenant_id, columns.ended_at.is_(None))
