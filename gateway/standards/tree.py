"""Put a framework's items into the tree of isChildOf: depth, reading order, and which of them can be assessed."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from gateway.standards.model import Framework, Item
from lti.lms.standards_file import StandardLine

_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Placed:
    """An item with its place: `depth` 0 is a root, `position` is the reading order over the whole framework."""

    item: Item
    depth: int
    position: int
    assessable: bool


def place(framework: Framework) -> list[Placed]:
    """Return the items in reading order. An item without parent is a root; a loop of parents is entered once."""
    items = {item.identifier: item for item in framework.items}
    children: dict[str, list[tuple[tuple[object, ...], str]]] = defaultdict(list)
    with_parent = set()
    for edge in framework.edges:
        if edge.kind != "isChildOf" or edge.origin not in items:
            continue
        if edge.destination in items or edge.destination == framework.identifier:
            children[edge.destination].append((_order(items[edge.origin], edge.sequence), edge.origin))
            if edge.destination in items:
                with_parent.add(edge.origin)
    roots = [one for _, one in sorted(children.get(framework.identifier, []))]
    roots += [one for one in items if one not in with_parent and one not in set(roots)]
    placed: dict[str, Placed] = {}
    stack = [(one, 0) for one in reversed([*roots, *items])]
    while stack:
        identifier, depth = stack.pop()
        if identifier in placed:
            continue
        below = [one for _, one in sorted(children.get(identifier, []))]
        item = items[identifier]
        placed[identifier] = Placed(item, depth, len(placed), _assessable(item, bool(below), depth))
        stack += [(one, depth + 1) for one in reversed(below)]
    return list(placed.values())


def file_lines(framework: Framework) -> list[StandardLine]:
    """Return the items for a file, each below its own; what stood below a retired one goes to where that stood."""
    above: list[str] = []
    found = []
    for one in place(framework):
        del above[one.depth :]
        parent = above[-1] if above else ""
        if not one.item.retired:
            found.append(StandardLine(one.item.identifier, parent, one.item.code or "", one.item.statement))
        above.append(parent if one.item.retired else one.item.identifier)
    return found


_HEADINGS = frozenset({"domain", "cluster", "grade", "strand", "grade level", "course", "heading", "claim", "subject"})


def _assessable(item: Item, has_children: bool, depth: int) -> bool:
    """Say whether mastery of it can be estimated: what is no heading by its type, or a leaf where there is no type."""
    if item.kind:
        return item.kind.strip().lower() not in _HEADINGS
    return not has_children and depth > 0


def _order(item: Item, sequence: int | None) -> tuple[object, ...]:
    """Order children by sequence number, then list number, then code, numbers in them as numbers."""
    natural = tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in _NUMBER.split(item.listing or item.code or item.statement[:40])
        if part
    )
    return (sequence is None, sequence or 0, natural)
