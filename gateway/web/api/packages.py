"""`/api/v1/packages`: bring packages in, list them, launch a unit for a learner of another system."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

from flask import Response, jsonify, make_response, request
from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import ActivityRemoved, BadRequest, InvalidInput, NotFound
from gateway.services import audit, packages
from gateway.services.cmi5 import registrations, sessions
from gateway.services.cmi5.registrations import Enrolling
from gateway.web.api.door import doors, enter, sent
from gateway.web.context import ANYONE, allowed, waymark
from xapi.formats import zips


@doors.post("/packages")
@allowed(ANYONE)
def bring_in() -> Response:
    """Take a package in: a form with the field `file`, or the file itself as the body; 201 with its units."""
    credential, parts = enter(), waymark()
    request.max_content_length = zips.DEFAULT.compressed + 1024 * 1024
    with _file() as file:
        stored = packages.store(parts.db, parts.settings.data_dir, credential.tenant_id, file, None)
    with parts.db.read() as conn:
        answer = make_response(jsonify(_package(conn, credential.tenant_id, stored.id)), 201)
    answer.headers["Location"] = f"{parts.settings.base_url}/api/v1/packages/{stored.id}"
    return answer


@doors.get("/packages")
@allowed(ANYONE)
def every() -> Response:
    """List all packages, the newest first, without their units."""
    credential = enter()
    with waymark().db.read() as conn:
        rows = conn.execute(
            select(t.package)
            .filter_by(tenant_id=credential.tenant_id, removed_at=None)
            .order_by(t.package.c.stored_at.desc())
        )
        return jsonify({"packages": [_head(row) for row in rows]})


@doors.get("/packages/<package_id>")
@allowed(ANYONE)
def one(package_id: str) -> Response:
    """Give one package with its units."""
    credential = enter()
    with waymark().db.read() as conn:
        return jsonify(_package(conn, credential.tenant_id, package_id))


@doors.post("/packages/<package_id>/launch")
@allowed(ANYONE)
def launch(package_id: str) -> Response:
    """Launch a unit of a cmi5 package: what was open is abandoned; return where to send the browser."""
    credential, parts = enter(), waymark()
    asked = sent("api-launch")

    def plan(write: Write) -> sessions.Launched:
        unit = unit_of(write.conn, credential.tenant_id, package_id, asked.get("unit", 0))
        new = Enrolling(
            credential.tenant_id, package_id, asked["actor"], registration=asked.get("registration", "").lower() or None
        )
        registration = registrations.enrol(write, parts.settings.base_url, new)
        back = asked.get("return_url") or f"{parts.settings.base_url}/cmi5/ended"
        languages = tuple(asked.get("languages", ()))
        wanted = sessions.Asked(registration, unit.activity_id, asked.get("mode", "Normal"), back, languages)
        made = sessions.launch(write, parts.settings, wanted)
        about = {"registration": made.registration, "session": made.session}
        audit.record(write, credential.tenant_id, f"key/{credential.id}", "launched", about)
        return made

    made = parts.db.write(plan)
    method = "OwnWindow" if made.own_window else "AnyWindow"
    return jsonify(
        {"url": made.url, "session": made.session, "registration": made.registration, "launch_method": method}
    )


def unit_of(conn: Connection, tenant_id: int, package_id: str, named: int | str) -> Any:
    """Return the unit of a cmi5 package by its place or its id; NotFound, InvalidInput for another kind of package.

    ActivityRemoved for a package that its teacher deleted.
    """
    row = conn.execute(select(t.package).filter_by(tenant_id=tenant_id, id=package_id)).first()
    if row is None:
        raise NotFound("there is no such package")
    if row.removed_at is not None:
        raise ActivityRemoved("the package was deleted")
    if row.kind != "cmi5":
        said = f"this is a package of the kind {row.kind}; only cmi5 is launched from here"
        raise InvalidInput("kind", problems=[said])
    units = registrations.units_of(conn, tenant_id, package_id)
    found = [each for each in units if named in (each.position, each.activity_id)]
    if not found:
        raise NotFound("the package has no such unit")
    return found[0]


@contextmanager
def _file() -> Iterator[IO[bytes]]:
    """Open what was sent, on the disk rather than in memory."""
    if request.mimetype == "multipart/form-data":
        given = request.files.get("file")
        if given is None:
            raise BadRequest("the form has no field named file")
        yield given.stream
        return
    with tempfile.TemporaryFile(dir=waymark().settings.data_dir) as made:
        shutil.copyfileobj(request.stream, made, 1024 * 1024)
        made.seek(0)
        yield made


def _package(conn: Connection, tenant_id: int, package_id: str) -> dict[str, Any]:
    row = conn.execute(select(t.package).filter_by(tenant_id=tenant_id, id=package_id, removed_at=None)).first()
    if row is None:
        raise NotFound("there is no such package")
    units = registrations.units_of(conn, tenant_id, package_id)
    return {**_head(row), "units": [_unit(one) for one in units]}


def _head(row: Any) -> dict[str, Any]:
    extra: Mapping[str, Any] = row.extra
    return {
        "id": row.id, "kind": row.kind, "title": row.title, "sha256": row.sha256, "size": row.size,
        "stored": row.stored_at.isoformat(), "problems": list(extra.get("problems", ())),
    }  # fmt: skip


def _unit(row: Any) -> dict[str, Any]:
    return {
        "unit": row.position,
        "id": row.activity_id,
        "iri": row.iri,
        "publisher": row.extra["id"],
        "title": row.title,
    }
