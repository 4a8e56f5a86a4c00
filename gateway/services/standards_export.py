"""Take a framework out again: as a CASE package, or as the file that a learning system's administrator imports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, select

from gateway.clock import Clock
from gateway.db import tables as t
from gateway.errors import NotFound
from gateway.standards.case_export import package
from gateway.standards.model import Edge, Framework, Item
from gateway.standards.tree import file_lines
from lti.lms.registry import PROFILES
from lti.lms.standards_file import StandardsFile

CASE = "case"
LEVELS = ("Beginning", "In progress", "Nearly", "Mastered")
"""Names of the levels in a file that has a scale, unless others are given."""

WRITERS = {one.key: one for one in PROFILES if one.standards_file is not None}


@dataclass(frozen=True)
class Exported:
    """A file to give away: its name, its media type, its bytes, and how many standards are in it."""

    name: str
    media_type: str
    data: bytes
    standards: int


def formats() -> Mapping[str, str]:
    """Return what a framework can be written as: key -> title."""
    return {CASE: "CASE"} | {key: profile.title for key, profile in WRITERS.items()}


def export(
    conn: Connection, tenant_id: int, framework_id: str, wanted: str, clock: Clock, levels: Sequence[str] = LEVELS
) -> Exported:
    """Return the file; NotFound for a framework or a format that is not here. Every system gets what still holds."""
    row = conn.execute(select(t.framework).filter_by(tenant_id=tenant_id, id=framework_id, staged_at=None)).first()
    if row is None:
        raise NotFound("no such framework")
    framework = stored(conn, tenant_id, row)
    name = "".join(one if one.isascii() and one.isalnum() else "-" for one in framework.title.lower())[:60].strip("-")
    if wanted == CASE:
        data = orjson.dumps(package(framework, row.imported_at), option=orjson.OPT_INDENT_2)
        return Exported(f"{name}.case.json", "application/json", data, len(framework.items))
    profile = WRITERS.get(wanted)
    if profile is None or profile.standards_file is None:
        raise NotFound("no such format")
    lines = file_lines(framework, clock().date())
    file = StandardsFile(framework.identifier, framework.title, lines, tuple(levels), len(levels))
    text = profile.standards_file(file)
    return Exported(f"{name}.{profile.key}.csv", "text/csv; charset=utf-8", text.encode(), len(lines))


def stored(conn: Connection, tenant_id: int, row: Any) -> Framework:
    """Return a framework as it is stored, in reading order; what was retired ended when it was imported last."""
    ended = row.imported_at.date()
    standards = conn.execute(
        select(t.standard).filter_by(tenant_id=tenant_id, framework_id=row.id).order_by(t.standard.c.position)
    )
    items = tuple(
        Item(
            identifier=one.identifier, uri=one.uri or "", statement=one.statement, code=one.code, kind=one.kind,
            grades=tuple(one.grades), listing=one.listing, ends=ended if one.retired else None,
        )
        for one in standards
    )  # fmt: skip
    edges = conn.execute(
        select(t.edge)
        .filter_by(tenant_id=tenant_id, framework_id=row.id)
        .order_by(t.edge.c.kind, t.edge.c.origin, t.edge.c.destination)
    )
    links = tuple(
        Edge(one.kind, one.origin, one.destination, one.sequence, one.origin_uri, one.destination_uri) for one in edges
    )
    return Framework(
        identifier=row.identifier, uri=row.uri or "", title=row.title, items=items, edges=links,
        subjects=tuple(row.subjects), notice=row.notice, version=row.version, source=row.source, status=row.status,
        licence=row.licence, creator=row.creator,
    )  # fmt: skip
