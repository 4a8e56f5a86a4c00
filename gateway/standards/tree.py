"""Put a framework's items into the tree of isChildOf: depth, reading order, and which of them can be assessed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gateway.standards.grades import grades_named
from gateway.standards.model import Framework, Item
from gateway.standards.plain import plain
from lti.lms.standards_file import StandardLine

_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Placed:
    """An item with its place: `depth` 0 is a root, `position` is the reading order over the whole framework.

    `grades` are its own or, where it has none, those of what it stands below (standards.md 1.3).
    """

    item: Item
    depth: int
    position: int
    assessable: bool
    grades: tuple[int, ...]


def place(framework: Framework) -> list[Placed]:
    """Return the items in reading order. An item without parent is a root; a loop of parents is entered once."""
    items = {item.identifier: item for item in framework.items}
    children, roots = _children(framework, items)
    flat = not any(children.get(one) for one in items)
    placed: dict[str, Placed] = {}
    stack: list[tuple[str, int, tuple[int, ...]]] = [(one, 0, ()) for one in reversed([*roots, *items])]
    while stack:
        identifier, depth, above = stack.pop()
        if identifier in placed:
            continue
        below, item = children.get(identifier, []), items[identifier]
        grades = item.grades or _grades_of_heading(item) or above
        leaf = not below and (depth > 0 or flat)
        placed[identifier] = Placed(item, depth, len(placed), _assessable(item, leaf=leaf), grades)
        stack += [(one, depth + 1, grades) for one in reversed(below)]
    return list(placed.values())


def _children(framework: Framework, items: Mapping[str, Item]) -> tuple[dict[str, list[str]], list[str]]:
    """Return the children of each item in their order, and the roots in theirs."""
    found: dict[str, list[tuple[tuple[object, ...], str]]] = defaultdict(list)
    with_parent = set()
    for edge in framework.edges:
        if edge.kind != "isChildOf" or edge.origin not in items:
            continue
        if edge.destination in items or edge.destination == framework.identifier:
            found[edge.destination].append((_order(items[edge.origin], edge.sequence), edge.origin))
            if edge.destination in items:
                with_parent.add(edge.origin)
    ordered = {one: [name for _, name in sorted(below)] for one, below in found.items()}
    roots = ordered.pop(framework.identifier, [])
    listed = set(roots)
    return ordered, roots + [one for one in items if one not in with_parent and one not in listed]


def gone(item: Item, today: date) -> bool:
    """Say whether an item no longer holds: withdrawn by its publisher, or its last day is past."""
    return item.retired or (item.ends is not None and item.ends <= today)


def file_lines(framework: Framework, today: date) -> list[StandardLine]:
    """Return the items for a file, each below its own; what stood below a retired one goes to where that stood."""
    above: list[str] = []
    found = []
    for one in place(framework):
        del above[one.depth :]
        parent = above[-1] if above else ""
        left = gone(one.item, today)
        if not left:
            item = one.item
            line = StandardLine(
                item.identifier, parent, item.code or "", plain(item.statement), heading=not one.assessable
            )
            found.append(line)
        above.append(parent if left else one.item.identifier)
    return found


_HEADINGS = frozenset(
    {
        "domain", "cluster", "grade", "strand", "grade level", "course", "heading", "claim", "subject", "topic",
        "conceptual category", "introduction", "knowledge and skill statement", "disciplinary core idea",
        "dimension element", "folder", "group",
    }
)  # fmt: skip
_ASSESSED = frozenset(
    {"standard", "component", "student expectation", "measured skill", "performance expectation", "benchmark"}
)
"""Types that are assessed even where something stands below them (standards.md 1.4)."""


def _assessable(item: Item, *, leaf: bool) -> bool:
    """Say whether mastery of it can be estimated: by its type, or as a leaf where its type tells neither."""
    kind = (item.kind or "").strip().lower()
    return kind in _ASSESSED or (leaf and kind not in _HEADINGS)


def _grades_of_heading(item: Item) -> tuple[int, ...]:
    """Return the grades that a heading names; the words of a standard itself may speak of any."""
    return grades_named(item.statement[:200]) if (item.kind or "").strip().lower() in _HEADINGS else ()


def _order(item: Item, sequence: int | None) -> tuple[object, ...]:
    """Order children by sequence number, then list number, then code, numbers in them as numbers."""
    natural = tuple(
        (0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part)
        for part in _NUMBER.split(item.listing or item.code or item.statement[:40])
        if part
    )
    return (sequence is None, sequence or 0, natural)
