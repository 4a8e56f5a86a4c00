"""The prerequisite graph: closed over the tree of standards, without cycles, with its fringe (standards.md 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush

from gateway.learn.tree import Links, Pair, PrerequisiteCycleError, Tree, core, extended, stated, without_circles

__all__ = ["Graph", "PrerequisiteCycleError", "build"]


@dataclass(frozen=True)
class Graph:
    """Direct prerequisites by standard, parents by standard, and the order in which a framework lists them.

    `usual` is what each standard usually follows where nobody says what it builds on, and `unlinked` are those; in a
    course, `taught` is the teacher's order. `left_out` are (prerequisite, dependent) pairs that would close a circle.
    """

    prerequisites: Mapping[str, frozenset[str]]
    parents: Mapping[str, frozenset[str]] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    usual: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unlinked: frozenset[str] = frozenset()
    taught: tuple[str, ...] = ()
    left_out: tuple[Pair, ...] = ()

    def before(self, standard: str) -> frozenset[str]:
        """Return the direct prerequisites of a standard, as its source or the teacher says them."""
        return self.prerequisites.get(standard, frozenset())

    def after(self, standard: str) -> frozenset[str]:
        """Return what a standard is best taught after: its direct prerequisites, else what it usually follows."""
        return self.before(standard) or self.weak.get(standard, frozenset())

    @cached_property
    def weak(self) -> Mapping[str, frozenset[str]]:
        """What the standards of a course without a link usually follow; the teacher's order and every link win."""
        rank = {name: place for place, name in enumerate(self.taught)}
        pairs = [
            (other, name)
            for name in self.taught
            if name in self.unlinked and not self.before(name)
            for other in sorted(self.usual.get(name, ()))
            if rank.get(other, len(rank)) < rank[name]
        ]
        links = without_circles(self.prerequisites, pairs)
        return {name: frozenset(needed) for name, needed in links.items() if not self.before(name)}

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
        """All standards, each after its prerequisites and what it usually follows, otherwise in listed order.

        Raises PrerequisiteCycleError.
        """
        return tuple(self._sequence())

    def _sequence(self) -> Iterator[str]:
        sorter = TopologicalSorter({name: self.after(name) for name in self._names()})
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

    def within(self, standards: Iterable[str], added: Iterable[Pair] = (), removed: Iterable[Pair] = ()) -> Graph:
        """Return the graph on these standards only; a chain through a left-out standard becomes one link.

        `added` and `removed` are (prerequisite, dependent) pairs of a teacher's; what is added and would close a
        circle is left out and told.
        """
        given = tuple(dict.fromkeys(standards))
        kept = set(given)
        gone = set(removed)
        links = {
            name: {other for other in _nearest(name, kept, self.prerequisites) if (other, name) not in gone}
            for name in given
        }
        wanted = [pair for pair in added if kept.issuperset(pair)]
        both = without_circles(links, wanted)
        order = dict.fromkeys((*(name for name in self.sequence if name in kept), *given))
        return Graph(
            _reduced(both),
            self.parents,
            tuple(order),
            usual=_reduced({name: self._whole(_nearest(name, kept, self.usual)) for name in given}),
            unlinked=self.unlinked & kept,
            taught=given,
            left_out=(*self.left_out, *(pair for pair in wanted if pair[0] not in both.get(pair[1], ()))),
        )

    def _whole(self, names: AbstractSet[str]) -> frozenset[str]:
        """Leave out parts whose whole is among the names as well."""
        return frozenset(name for name in names if self.parents.get(name, frozenset()).isdisjoint(names))

    def chain(self, first: str, last: str) -> tuple[str, ...]:
        """Return standards from the first to the last, each a direct prerequisite of the next; empty without a way."""
        came: dict[str, str] = {last: last}
        waiting = [last]
        for name in waiting:
            if name == first:
                found = [name]
                while found[-1] != last:
                    found.append(came[found[-1]])
                return tuple(found)
            for other in self.by_order(self.before(name) - came.keys()):
                came[other] = name
                waiting.append(other)
        return ()

    def fringe(self, known: AbstractSet[str], standards: Iterable[str]) -> list[str]:
        """Return the outer fringe: those of the standards not known whose direct prerequisites all are."""
        return self.by_order(name for name in standards if name not in known and self.before(name) <= known)

    def open_descendants(self, standard: str, known: AbstractSet[str]) -> int:
        """Count the standards not yet known that mastering this one helps to open."""
        return len(self.descendants.get(standard, frozenset()) - known)


def build(
    precedes: Iterable[Pair],
    child_of: Iterable[Pair],
    order: Iterable[str],
    *,
    across: Iterable[Pair] = (),
    usual: Mapping[str, AbstractSet[str]] | None = None,
) -> Graph:
    """Return the graph of (prerequisite, dependent) and (child, parent) pairs; raises PrerequisiteCycleError by name.

    A prerequisite of a whole is one of its parts too, a part stands for its whole as a prerequisite, and the whole for
    its parts (`tree.extended`). A link between a standard and a part of itself says nothing about order and is left
    out. `across` are pairs that no file was checked for: those that close a circle are left out and told (`left_out`).
    """
    tree = Tree(child_of)
    own, more = list(precedes), list(across)
    circles = core(stated([*own, *more], tree)) if more else frozenset()
    left_out = [
        (origin, target)
        for origin, target in dict.fromkeys(more)
        if origin in circles and not circles.isdisjoint({target, *tree.below(target)})
    ]
    links = stated([*own, *(pair for pair in more if pair not in set(left_out))], tree)
    listed = tuple(dict.fromkeys(order))
    if core(links):  # found now rather than in front of a learner
        _ = Graph(_frozen(links), order=listed).sequence
    return Graph(
        {name: needed for name, needed in extended(links, tree).items() if needed},
        tree.parents,
        listed,
        usual=_frozen(without_circles({}, _pairs(usual or {}))),
        unlinked=frozenset(name for name in usual or {} if not links.get(name)),
        left_out=tuple(sorted(left_out)),
    )


def _pairs(links: Links) -> list[Pair]:
    return [(other, name) for name, needed in links.items() for other in sorted(needed)]


def _frozen(links: Links) -> dict[str, frozenset[str]]:
    return {name: frozenset(needed) for name, needed in links.items()}


def _nearest(standard: str, kept: AbstractSet[str], links: Links) -> set[str]:
    """Return the first kept standards on every way back from a standard."""
    found: set[str] = set()
    seen = {standard}
    stack = list(links.get(standard, ()))
    while stack:
        name = stack.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in kept:
            found.add(name)
        else:
            stack.extend(links.get(name, ()))
    return found


def _reduced(links: Links) -> dict[str, frozenset[str]]:
    """Leave out links that a longer chain says already."""
    order = tuple(TopologicalSorter(links).static_order())
    above: dict[str, frozenset[str]] = {}
    for name in order:
        direct = frozenset(links.get(name, ()))
        above[name] = direct.union(*(above[other] for other in direct))
    reduced = {}
    for name, needed in links.items():
        left = frozenset(needed).difference(*(above[other] for other in needed))
        if left:
            reduced[name] = left
    return reduced
