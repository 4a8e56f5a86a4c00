"""The tree of standards, and what it says about order: parts stand for the whole, the whole for its parts.

Prerequisites are links {dependent: direct prerequisites}. What the tree adds to those that a source states never goes
against them: where it would close a circle, or put the whole before something that one of its own parts waits for, it
is left out (standards.md 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from graphlib import TopologicalSorter

Links = Mapping[str, AbstractSet[str]]
Pair = tuple[str, str]


class PrerequisiteCycleError(ValueError):
    """Standards stand before each other in a circle; names lists them, the first one again at the end."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        super().__init__(" before ".join(self.names))


class Tree:
    """Who is part of whom; raises PrerequisiteCycleError for a tree that bites its tail."""

    def __init__(self, child_of: Iterable[Pair]) -> None:
        found: dict[str, set[str]] = {}
        for child, parent in child_of:
            found.setdefault(child, set()).add(parent)
        self.parents: dict[str, frozenset[str]] = {name: frozenset(above) for name, above in found.items()}
        self._above = {name: self._ancestors(name) for name in self.parents}
        below: dict[str, set[str]] = {}
        for name, above in self._above.items():
            for one in above:
                below.setdefault(one, set()).add(name)
        self._below = {name: frozenset(parts) for name, parts in below.items()}

    def above(self, standard: str) -> frozenset[str]:
        """Return all that a standard is part of."""
        return self._above.get(standard, frozenset())

    def below(self, standard: str) -> frozenset[str]:
        """Return all parts of a standard."""
        return self._below.get(standard, frozenset())

    def related(self, one: str, other: str) -> bool:
        """Say whether the two are one standard, or one is part of the other: that says nothing about order."""
        return one == other or one in self.above(other) or other in self.above(one)

    def _ancestors(self, standard: str) -> frozenset[str]:
        found: set[str] = set()
        stack = list(self.parents.get(standard, ()))
        while stack:
            name = stack.pop()
            if name == standard:
                raise PrerequisiteCycleError((standard, *sorted(found), standard))
            if name not in found:
                found.add(name)
                stack.extend(self.parents.get(name, ()))
        return frozenset(found)


def stated(precedes: Iterable[Pair], tree: Tree) -> dict[str, set[str]]:
    """Return the links of (prerequisite, dependent) pairs; what comes before a whole comes before its parts too."""
    found: dict[str, set[str]] = {}
    for origin, target in precedes:
        if tree.related(origin, target):
            continue
        for name in (target, *tree.below(target)):
            if not tree.related(origin, name):
                found.setdefault(name, set()).add(origin)
    return found


def extended(links: Links, tree: Tree) -> dict[str, frozenset[str]]:
    """Return links without circles with what the tree adds to their prerequisites.

    A prerequisite stands for its parts, and for what it is part of: a course may hold only one of these.
    """
    pairs = [(origin, target) for target, needed in links.items() for origin in needed]
    parts = [(part, target) for origin, target in pairs for part in tree.below(origin)]
    wholes = [(whole, target) for origin, target in pairs for whole in tree.above(origin)]
    told = without_circles(links, (pair for pair in parts if not tree.related(*pair)))
    more = without_circles(told, (pair for pair in wholes if not tree.related(*pair)))
    bits = {
        name: 1 << place for place, name in enumerate(more.keys() | {one for each in more.values() for one in each})
    }
    after = _after(more, bits)

    def waits(part: str, standard: str) -> bool:
        """Say whether a part of the whole comes after a standard, so that the whole cannot come before it."""
        return bool(bits.get(part, 0) & after[standard])

    return {
        name: frozenset(
            one for one in needed if one in told.get(name, ()) or not any(waits(part, name) for part in tree.below(one))
        )
        for name, needed in more.items()
    }


def _after(links: Links, bits: Mapping[str, int]) -> dict[str, int]:
    """Return the standards that come after each, directly or not, as a mask of their bits; links without circles."""
    found = dict.fromkeys(bits, 0)
    for name in reversed(tuple(TopologicalSorter(links).static_order())):
        for one in links.get(name, ()):
            found[one] |= found[name] | bits[name]
    return found


def without_circles(links: Links, further: Iterable[Pair]) -> dict[str, set[str]]:
    """Return links without circles and those further pairs that lie on none."""
    pairs = list(further)
    both: dict[str, set[str]] = {name: set(needed) for name, needed in links.items()}
    for origin, target in pairs:
        both.setdefault(target, set()).add(origin)
    circles = core(both)
    if not circles:
        return both
    found = {name: set(needed) for name, needed in links.items()}
    for origin, target in pairs:
        if origin not in circles or target not in circles:
            found.setdefault(target, set()).add(origin)
    return found


def core(links: Links) -> frozenset[str]:
    """Return the standards that lie on a circle or between two: what is left when every loose end is taken off."""
    dependents: dict[str, set[str]] = {}
    for name, needed in links.items():
        for one in needed:
            dependents.setdefault(one, set()).add(name)
    left = _peeled(set(links) & set(dependents), links, dependents)
    return frozenset(_peeled(left, dependents, links))


def _peeled(left: set[str], links: Links, back: Links) -> set[str]:
    """Take off, again and again, what has no link to anything that is left."""
    counts = {name: len(left.intersection(links.get(name, ()))) for name in left}
    loose = [name for name, count in counts.items() if not count]
    while loose:
        gone = loose.pop()
        for name in left.intersection(back.get(gone, ())):
            if name in counts:
                counts[name] -= 1
                if not counts[name]:
                    loose.append(name)
        del counts[gone]
    return set(counts)
