"""What importing a framework would change: asked for a preview, and again by the import itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.security import stable_id
from gateway.standards.codes import normalise
from gateway.standards.model import Edge, Framework
from gateway.standards.tree import Placed, gone, place

Link = tuple[str, str, str, int | None, str | None, str | None]
"""An association as it is compared: kind, origin, destination, sequence, and the addresses of ends outside."""


@dataclass(frozen=True)
class Changes:
    """The difference between a framework and what is stored of it. `framework` carries the stored identifiers.

    `added` are rows to insert, `changed` pairs of stored row and new values, `retired` stored rows that the file has no
    more. `moved` are like `changed`, but nothing differs except their place in the reading order, which one new item
    before them shifts: they count as the same. `links` counts associations that come or go; `relink` says that some
    differ, be it in their order alone.
    """

    framework: Framework
    framework_id: str
    known: Any
    added: Sequence[Mapping[str, Any]]
    changed: Sequence[tuple[Any, Mapping[str, Any]]]
    moved: Sequence[tuple[Any, Mapping[str, Any]]]
    retired: Sequence[Any]
    same: int
    links: int
    relink: bool

    @property
    def any(self) -> bool:
        """Whether a standard or an association changes; a newer note of the publisher's alone is none."""
        return bool(self.added or self.changed or self.moved or self.retired or self.relink)


def compare(conn: Connection, tenant_id: int, framework: Framework, today: date) -> Changes:
    """Return what an import would change. A framework and its items are known by identifier, else by address."""
    known = _known(conn, tenant_id, framework)
    framework_id = str(known.id) if known else stable_id(framework.identifier)
    rows = _rows(conn, tenant_id, framework_id) if known else []  # of a staged one others may just be writing some
    framework = _with_stored_identifiers(framework, known, rows)
    before = {row.identifier: row for row in rows}
    added: list[Mapping[str, Any]] = []
    changed: list[tuple[Any, Mapping[str, Any]]] = []
    moved: list[tuple[Any, Mapping[str, Any]]] = []
    same = 0
    for one in place(framework):
        values = _values(one, today)
        row = before.pop(one.item.identifier, None)
        if row is None:
            own = {"tenant_id": tenant_id, "id": stable_id(framework_id, one.item.identifier)}
            added.append({**own, "framework_id": framework_id, **values})
            continue
        differ = {name for name, value in values.items() if getattr(row, name) != value}
        same += differ <= {"position"}
        if differ:
            (moved if differ == {"position"} else changed).append((row, values))
    retired = [row for row in before.values() if not row.retired]
    stored = _links(conn, tenant_id, framework_id) if known else set()
    sent = {link_of(edge) for edge in framework.edges}
    coming_or_going = {link[:3] for link in stored} ^ {link[:3] for link in sent}
    return Changes(
        framework, framework_id, known, added, changed, moved, retired, same, len(coming_or_going), stored != sent
    )


def link_of(edge: Edge) -> Link:
    """Return an association as it is compared."""
    return (edge.kind, edge.origin, edge.destination, edge.sequence, edge.origin_uri, edge.destination_uri)


def _rows(conn: Connection, tenant_id: int, framework_id: str) -> list[Any]:
    """Return the stored standards of a framework."""
    query = select(t.standard).where(t.standard.c.tenant_id == tenant_id, t.standard.c.framework_id == framework_id)
    return list(conn.execute(query))


def _known(conn: Connection, tenant_id: int, framework: Framework) -> Any:
    own = select(t.framework).where(t.framework.c.tenant_id == tenant_id, t.framework.c.staged_at.is_(None))
    found = conn.execute(own.where(t.framework.c.identifier == framework.identifier)).first()
    if found is None:
        same_address = conn.execute(own.where(t.framework.c.uri == framework.uri)).all()
        found = same_address[0] if len(same_address) == 1 else None
    return found


def _links(conn: Connection, tenant_id: int, framework_id: str) -> set[Link]:
    e = t.edge.c
    columns = (e.kind, e.origin, e.destination, e.sequence, e.origin_uri, e.destination_uri)
    rows = conn.execute(select(*columns).where(e.tenant_id == tenant_id, e.framework_id == framework_id))
    return {(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows}


def _values(one: Placed, today: date) -> dict[str, Any]:
    item = one.item
    return {
        "identifier": item.identifier, "uri": item.uri, "code": item.code,
        "code_key": (normalise(item.code) or None) if item.code else None, "statement": item.statement,
        "kind": item.kind, "grades": list(one.grades), "listing": item.listing, "depth": one.depth,
        "position": one.position, "assessable": one.assessable, "retired": gone(item, today),
    }  # fmt: skip


def _with_stored_identifiers(framework: Framework, known: Any, rows: Iterable[Any]) -> Framework:
    """Keep identities where the same framework comes in another format, whose identifiers differ: by address."""
    if known is None:
        return framework
    stored = _unique((row.uri, row.identifier) for row in rows)
    sent = _unique((item.uri, item.identifier) for item in framework.items)
    taken = {item.identifier for item in framework.items}
    held = set(stored.values())
    named = {
        own: stored[uri] for uri, own in sent.items() if uri in stored and own not in held and stored[uri] not in taken
    }
    if framework.identifier != known.identifier:
        named[framework.identifier] = str(known.identifier)
    if not named:
        return framework
    return replace(
        framework, identifier=named.get(framework.identifier, framework.identifier),
        items=tuple(replace(item, identifier=named.get(item.identifier, item.identifier)) for item in framework.items),
        edges=tuple(
            replace(edge, origin=named.get(edge.origin, edge.origin),
                    destination=named.get(edge.destination, edge.destination))
            for edge in framework.edges
        ),
    )  # fmt: skip


def _unique(pairs: Iterable[tuple[str | None, str]]) -> dict[str, str]:
    """Return address -> identifier of the addresses that one item alone has."""
    listed = [(uri, own) for uri, own in pairs if uri]
    often = Counter(uri for uri, _ in listed)
    return {uri: own for uri, own in listed if often[uri] == 1}
