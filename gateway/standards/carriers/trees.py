"""Declarations in XML: cmi5 objectives, Common Cartridge and QTI curriculum standards, LOM classifications.

Elements are known by their names without namespace: the versions differ in nothing else that matters here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gateway.standards.carriers.kinds import Declared
from gateway.standards.declared import Ref, named
from xapi.formats.xml import Element, local, parse, text

_PURPOSES = {"educational objective", "competency"}
_OWNERS = {"resource", "item", "sco", "qti-assessment-item", "assessmentItem", "manifest", "lom"}


def declared(data: bytes) -> Iterator[Declared]:
    """Yield what each node of a file declares; PackageError where it is no XML or not safe to read."""
    root = parse(data, "file")
    if local(root.tag) == "courseStructure":
        yield from _cmi5(root)
    else:
        yield from _metadata(root)


def _cmi5(root: Element) -> Iterator[Declared]:
    """Yield units; the finest node that lists objectives has them: unit, then block, then the whole course."""
    objectives = {
        one.get("id", "").strip(): (one.get("id", "").strip(), _title(one))
        for group in _children(root, "objectives")
        for one in _children(group, "objective")
        if one.get("id")
    }
    yield from _units(root, objectives, tuple(objectives))


def _units(node: Element, known: Mapping[str, tuple[str, str]], above: tuple[str, ...]) -> Iterator[Declared]:
    for one in node:
        kind = local(one.tag)
        if kind not in {"au", "block"}:
            continue
        own = tuple(
            ref.get("idref", "").strip()
            for group in _children(one, "objectives")
            for ref in _children(group, "objective")
        )
        meant = tuple(ref for ref in own if ref in known) or above
        if kind == "au":
            refs = [ref for each in meant for value in known[each] for ref in named(value)]
            yield Declared((one.get("id", "").strip(),), _title(one), tuple(dict.fromkeys(refs)))
        yield from _units(one, known, meant)


def _metadata(root: Element) -> Iterator[Declared]:
    """Give each labelled GUID and each taxon to the nearest element that is a thing of its own."""
    yield from _within(root, root, [], "")


def _within(node: Element, owner: Element, refs: list[Ref], title: str) -> Iterator[Declared]:
    mine: list[Ref] = []
    for one in node:
        yield from _read(one, mine)
    if local(node.tag) in _OWNERS or node is owner:
        names = [node.get(name, "").strip() for name in ("identifier", "href", "id")]
        yield Declared(tuple(one for one in names if one), _title(node) or title, tuple(dict.fromkeys(mine + refs)))


def _read(node: Element, into: list[Ref]) -> Iterator[Declared]:
    """Collect what a part of an owner names; a part that is a thing of its own is yielded by itself."""
    kind = local(node.tag)
    if kind in _OWNERS and kind != "lom":
        yield from _within(node, node, [], "")
        return
    if kind == "labelledGUID":
        for name in ("caseItemURI", "GUID", "label"):
            into += (ref for each in _children(node, name) for ref in named(text(each)))
    elif kind == "classification":
        if _purpose(node) in _PURPOSES:
            into += _taxons(node)
        return
    for one in node:
        yield from _read(one, into)


def _purpose(node: Element) -> str:
    for purpose in _children(node, "purpose"):
        return next((text(one).lower() for one in _children(purpose, "value")), text(purpose).lower())
    return ""


def _taxons(node: Element) -> list[Ref]:
    """Return what the last taxon of each path names: those before it are its headings."""
    found: list[Ref] = []
    for path in _children(node, "taxonPath"):
        for taxon in list(_children(path, "taxon"))[-1:]:
            told = [text(one) for one in taxon if local(one.tag) == "id"]
            told += ["".join(one.itertext()).strip() for one in taxon if local(one.tag) == "entry"]
            found += (ref for value in told for ref in named(value))
    return found


def _title(node: Element) -> str:
    for one in _children(node, "title"):
        return (text(one) or next((text(each) for each in one if text(each)), ""))[:200]
    return node.get("title", "")[:200]


def _children(node: Element, name: str) -> Iterator[Element]:
    return (one for one in node if local(one.tag) == name)
