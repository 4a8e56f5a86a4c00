"""A draft pathway: a course's standards in units by prerequisite order, their activities, and the gaps in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from gateway.learn.graph import Graph
from gateway.learn.library import Library

UNIT_SIZE: Final = 6
GapCode = Literal["no_activity", "one_activity", "one_style", "late_prerequisite", "circle"]


@dataclass(frozen=True, slots=True)
class Unit:
    """Standards learnt together, in order; name is the teacher's or the library's word for it, if there is one."""

    number: int
    name: str | None
    standards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """What a standard lacks; other names the prerequisite that comes later in the pathway, where that is it.

    In a circle, it is what the standard does not build on here because that would come before itself.
    """

    code: GapCode
    standard: str
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Units in order, activity ids by standard, and gaps in the order of the units."""

    units: tuple[Unit, ...]
    activities: Mapping[str, tuple[str, ...]]
    gaps: tuple[Gap, ...]

    @property
    def order(self) -> tuple[str, ...]:
        """All standards in the order of the pathway."""
        return tuple(name for unit in self.units for name in unit.standards)


def draft(library: Library, unit_of: Mapping[str, str] | None = None, size: int = UNIT_SIZE) -> Draft:
    """Return the draft of a library's standards; unit_of names the unit a standard belongs to, where that is known.

    Without it, the prerequisite order is cut into even units of at most the given size.
    """
    graph = library.framework.within(library.standards)
    units = _named(graph, unit_of) if unit_of else _cut(graph.sequence, size)
    activities = {name: tuple(each.id for each in library.by_standard[name]) for name in graph.sequence}
    order = tuple(name for unit in units for name in unit.standards)
    return Draft(units, activities, tuple(gaps(library, order)))


def gaps(library: Library, order: Iterable[str]) -> list[Gap]:
    """Return what the standards of a pathway lack, in its order: a dead end is found before a learner finds it."""
    order = tuple(order)
    graph = library.framework.within(order)
    seen: set[str] = set()
    found: list[Gap] = []
    for name in order:
        seen.add(name)
        activities = library.by_standard.get(name, ())
        if len(activities) < 2:
            found.append(Gap("one_activity" if activities else "no_activity", name))
        elif len({each.style for each in activities}) == 1:
            found.append(Gap("one_style", name))
        found += [Gap("late_prerequisite", name, other) for other in graph.by_order(graph.before(name) - seen)]
    return found + _circles(graph, seen)


def _circles(graph: Graph, course: AbstractSet[str]) -> list[Gap]:
    """Return a gap for each two standards, one of them of the course, of which a link was left out of the graph."""
    found: dict[frozenset[str], Gap] = {}
    for other, name in graph.left_out:
        if name in course:
            found.setdefault(frozenset({other, name}), Gap("circle", name, other))
        elif other in course:
            found.setdefault(frozenset({other, name}), Gap("circle", other, name))
    return list(found.values())


def _named(graph: Graph, unit_of: Mapping[str, str]) -> tuple[Unit, ...]:
    sequence = graph.sequence
    first = {name: place for place, name in reversed(list(enumerate(unit_of.get(each) for each in sequence)))}
    ranked = sorted(sequence, key=lambda name: first[unit_of.get(name)])
    grouped = groupby(ranked, key=unit_of.get)
    return tuple(Unit(number, name, tuple(each)) for number, (name, each) in enumerate(grouped, start=1))


def _cut(sequence: tuple[str, ...], size: int) -> tuple[Unit, ...]:
    count = -(-len(sequence) // size)
    bounds = [round(place * len(sequence) / count) for place in range(count + 1)] if count else []
    return tuple(Unit(number, None, sequence[bounds[number - 1] : bounds[number]]) for number in range(1, len(bounds)))
