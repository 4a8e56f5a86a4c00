"""The prerequisite graph: closed over the tree of standards, without cycles, with its fringe (standards.md 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush


class PrerequisiteCycleError(ValueError):
    """Standards stand before each other in a circle; names lists them, the first one again at the end."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        super().__init__(" before ".join(self.names))


@dataclass(frozen=True)
class Graph:
    """Direct prerequisites by standard, parents by standard, and the order in which a framework lists them."""

    prerequisites: Mapping[str, frozenset[str]]
    parents: Mapping[str, frozenset[str]] = field(default_factory=dict)
    order: tuple[str, ...] = ()

    def before(self, standard: str) -> frozenset[str]:
        """Return the direct prerequisites of a standard."""
        return self.prerequisites.get(standard, frozenset())

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The rank of each listed standard."""
        return {name: rank for rank, name in enumerate(self.order)}

    def by_order(self, standards: Iterable[str]) -> list[str]:
        """Sort standards as the framework lists them, unlisted ones last by name."""
        return sorted(standards, key=lambda name: (self.place.get(name, len(self.order)), name))

    @cached_property
    def dependents(self) -> Mapping[str, frozenset[str]]:
        """The standards that directly need each standard."""
        found: dict[str, set[str]] = {}
        for name, needed in self.prerequisites.items():
            for other in needed:
                found.setdefault(other, set()).add(name)
        return {name: frozenset(others) for name, others in found.items()}

    @cached_property
    def descendants(self) -> Mapping[str, frozenset[str]]:
        """All standards that directly or indirectly need each standard."""
        found: dict[str, frozenset[str]] = {}
        for name in reversed(self.sequence):
            below = self.dependents.get(name, frozenset())
            found[name] = below.union(*(found[other] for other in below))
        return found

    def above(self, standard: str) -> frozenset[str]:
        """Return all that a standard directly or indirectly builds on."""
        found: set[str] = set()
        stack = [standard]
        while stack:
            new = self.before(stack.pop()) - found
            found |= new
            stack.extend(new)
        return frozenset(found)

    @cached_property
    def sequence(self) -> tuple[str, ...]:
        """All standards, each after its prerequisites, otherwise in listed order; raises PrerequisiteCycleError."""
        return tuple(self._sequence())

    def _sequence(self) -> Iterator[str]:
        sorter = TopologicalSorter({name: self.prerequisites.get(name, ()) for name in self._names()})
        try:
            sorter.prepare()
        except CycleError as error:
            raise PrerequisiteCycleError(error.args[1]) from error
        waiting: list[tuple[int, str]] = []
        while sorter.is_active():
            for name in sorter.get_ready():
                heappush(waiting, (self.place.get(name, len(self.order)), name))
            _, first = heappop(waiting)
            sorter.done(first)
            yield first

    def _names(self) -> list[str]:
        needed = {other for others in self.prerequisites.values() for other in others}
        return self.by_order({*self.order, *self.prerequisites, *needed})

    def within(self, standards: Iterable[str]) -> Graph:
        """Return the graph on these standards only; a chain through a left-out standard becomes one link."""
        given = tuple(dict.fromkeys(standards))
        kept = set(given)
        links = {name: frozenset(self._nearest(name, kept)) for name in given}
        order = dict.fromkeys((*(name for name in self.sequence if name in kept), *given))
        return Graph(_reduced(links), self.parents, tuple(order))

    def _nearest(self, standard: str, kept: AbstractSet[str]) -> set[str]:
        found: set[str] = set()
        seen: set[str] = set()
        stack = list(self.before(standard))
        while stack:
            name = stack.pop()
            if name in seen:
                continue
            seen.add(name)
            if name in kept:
                found.add(name)
            else:
                stack.extend(self.before(name))
        return found

    def fringe(self, known: AbstractSet[str], standards: Iterable[str]) -> list[str]:
        """Return the outer fringe: those of the standards not known whose direct prerequisites all are."""
        return self.by_order(name for name in standards if name not in known and self.before(name) <= known)

    def open_descendants(self, standard: str, known: AbstractSet[str]) -> int:
        """Count the standards not yet known that mastering this one helps to open."""
        return len(self.descendants.get(standard, frozenset()) - known)


def build(precedes: Iterable[tuple[str, str]], child_of: Iterable[tuple[str, str]], order: Iterable[str]) -> Graph:
    """Return the graph of (prerequisite, dependent) and (child, parent) pairs; raises PrerequisiteCycleError by name.

    A prerequisite of a parent is one of its children too. A link between a standard and a part of itself says
    nothing about order and is left out.
    """
    parents = _parents(child_of)
    above = {name: _ancestors(name, parents) for name in parents}
    into: dict[str, set[str]] = {}
    for origin, target in precedes:
        if origin != target and origin not in above.get(target, ()) and target not in above.get(origin, ()):
            into.setdefault(target, set()).add(origin)
    listed = tuple(dict.fromkeys(order))
    prerequisites: dict[str, frozenset[str]] = {}
    for name in {*listed, *parents, *into}:
        lineage = above.get(name, frozenset())
        needed = set().union(*(into.get(each, ()) for each in (name, *sorted(lineage)))) - lineage - {name}
        if needed:
            prerequisites[name] = frozenset(needed)
    graph = Graph(prerequisites, parents, listed)
    _ = graph.sequence  # finds a cycle now rather than in front of a learner
    return graph


def _parents(child_of: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for child, parent in child_of:
        found.setdefault(child, set()).add(parent)
    return {name: frozenset(above) for name, above in found.items()}


def _ancestors(standard: str, parents: Mapping[str, frozenset[str]]) -> frozenset[str]:
    found: set[str] = set()
    stack = list(parents.get(standard, ()))
    while stack:
        name = stack.pop()
        if name == standard:
            raise PrerequisiteCycleError((standard, *sorted(found), standard))
        if name not in found:
            found.add(name)
            stack.extend(parents.get(name, ()))
    return frozenset(found)


def _reduced(links: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Leave out links that a longer chain says already."""
    order = tuple(TopologicalSorter(links).static_order())
    above: dict[str, frozenset[str]] = {}
    for name in order:
        needed = links.get(name, frozenset())
        above[name] = needed.union(*(above[other] for other in needed))
    reduced = {}
    for name, needed in links.items():
        indirect: frozenset[str] = frozenset().union(*(above[other] for other in needed))
        if needed - indirect:
            reduced[name] = needed - indirect
    return reduced
