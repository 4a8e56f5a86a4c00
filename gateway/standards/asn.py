"""What ASN documents say, whatever they are written in: nodes with their properties, put together as a framework.

The Achievement Standards Network publishes one graph as RDF/XML, as RDF/JSON and as a manifest (standards.md 2). Each
reader brings it to `Node`s: an address, and the values of each property by its local name.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gateway.standards.case_edges import KINDS
from gateway.standards.fields import LONGEST_CODE, LONGEST_TEXT
from gateway.standards.grades import grades_of
from gateway.standards.loading import refuse
from gateway.standards.model import Edge, Framework, Item, Mended, NotAFramework, Problem
from gateway.standards.order import checked

_SAME_HOSTS = re.compile(
    r"^https?://(?:asn\.jesandco\.org|purl\.org/ASN|asn\.desire2learn\.com|(?:www\.)?achievementstandards\.org)"
    r"/resources/(\w+?)(?:\.xml|\.json|\.html)?/?$",
    re.IGNORECASE,
)
_CANONICAL = "http://asn.jesandco.org/resources/"
_SEE = {"alignTo": "isRelatedTo", "exactMatch": "exactMatchOf", "skillEmbodied": "isRelatedTo"}
_LISTED = 200
"""Problems that are listed of one file."""


@dataclass
class Node:
    """One resource: `kind` is the local name of its class, where told; `values` in the order of the file."""

    uri: str
    kind: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        """Add one value of a property."""
        self.values.setdefault(name, []).append(value)

    def first(self, *names: str) -> str | None:
        """Return the first value of the first of these properties that has one."""
        return next((one.strip() for name in names for one in self.values.get(name, ()) if one.strip()), None)


def address(uri: str) -> str:
    """Return the address of an ASN resource as its own host writes it; the other hosts mean the same node."""
    found = _SAME_HOSTS.match(uri.strip())
    return _CANONICAL + found.group(1).upper() if found else uri.strip()


def local(name: str) -> str:
    """Return the last part of a property's or a value's address."""
    return re.split(r"[#/:}]", name.rstrip("/#"))[-1]


def framework_of(nodes: Iterable[Node], mended: Mended) -> Framework:
    """Return the framework of a document and its statements; NotAFramework where there is none."""
    found: dict[str, Node] = {}
    for node in nodes:
        if node.uri in found:
            raise refuse(f"{node.uri} is described twice")
        found[node.uri] = node
    documents = [one for one in found.values() if one.kind == "StandardDocument"]
    if len(documents) != 1:
        raise refuse(f"an ASN file describes one StandardDocument; this one has {len(documents)}")
    statements = {uri: node for uri, node in found.items() if node.kind == "Statement"}
    if not statements:
        raise refuse("there are no statements in this document: get the whole document, not its description")
    return checked(_framework(documents[0], statements, mended), mended)


def _framework(document: Node, statements: Mapping[str, Node], mended: Mended) -> Framework:
    ids = {uri: _identifier(uri) for uri in (document.uri, *statements)}
    rights = [document.first("note"), document.first("rights", "rightsHolder")]
    return Framework(
        identifier=ids[document.uri], uri=document.uri,
        title=(document.first("title", "description") or document.uri)[:1000],
        items=_items(statements, ids, mended), edges=_edges(document, statements, ids, mended),
        subjects=tuple(dict.fromkeys(local(one).capitalize() for one in document.values.get("subject", ()))),
        notice=" ".join(one for one in rights if one and not one.startswith("http")) or None,
        version=document.first("modified", "valid", "created", "repositoryDate"), source="ASN",
        status=_local(document.first("publicationStatus")), licence=document.first("license"),
        creator=document.first("aut", "creator", "publisher"),
    )  # fmt: skip


def _items(statements: Mapping[str, Node], ids: Mapping[str, str], mended: Mended) -> tuple[Item, ...]:
    problems: list[Problem] = []
    found = []
    dimensions = any("comprisedOf" in node.values for node in statements.values())
    for uri, node in statements.items():
        code = node.first("statementNotation", "altStatementNotation")
        if code and len(code) > LONGEST_CODE:
            mended.note(f"notation has more than {LONGEST_CODE} characters: left out", uri)
            code = None
        text = node.first("description", "text", "title") or code
        if text is None:
            mended.note("statement has no text", uri)
        elif len(text) > LONGEST_TEXT:
            problems.append(Problem(uri, f"has more than {LONGEST_TEXT} characters"))
        found.append(
            Item(
                identifier=ids[uri], uri=uri, statement=text or "(no text)", code=code,
                kind=_kind(node, dimensions=dimensions),
                grades=grades_of([local(one) for one in node.values.get("educationLevel", ())]),
                listing=(node.first("listID") or "")[:LONGEST_CODE] or None,
                retired=_local(node.first("authorityStatus")) == "Deprecated",
            )
        )  # fmt: skip
    if problems:
        raise NotAFramework(problems[:_LISTED])
    return tuple(found)


def _kind(node: Node, *, dimensions: bool) -> str | None:
    """Return the label. A statement without one is a heading where it is not for indexing, and a part of others where
    the document makes its standards of such parts.
    """
    label = node.first("statementLabel")
    if label:
        return label[:LONGEST_CODE]
    if _local(node.first("indexingStatus")) == "No":
        return "Heading"
    return "Dimension element" if dimensions and "hasChild" not in node.values else None


def _edges(
    document: Node, statements: Mapping[str, Node], ids: Mapping[str, str], mended: Mended
) -> tuple[Edge, ...]:  # fmt: skip
    order = {child: n for node in (document, *statements.values()) for n, child in enumerate(_children(node), start=1)}
    found: dict[tuple[str, str, str], Edge] = {}
    for uri, node in statements.items():
        links = [("isChildOf", parent) for parent in node.values.get("isChildOf", ())]
        links += [(kind, other) for name, kind in _SEE.items() for other in node.values.get(name, ())]
        for kind, other in links:
            name, outside = _end(other, ids)
            _link(
                found,
                Edge(kind, ids[uri], name, destination_uri=outside),
                order.get(uri) if kind == KINDS[0] else None,
                mended,
            )
        for part in node.values.get("comprisedOf", ()):
            name, outside = _end(part, ids)
            _link(found, Edge("isPartOf", name, ids[uri], origin_uri=outside), None, mended)
    for node in (document, *statements.values()):  # some files tell only the parents' side
        for child in _children(node):
            if child in statements and not statements[child].values.get("isChildOf"):
                _link(found, Edge("isChildOf", ids[child], ids[node.uri]), order.get(child), mended)
    return tuple(found.values())


def _link(found: dict[tuple[str, str, str], Edge], edge: Edge, sequence: int | None, mended: Mended) -> None:
    key = (edge.kind, edge.origin, edge.destination)
    if edge.origin == edge.destination:
        mended.note("association leads from a node to itself: left out", edge.origin)
    elif key in found:
        mended.note("association stands in the file twice: kept once", edge.origin)
    else:
        kind, origin, destination = key
        found[key] = Edge(kind, origin, destination, sequence, edge.origin_uri, edge.destination_uri)


def _end(uri: str, ids: Mapping[str, str]) -> tuple[str, str | None]:
    """Return what an association stores of an end, and its address where it lies outside."""
    return (ids[uri], None) if uri in ids else (_identifier(uri), uri)


def _children(node: Node) -> Sequence[str]:
    return node.values.get("hasChild", ())


def _identifier(uri: str) -> str:
    """Return the identifier that an address always gets."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, uri))


def _local(uri: str | None) -> str | None:
    return local(uri) if uri else None
