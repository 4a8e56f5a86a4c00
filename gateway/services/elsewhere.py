"""Activities that stand on other hosts: which hosts those are, and a learner's word that one is done."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import NotFound
from gateway.services import steps
from gateway.services.collect import store
from gateway.services.course_work import TASK
from gateway.services.inputs import CourseInputs
from gateway.services.own_statements import accepted, accounts_of
from gateway.services.records import new_statement_id
from gateway.services.source import Source
from gateway.settings import Settings
from xapi import names
from xapi.times import write_time

_BY_WORD = frozenset({"link", TASK})
"""Kinds that tell nothing themselves: a learner says when one is done."""

_FRESH = timedelta(seconds=30)
"""How long a new page elsewhere may have to wait until its reports are taken."""


class Origins:
    """The origins of pages elsewhere that report to us, of all schools; read again when they are half a minute old."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: frozenset[str] = frozenset()
        self._at: datetime | None = None

    def has(self, conn: Connection, origin: str, now: datetime) -> bool:
        """Say whether a browser's page of this origin may speak with the record store (T25)."""
        with self._lock:
            if self._at is None or now - self._at > _FRESH or now < self._at:
                self._found, self._at = _origins(conn), now
            return origin in self._found


def _origins(conn: Connection) -> frozenset[str]:
    found: set[str] = set()
    for tenant_id in conn.scalars(select(t.tenant.c.id)).all():
        links = conn.scalars(select(t.activity.c.detail).filter_by(tenant_id=tenant_id, kind="link"))
        found |= {origin(str(one.get("url", ""))) for one in links if one.get("reports")}
        launched = conn.scalars(select(t.package_unit.c.launch).filter_by(tenant_id=tenant_id))
        found |= {origin(one) for one in launched}
    return frozenset(found - {""})


def origin(url: str) -> str:
    """Return the origin of an absolute web address, as browsers name it; empty for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{parts.hostname}" + ("" if port in {None, usual} else f":{port}")


def finish(write: Write, settings: Settings, course: CourseInputs, person_id: str, activity_id: str) -> None:
    """Keep a learner's word that a page elsewhere, or what is written down, is done: it counts for no standard.

    NotFound for an activity that reports by itself, and for one that was never begun.
    """
    activity = course.activities.get(activity_id)
    tenant_id, course_id = course.tenant_id, course.course_id
    registration = steps.unfinished(write.conn, tenant_id, course_id, person_id).get(activity_id)
    if activity is None or activity.kind not in _BY_WORD or activity.detail.get("reports") or registration is None:
        raise NotFound(activity_id)
    complete(write, settings, course, person_id, activity.iri, registration)


def complete(
    write: Write, settings: Settings, course: CourseInputs, person_id: str, iri: str, registration: str
) -> None:  # fmt: skip
    """Say for a learner that the work on an activity under a registration is done: it ends the step without a score."""
    tenant_id, course_id = course.tenant_id, course.course_id
    account = accounts_of(write.conn, settings, tenant_id, [person_id])[person_id]
    raw = {
        "id": str(new_statement_id()), "timestamp": write_time(write.now), "verb": {"id": names.COMPLETED},
        "actor": {"objectType": "Agent", "account": {"homePage": account.home_page, "name": account.name}},
        "object": {"objectType": "Activity", "id": iri},
        "context": {"registration": str(UUID(registration))},
    }  # fmt: skip
    store(write, Source(tenant_id, course_id=course_id), [accepted(write, settings, raw)])
    steps.settle(write, tenant_id, course_id, person_id)
