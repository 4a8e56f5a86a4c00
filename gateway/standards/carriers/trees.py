"""Declarations in XML: cmi5 objectives, Common Cartridge and QTI curriculum standards, LOM classifications.

Elements are known by their names without namespace: the versions differ in nothing else that matters here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gateway.standards.carriers.kinds import Declared
from gateway.standards.declared import Ref, named
from xapi.formats.xml import Node, parse

_PURPOSES = {"educational objective", "competency"}
_OWNERS = {"resource", "item", "sco", "qti-assessment-item", "assessmentItem", "manifest", "lom"}


def declared(data: bytes) -> Iterator[Declared]:
    """Yield what each node of a file declares; PackageError where it is no XML or not safe to read."""
    root = parse(data, "file")
    if root.name == "courseStructure":
        yield from _cmi5(root)
    else:
        yield from _metadata(root)


def _cmi5(root: Node) -> Iterator[Declared]:
    """Yield units; the finest node that lists objectives has them: unit, then block, then the whole course."""
    objectives = {
        one.get("id"): (one.get("id"), _title(one))
        for group in root.called("objectives")
        for one in group.called("objective")
        if one.get("id")
    }
    yield from _units(root, objectives, tuple(objectives))


def _units(node: Node, known: Mapping[str, tuple[str, str]], above: tuple[str, ...]) -> Iterator[Declared]:
    for one in node.children:
        if one.name not in {"au", "block"}:
            continue
        own = tuple(ref.get("idref") for group in one.called("objectives") for ref in group.called("objective"))
        meant = tuple(ref for ref in own if ref in known) or above
        if one.name == "au":
            refs = [ref for each in meant for value in known[each] for ref in named(value)]
            yield Declared((one.get("id"),), _title(one), tuple(dict.fromkeys(refs)))
        yield from _units(one, known, meant)


def _metadata(root: Node) -> Iterator[Declared]:
    """Give each labelled GUID and each taxon to the nearest element that is a thing of its own."""
    yield from _within(root, root, [], "")


def _within(node: Node, owner: Node, refs: list[Ref], title: str) -> Iterator[Declared]:
    mine: list[Ref] = []
    for one in node.children:
        yield from _read(one, mine)
    if node.name in _OWNERS or node is owner:
        names = [node.get(name) for name in ("identifier", "href", "id")]
        yield Declared(tuple(one for one in names if one), _title(node) or title, tuple(dict.fromkeys(mine + refs)))


def _read(node: Node, into: list[Ref]) -> Iterator[Declared]:
    """Collect what a part of an owner names; a part that is a thing of its own is yielded by itself."""
    kind = node.name
    if kind in _OWNERS and kind != "lom":
        yield from _within(node, node, [], "")
        return
    if kind == "labelledGUID":
        for name in ("caseItemURI", "GUID", "label"):
            into += (ref for each in node.called(name) for ref in named(each.text))
    elif kind == "classification":
        if _purpose(node) in _PURPOSES:
            into += _taxons(node)
        return
    for one in node.children:
        yield from _read(one, into)


def _purpose(node: Node) -> str:
    for purpose in node.called("purpose"):
        return next((one.text.lower() for one in purpose.called("value")), purpose.text.lower())
    return ""


def _taxons(node: Node) -> list[Ref]:
    """Return what the last taxon of each path names: those before it are its headings."""
    found: list[Ref] = []
    for path in node.called("taxonPath"):
        for taxon in list(path.called("taxon"))[-1:]:
            told = [one.text for one in taxon.called("id")]
            told += ["".join(piece for each in one.walk() for piece in each.pieces) for one in taxon.called("entry")]
            found += (ref for value in told for ref in named(value))
    return found


def _title(node: Node) -> str:
    for one in node.called("title"):
        return (one.text or next((each.text for each in one.children if each.text), ""))[:200]
    return node.get("title")[:200]
