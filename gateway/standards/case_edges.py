"""The associations of a CASE package. What cannot be understood is left out and counted; ends may lie outside."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from gateway.standards.fields import identifier, identifier_in, number
from gateway.standards.model import LONGEST_ID, Edge, Mended, Problem

KINDS = (
    "isChildOf", "isPeerOf", "isPartOf", "exactMatchOf", "precedes", "isRelatedTo", "replacedBy", "exemplar",
    "hasSkillLevel", "isTranslationOf",
)  # fmt: skip
_KNOWN = {one.lower(): one for one in KINDS} | {
    "exactmatch": "exactMatchOf", "relatedto": "isRelatedTo", "isstandardalignedto": "isRelatedTo",
    "childof": "isChildOf", "partof": "isPartOf", "peerof": "isPeerOf",
}  # fmt: skip
_LONGEST_KIND = 100


class Ends:
    """Finds what an end names: an item or the document, by identifier or by address; else a node outside."""

    def __init__(self, document: tuple[str, str], items: Mapping[str, str]) -> None:
        """Take identifier and uri of the document, and of the items, identifier -> uri."""
        self._ids = {document[0], *items}
        self._uris = {uri: one for one, uri in items.items()} | {document[1]: document[0]}

    def find(self, node: Any) -> tuple[str, str | None]:
        """Return (identifier, None) of a node of the package, (name, uri) of one outside, ("", None) of none."""
        named, uri = _named(node)
        inside = self._inside(named, uri)
        if inside is not None:
            return inside, None
        name = named or uri
        if len(name) > LONGEST_ID:
            name = f"urn:sha256:{hashlib.sha256(name.encode()).hexdigest()}"
        return name, (uri or named) if name else None

    def _inside(self, named: str, uri: str) -> str | None:
        for one in (named, self._uris.get(uri), self._uris.get(named), identifier_in(uri or named)):
            if one in self._ids:
                return one
        return None


def edges_of(package: Mapping[str, Any], ends: Ends, problems: list[Problem], mended: Mended) -> list[Edge]:
    """Return the associations, each once, in the order of the file."""
    rows = package.get("CFAssociations")
    if rows is None:
        rows = []
    if not isinstance(rows, list):
        problems.append(Problem("/CFAssociations", "must be a list"))
        return []
    found: dict[tuple[str, str, str], Edge] = {}
    for index, row in enumerate(rows):
        path = f"/CFAssociations/{index}"
        edge = _edge(row, ends, path, mended) if isinstance(row, dict) else None
        if edge is None:
            mended.note("association cannot be read: left out", path)
        elif edge.origin == edge.destination:
            mended.note("association leads from a node to itself: left out", path)
        elif found.setdefault((edge.kind, edge.origin, edge.destination), edge) is not edge:
            mended.note("association stands in the file twice: kept once", path)
    return list(found.values())


def kind_of(name: Any) -> str | None:
    """Return a type as CASE spells it; an unknown one stays as text, None where there is no text."""
    if not isinstance(name, str) or not name.strip() or "\x00" in name:
        return None
    plain = "".join(name.split())
    return _KNOWN.get(plain.lower(), plain[:_LONGEST_KIND])


def _edge(row: Mapping[str, Any], ends: Ends, path: str, mended: Mended) -> Edge | None:
    kind = kind_of(row.get("associationType"))
    origin, origin_uri = ends.find(row.get("originNodeURI"))
    destination, destination_uri = ends.find(row.get("destinationNodeURI"))
    if not (kind and origin and destination):
        return None
    if kind.lower() not in _KNOWN and not kind.startswith("ext:"):
        mended.note(f"association is of the unknown type {kind}: kept, and treated as related", path)
    return Edge(kind, origin, destination, number(row.get("sequenceNumber")), origin_uri, destination_uri)


def _named(node: Any) -> tuple[str, str]:
    """Return identifier and uri of an end, empty where missing; an end may be plain text."""
    values = node if isinstance(node, dict) else {"identifier": node}
    found = [values.get(name) for name in ("identifier", "uri")]
    named, uri = (one.strip() if isinstance(one, str) and "\x00" not in one else "" for one in found)
    return identifier(named) if named else "", uri
