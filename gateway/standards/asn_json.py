"""ASN documents as JSON: RDF/JSON keyed by addresses of properties, and the manifest, a tree (standards.md 2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.standards.asn import Node, address, framework_of, local
from gateway.standards.loading import refuse
from gateway.standards.model import Framework, Mended

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_PREFIXES = ("asn_", "dcterms_", "dc_", "skos_", "gemq_", "cc_", "loc_", "rdfs_")


def is_rdf(found: Any) -> bool:
    """Say whether JSON is RDF/JSON: addresses, each with its properties by address."""
    return isinstance(found, dict) and any(
        isinstance(one, dict) and any(name.startswith("http") for name in one) for one in list(found.values())[:5]
    )


def is_manifest(found: Any) -> bool:
    """Say whether JSON is a manifest: a tree whose nodes have properties such as asn_statementNotation."""
    roots = found if isinstance(found, list) else [found]
    first = roots[0] if roots else None
    return isinstance(first, dict) and (
        any(name.startswith(("asn_", "dcterms_")) for name in first) or (isinstance(first.get("children"), list))
    )


def rdf(found: Mapping[str, Any], mended: Mended) -> Framework:
    """Return the framework of RDF/JSON."""
    return framework_of(_rdf_nodes(found), mended)


def manifest(found: Any, mended: Mended) -> Framework:
    """Return the framework of a manifest: its root is the document, or the list of the document's first level."""
    roots = found if isinstance(found, list) else [found]
    if len(roots) == 1 and isinstance(roots[0], dict) and _is_document(roots[0]):
        return framework_of(_tree(roots[0], "StandardDocument"), mended)
    named = next((one for root in roots for one in _owners(root)), None)
    if named is None:
        raise refuse("this ASN manifest does not say which document it belongs to")
    whole = {"id": named, "children": roots}
    return framework_of(_tree(whole, "StandardDocument"), mended)


def _rdf_nodes(found: Mapping[str, Any]) -> Iterator[Node]:
    for uri, values in found.items():
        if not isinstance(values, dict):
            continue
        kinds = [local(one) for one in _values(values.get(_TYPE))]
        node = Node(address(uri), next((one for one in kinds if one in {"StandardDocument", "Statement"}), ""))
        for name, value in values.items():
            for one in _values(value):
                node.add(local(name), address(one))
        if node.kind:
            yield node


def _is_document(root: Mapping[str, Any]) -> bool:
    own = local(str(root.get("id") or root.get("identifier") or ""))
    return own[:1].upper() == "D" and own[1:].isalnum() and "asn_statementNotation" not in root


def _owners(root: Any) -> Iterator[str]:
    """Yield what nodes say of the document they are part of."""
    if isinstance(root, dict):
        for name in ("dcterms_isPartOf", "isPartOf", "gemq_isChildOf"):
            yield from (one for one in _values(root.get(name)) if local(one)[:1].upper() == "D")


def _tree(root: Mapping[str, Any], kind: str) -> Iterator[Node]:
    """Yield the nodes of a tree, each with its children in their order; without calling itself, for any depth."""
    stack: list[tuple[Any, str, str]] = [(root, kind, "")]
    while stack:
        raw, kind, parent = stack.pop()
        if not isinstance(raw, dict):
            raise refuse("a node of this manifest is no object")
        own = raw.get("id") or raw.get("identifier") or raw.get("uri")
        if not isinstance(own, str) or not own.strip():
            raise refuse("a node of this manifest has no id")
        node = Node(address(own), kind)
        for name, value in raw.items():
            if name not in {"children", "id"}:
                for one in _values(value):
                    node.add(_plain(name), address(one))
        if parent:
            node.values["isChildOf"] = [parent]
        children = raw.get("children")
        below = children if isinstance(children, list) else []
        node.values["hasChild"] = [address(str(one.get("id") or "")) for one in below if isinstance(one, dict)]
        stack += [(one, "Statement", node.uri) for one in reversed(below)]
        yield node


def _plain(name: str) -> str:
    prefix = next((one for one in _PREFIXES if name.startswith(one)), "")
    return name.removeprefix(prefix)


def _values(value: Any) -> list[str]:
    """Return the texts of a value: plain, {literal}, {uri}, {value}, {prefLabel}, one or a list of them."""
    if isinstance(value, list):
        return [one for part in value for one in _values(part)]
    if isinstance(value, dict):
        return next((_values(value[one]) for one in ("literal", "uri", "value", "prefLabel") if value.get(one)), [])
    return [str(value)] if isinstance(value, (str, int, float)) and not isinstance(value, bool) and value != "" else []
