"""The rows of a framework as they are stored, and many of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table

from gateway.db.bulk import insert_rows
from gateway.db.types import Json
from gateway.security import new_id
from gateway.services.standards_diff import link_of
from gateway.standards.model import Edge, Framework
from xapi import jsontext

_LINK = ("kind", "origin", "destination", "sequence", "origin_uri", "destination_uri")


def values(framework: Framework) -> dict[str, Any]:
    """Return what is stored of a framework beside its identity."""
    return {
        "uri": framework.uri, "title": framework.title, "subjects": list(framework.subjects),
        "notice": framework.notice, "version": framework.version, "source": framework.source,
        "status": framework.status, "licence": framework.licence, "creator": framework.creator,
    }  # fmt: skip


def edges(tenant_id: int, framework_id: str, found: Iterable[Edge], ids: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the rows of associations; `ids` gives our id of each standard of the framework."""
    return [
        {
            "tenant_id": tenant_id, "id": new_id(), "framework_id": framework_id,
            **dict(zip(_LINK, link_of(edge), strict=True)),
            "origin_id": ids.get(edge.origin), "destination_id": ids.get(edge.destination),
        }
        for edge in found
    ]  # fmt: skip


def put(conn: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert many rows by the driver: the toolkit would hold the one writer several times as long."""
    names = [column.name for column in table.columns]
    lists = [column.name for column in table.columns if isinstance(column.type, Json)]
    stored = (
        {**row, **{name: jsontext.write(row[name]).decode() for name in lists if row[name] is not None}} for row in rows
    )
    insert_rows(conn, table, [tuple(row[name] for name in names) for row in stored])
