"""What a standard usually follows where nobody says what it builds on: order and hierarchy alone (standards.md 5).

Its neighbour before it under the same heading; the first one follows the grade below of the same domain. Domains are
known by their words: a heading of a lower grade is called the same. This is a habit, no prerequisite: nothing is
concluded from it about what somebody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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


class _Habit:
    """The way through the lines; `last` are the last standards under headings, by words above them and grade."""

    def __init__(self, lines: Sequence[Listed], tree: Tree) -> None:
        self.tree = tree
        self.by_id = {line.id: line for line in lines}
        place = {line.id: number for number, line in enumerate(lines)}
        self.parent = {
            name: min(known, key=place.__getitem__)
            for name, above in tree.parents.items()
            if (known := [one for one in above if one in place])
        }
        self.words = {line.id: _plain(line.words) for line in lines if not line.assessable}
        self.above: dict[str, tuple[str, ...]] = {}
        self.last: dict[str, dict[int, dict[str, str]]] = {}
        self.found: dict[str, frozenset[str]] = {}
        standards = [line for line in lines if line.assessable and line.id in self.parent]
        for line in standards:
            self._remember(line)
        before: dict[str, str] = {}
        for line in standards:
            parent = self.parent[line.id]
            follows = self._follows(line, parent, before.get(parent))
            if follows:
                self.found[line.id] = follows
            before[parent] = line.id

    def _follows(self, line: Listed, parent: str, neighbour: str | None) -> frozenset[str]:
        if neighbour is not None:
            return frozenset({neighbour, *self._parts(neighbour)})
        if self.by_id[parent].assessable:
            return self.found.get(parent, frozenset())
        return self._grade_below(line, parent)

    def _parts(self, name: str) -> list[str]:
        return [one for one in self.tree.below(name) if one in self.by_id and self.by_id[one].assessable]

    def _headings(self, name: str) -> tuple[str, ...]:
        """Return a heading, or the one above a standard, and all headings above it, the nearest first."""
        if name not in self.above:
            upper = self._headings(self.parent[name]) if name in self.parent else ()
            self.above[name] = upper if self.by_id[name].assessable else (name, *upper)
        return self.above[name]

    def _remember(self, line: Listed) -> None:
        parent = self.parent[line.id]
        if line.grade is None or self.by_id[parent].assessable:
            return
        for heading in self._headings(parent):
            self.last.setdefault(self.words[heading], {}).setdefault(line.grade, {})[parent] = line.id

    def _grade_below(self, line: Listed, parent: str) -> frozenset[str]:
        if line.grade is None:
            return frozenset()
        for heading in self._headings(parent):
            grades = self.last.get(self.words[heading], {})
            below = max((grade for grade in grades if grade < line.grade), default=None)
            if below is not None:
                lasts = grades[below].values()
                return frozenset(lasts).union(*(self._parts(one) for one in lasts))
        return frozenset()


def _plain(words: str) -> str:
    """Return a heading's words as two spellings of it have them in common: publishers mark some with a star."""
    return " ".join("".join(one if one.isalnum() else " " for one in words.casefold()).split())
