"""What a standard usually follows where nobody says what it builds on: order and hierarchy alone (standards.md 5).

Its neighbour before it under the same heading; the first one follows the grade below of the same domain. Domains are
known by their words: a heading of a lower grade is called the same. This is a habit, no prerequisite: nothing is
concluded from it about what somebody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gateway.learn.tree import Pair, Tree


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a framework: whether it is a standard or only a heading, its words, and its lowest grade."""

    id: str
    words: str
    assessable: bool
    grade: int | None = None


def usual(lines: Sequence[Listed], child_of: Iterable[Pair]) -> dict[str, frozenset[str]]:
    """Return what each standard usually follows, of lines in reading order and (child, parent) pairs.

    What follows a standard follows all its parts. A standard without a heading follows nothing.
    """
    return _Habit(lines, Tree(child_of)).found


@dataclass
class _Habit:
    """The way through the lines; `last` standards are known by heading, and by the words of it, grade and heading."""

    lines: Sequence[Listed]
    tree: Tree
    found: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_id = {line.id: line for line in self.lines}
        self.place = {line.id: place for place, line in enumerate(self.lines)}
        grades = self._grades()
        before: dict[str, str] = {}
        for line in self.lines:
            parent = self._parent(line.id)
            if not line.assessable or parent is None:
                continue
            if parent in before:
                follows = frozenset({before[parent], *self._parts(before[parent])})
            elif self.by_id[parent].assessable:
                follows = self.found.get(parent, frozenset())
            else:
                follows = self._grade_below(line, grades)
            if follows:
                self.found[line.id] = follows
            before[parent] = line.id

    def _parent(self, name: str) -> str | None:
        return min((one for one in self.tree.parents.get(name, ()) if one in self.place), key=self._rank, default=None)

    def _rank(self, name: str) -> int:
        return self.place.get(name, len(self.place))

    def _parts(self, name: str) -> list[str]:
        return [one for one in self.tree.below(name) if one in self.by_id and self.by_id[one].assessable]

    def _headings(self, name: str) -> list[Listed]:
        """Return the headings above a standard, the nearest first."""
        found: list[Listed] = []
        parent = self._parent(name)
        while parent is not None:
            found.append(self.by_id[parent])
            parent = self._parent(parent)
        return [one for one in found if not one.assessable]

    def _grades(self) -> Mapping[str, Mapping[int, Mapping[str, str]]]:
        """Return the last standard under each nearest heading, by words of any heading above it and by grade."""
        found: dict[str, dict[int, dict[str, str]]] = {}
        for line in self.lines:
            if not line.assessable or line.grade is None:
                continue
            headings = self._headings(line.id)
            parent = self._parent(line.id)
            if parent is None or self.by_id[parent].assessable:
                continue
            for heading in headings:
                found.setdefault(_plain(heading.words), {}).setdefault(line.grade, {})[headings[0].id] = line.id
        return found

    def _grade_below(self, line: Listed, grades: Mapping[str, Mapping[int, Mapping[str, str]]]) -> frozenset[str]:
        if line.grade is None:
            return frozenset()
        for heading in self._headings(line.id):
            of = grades.get(_plain(heading.words), {})
            below = max((grade for grade in of if grade < line.grade), default=None)
            if below is not None:
                lasts = of[below].values()
                return frozenset(lasts).union(*(self._parts(one) for one in lasts))
        return frozenset()


def _plain(words: str) -> str:
    """Return a heading's words as two spellings of it have them in common: publishers mark some with a star."""
    return " ".join("".join(one if one.isalnum() else " " for one in words.casefold()).split())
