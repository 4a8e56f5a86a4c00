"""The activities a course may offer, and the standards they serve."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from gateway.learn.graph import Graph


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing to do: the standards it is evidence for, its style, its minutes, and words it may interest by."""

    id: str
    standards: tuple[str, ...]
    style: str
    minutes: int | None = None
    level: str = "core"
    interests: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Library:
    """A course's activities with its standards in the teacher's order and the graph among these, `framework`."""

    activities: tuple[Activity, ...]
    standards: tuple[str, ...]
    framework: Graph = field(default_factory=lambda: Graph({}))

    @cached_property
    def by_id(self) -> dict[str, Activity]:
        """Each activity that serves a standard of the course, by id."""
        course = set(self.standards)
        return {each.id: each for each in self.activities if course.intersection(each.standards)}

    @cached_property
    def by_standard(self) -> dict[str, tuple[Activity, ...]]:
        """The activities of each standard of the course, in library order."""
        found: dict[str, list[Activity]] = {name: [] for name in self.standards}
        for each in self.by_id.values():
            for name in each.standards:
                if name in found:
                    found[name].append(each)
        return {name: tuple(each) for name, each in found.items()}

    @cached_property
    def served(self) -> tuple[str, ...]:
        """The standards that have an activity, in the teacher's order."""
        return tuple(name for name in self.standards if self.by_standard[name])

    @cached_property
    def graph(self) -> Graph:
        """The prerequisites among served standards: what nobody can practise here must not hold anybody up."""
        return self.framework.within(self.served)

    def without(self, forbidden: Iterable[str]) -> Library:
        """Return the library without some activities."""
        gone = frozenset(forbidden)
        if not gone.intersection(self.by_id):
            return self
        kept = tuple(each for each in self.activities if each.id not in gone)
        return Library(kept, self.standards, self.framework)
