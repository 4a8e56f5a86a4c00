"""What must hold between the items of a framework: no circle of parents, none of prerequisites (standards.md 1.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gateway.learn.graph import PrerequisiteCycleError, build
from gateway.standards.model import Framework, Item, Mended, NotAFramework, Problem

CHILD, BEFORE = "isChildOf", "precedes"
_SHOWN = 12
"""Standards of a circle that are named; a longer one is cut."""


def checked(framework: Framework, mended: Mended) -> Framework:
    """Return the framework with its warnings; NotAFramework names the standards that stand in a circle."""
    items = {item.identifier: item for item in framework.items}
    parents = _parents(framework, items, mended)
    circle = _circle(parents)
    if circle:
        raise _refused("stand below each other in a circle", circle, items)
    inside = [(one.origin, one.destination) for one in framework.edges if one.kind == BEFORE]
    known = [pair for pair in inside if pair[0] in items and pair[1] in items]
    pairs = [(child, parent) for child, above in parents.items() for parent in above]
    try:
        build(known, pairs, items)
    except PrerequisiteCycleError as error:
        raise _refused("come before each other in a circle", error.names, items) from error
    _count(framework, items, parents, mended)
    return replace(framework, warnings=mended.lines())


def _parents(framework: Framework, items: Mapping[str, Item], mended: Mended) -> dict[str, list[str]]:
    """Return the parents of each item inside the framework."""
    found: dict[str, list[str]] = {}
    for edge in framework.edges:
        if edge.kind != CHILD or edge.origin not in items:
            continue
        if edge.destination in items:
            found.setdefault(edge.origin, []).append(edge.destination)
        elif edge.destination != framework.identifier:
            mended.note("item stands below one that is not in this file", name_of(items[edge.origin]))
    return found


def _count(
    framework: Framework, items: Mapping[str, Item], parents: Mapping[str, Sequence[str]], mended: Mended
) -> None:
    """Say what is unusual and was kept: items without a place, ends outside, one code for two."""
    if parents:
        under = {one.origin for one in framework.edges if one.kind == CHILD and one.destination == framework.identifier}
        lost = [one for one in items if one not in parents and one not in under]
        mended.note("item has no parent: it stands at the top", name_of(items[lost[0]]) if lost else "", len(lost))
    outside = Counter(one.kind for one in framework.edges if one.origin_uri or one.destination_uri)
    for kind, number in sorted(outside.items()):
        mended.note(f"{kind} points outside this file: kept until what it names is imported", times=number)
    codes = Counter(item.code for item in items.values() if item.code)
    twice = [code for code, number in codes.items() if number > 1]
    mended.note("code belongs to several items", twice[0] if twice else "", len(twice))


def _circle(parents: Mapping[str, Sequence[str]]) -> list[str]:
    """Return items that stand below each other, the first one again at the end; an empty list where none do."""
    done: set[str] = set()
    for start in parents:
        path: list[str] = []
        on_path: set[str] = set()
        stack: list[tuple[str, bool]] = [(start, False)]
        while stack:
            one, left = stack.pop()
            if left:
                done.add(one)
                on_path.discard(path.pop())
            elif one in on_path:
                return [*path[path.index(one) :], one]
            elif one not in done:
                path.append(one)
                on_path.add(one)
                stack.append((one, True))
                stack += [(above, False) for above in parents.get(one, ())]
    return []


def name_of(item: Item) -> str:
    """Return how a person calls an item: its code, else the beginning of its text."""
    return item.code or " ".join(item.statement.split())[:60]


def _refused(what: str, circle: Iterable[str], items: Mapping[str, Item]) -> NotAFramework:
    names = [name_of(items[one]) for one in circle]
    if len(names) > _SHOWN:
        names = [*names[: _SHOWN - 1], "…", names[-1]]
    return NotAFramework([Problem("", f"these standards {what}: {' → '.join(names)}")])
