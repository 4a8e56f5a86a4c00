"""`/api/v1/registrations` and `/api/v1/sessions`: how far a learner is, waive a unit, abandon a session."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, jsonify
from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import NotFound
from gateway.services import audit
from gateway.services.cmi5 import registrations, sessions
from gateway.web.api.door import doors, enter, sent
from gateway.web.api.packages import unit_of
from gateway.web.context import ANYONE, allowed, waymark
from xapi.formats.cmi5.move_on import unit_satisfied

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@doors.get("/registrations/<registration>")
@allowed(ANYONE)
def state(registration: str) -> Response:
    """Say what came of each unit, what is satisfied, and which sessions there were."""
    credential = enter()
    with waymark().db.read() as conn:
        return jsonify(_state(conn, registrations.find(conn, credential.tenant_id, _uuid(registration))))


@doors.post("/registrations/<registration>/waive")
@allowed(ANYONE)
def waive(registration: str) -> Response:
    """Waive a unit for the learner; what becomes satisfied by it is said at once."""
    credential, parts = enter(), waymark()
    asked = sent("api-waive")

    def plan(write: Write) -> str:
        row = registrations.find(write.conn, credential.tenant_id, _uuid(registration))
        unit = unit_of(write.conn, row.tenant_id, row.package_id, asked["unit"])
        session = sessions.waive(write, parts.settings.base_url, row, unit.activity_id, asked["reason"].strip())
        about = {"registration": row.registration, "unit": unit.activity_id}
        audit.record(write, row.tenant_id, f"key/{credential.id}", "waived", about)
        return session

    return jsonify({"session": parts.db.write(plan)})


@doors.post("/sessions/<session>/abandon")
@allowed(ANYONE)
def abandon(session: str) -> Response:
    """Abandon a session; `abandoned` is false where it was over already."""
    credential, parts = enter(), waymark()

    def plan(write: Write) -> bool:
        row = sessions.find(write.conn, credential.tenant_id, _uuid(session))
        of = registrations.find(write.conn, row.tenant_id, row.registration)
        return sessions.abandon(write, parts.settings.base_url, of, row)

    return jsonify({"abandoned": parts.db.write(plan)})


def _uuid(text: str) -> str:
    if not _UUID.fullmatch(text.lower()):
        raise NotFound("there is no such thing")
    return text.lower()


def _state(conn: Connection, row: Any) -> dict[str, Any]:
    came = registrations.done(conn, row.tenant_id, row.registration)
    units = registrations.units_of(conn, row.tenant_id, row.package_id)
    of = {"tenant_id": row.tenant_id, "registration": row.registration}
    found = conn.execute(select(t.cmi5_session).filter_by(**of).order_by(t.cmi5_session.c.launched_at))
    said = [{"kind": kind, "id": name} for kind, name in row.satisfied]
    return {
        "registration": row.registration, "package": row.package_id, "actor": row.actor,
        "satisfied": any(one["kind"] == "course" for one in said), "nodes": said,
        "units": [_unit(one, came.get(one.activity_id, frozenset())) for one in units],
        "sessions": [
            {
                "session": one.session, "unit": one.activity_id, "mode": one.mode,
                "launched": one.launched_at.isoformat(), "ended": one.ended, "said": list(one.sent),
            }
            for one in found
        ],
    }  # fmt: skip


def _unit(row: Any, came: frozenset[str]) -> dict[str, Any]:
    return {
        "unit": row.position, "id": row.activity_id, "publisher": row.extra["id"], "came": sorted(came),
        "satisfied": unit_satisfied(row.extra["moveOn"], came),
    }  # fmt: skip
