"""A framework as a CASE package, which other systems and we ourselves import (standards.md 1.2)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from gateway.standards.case_edges import KINDS
from gateway.standards.model import Edge, Framework, Item

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def package(framework: Framework, changed: datetime) -> dict[str, Any]:
    """Return the package; `changed` stands as the time of the last change, which CASE wants of everything."""
    when = changed.astimezone(UTC).isoformat(timespec="seconds")
    own = uuid_of(framework.identifier)
    link = {"title": framework.title, "identifier": own, "uri": framework.uri}
    items = {item.identifier: item for item in framework.items}
    names = {one: _link(item) for one, item in items.items()} | {framework.identifier: link}
    document = {
        "identifier": own, "uri": framework.uri, "creator": framework.creator or framework.title,
        "title": framework.title, "lastChangeDateTime": when, "CFPackageURI": link,
        "subject": list(framework.subjects) or None, "version": framework.version,
        "adoptionStatus": framework.status, "notes": framework.notice,
    }  # fmt: skip
    return {
        "CFDocument": _given(document),
        "CFItems": [_item(item, link, when) for item in framework.items],
        "CFAssociations": [_association(edge, own, names, when) for edge in framework.edges],
    }


def uuid_of(identifier: str) -> str:
    """Return an identifier as the UUID that CASE wants; one of another system always gives the same."""
    return identifier if _UUID.fullmatch(identifier) else str(uuid.uuid5(uuid.NAMESPACE_URL, identifier))


def _item(item: Item, document: Mapping[str, str], when: str) -> dict[str, Any]:
    return _given(
        {
            "identifier": uuid_of(item.identifier), "uri": item.uri, "fullStatement": item.statement,
            "humanCodingScheme": item.code, "CFItemType": item.kind, "listEnumeration": item.listing,
            "educationLevel": [_level(grade) for grade in item.grades] or None, "CFDocumentURI": dict(document),
            "statusEndDate": item.ends.isoformat() if item.ends else None, "lastChangeDateTime": when,
        }
    )  # fmt: skip


def _level(grade: int) -> str:
    return {-1: "PK", 0: "KG"}.get(grade, f"{grade:02}")


def _association(edge: Edge, document: str, names: Mapping[str, Mapping[str, str]], when: str) -> dict[str, Any]:
    own = str(uuid.uuid5(uuid.UUID(document), f"{edge.kind} {edge.origin} {edge.destination}"))
    kind = edge.kind if edge.kind in KINDS or edge.kind.startswith("ext:") else f"ext:{edge.kind}"
    return _given(
        {
            "identifier": own, "uri": f"urn:uuid:{own}", "associationType": kind,
            "originNodeURI": _end(edge.origin, edge.origin_uri, names),
            "destinationNodeURI": _end(edge.destination, edge.destination_uri, names),
            "sequenceNumber": edge.sequence, "lastChangeDateTime": when,
        }
    )  # fmt: skip


def _end(name: str, outside: str | None, names: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    known = names.get(name)
    if known is not None and outside is None:
        return dict(known)
    return {"title": name, "identifier": name, "uri": outside or name}


def _link(item: Item) -> dict[str, str]:
    return {"title": item.code or item.statement[:80], "identifier": uuid_of(item.identifier), "uri": item.uri}


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what has a value."""
    return {name: value for name, value in values.items() if value is not None}
