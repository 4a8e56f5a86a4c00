"""What a school's own fits say to its courses: the constants in use, and where a new course's difficulties begin."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn.parameters import Hyper, ParameterSet


def constants(conn: Connection, tenant_id: int) -> Hyper:
    """Return the tenant's constants: those of the fit in use, else the shipped ones."""
    body = conn.scalar(select(t.fit.c.body).filter_by(tenant_id=tenant_id, in_use=True))
    return ParameterSet.from_json(body).hyper if body else Hyper()


def seed(conn: Connection, tenant_id: int, created_at: datetime) -> ParameterSet | None:
    """Return what the first set of a course of that age begins with, None where no fit is in use.

    Constants are those in use. Difficulties come from a fit made before the course was there: a later one has seen
    the course's own answers, which its sets count themselves.
    """
    used = conn.execute(select(t.fit.c.version, t.fit.c.body).filter_by(tenant_id=tenant_id, in_use=True)).first()
    if used is None:
        return None
    hyper = ParameterSet.from_json(used.body).hyper
    older = conn.scalar(
        select(t.fit.c.body)
        .where(t.fit.c.tenant_id == tenant_id, t.fit.c.version <= used.version, t.fit.c.made_at <= created_at)
        .order_by(t.fit.c.version.desc())
        .limit(1)
    )
    return replace(ParameterSet.from_json(older), hyper=hyper) if older else ParameterSet(hyper=hyper)
