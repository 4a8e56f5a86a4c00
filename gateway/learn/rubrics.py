"""A rubric: levels with words and points, rows that each show standards, and what a row looks like at each level."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

FEWEST_LEVELS: Final = 2
MOST_LEVELS: Final = 6
MOST_ROWS: Final = 12
LONGEST: Final = 600
"""Characters of what a row looks like at one level; titles have a third of it."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level: its word, and the share 0..1 of the points that work of this level gets."""

    word: str
    points: float


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a key that stays through all versions, the standards it shows, and its look at each level."""

    key: str
    title: str
    standards: tuple[str, ...]
    looks: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """A mark of what a result in this row counts for: other standards make it another one."""
        return hashlib.sha256("\n".join(sorted(set(self.standards))).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Rubric:
    """A rubric's content at one version; levels come lowest first."""

    title: str
    levels: tuple[Level, ...]
    rows: tuple[Row, ...]

    def row(self, key: str) -> Row | None:
        """Return the row of that key, None where there is none."""
        return next((one for one in self.rows if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a rubric cannot be used: a stable code, and which level or row (from 1; 0 for the whole)."""

    code: str
    place: int = 0


def problems(rubric: Rubric) -> list[Problem]:
    """Return everything that keeps a rubric from being used, in reading order; empty for a good one."""
    found = [] if rubric.title.strip() else [Problem("no_title")]
    if not FEWEST_LEVELS <= len(rubric.levels) <= MOST_LEVELS:
        found.append(Problem("levels_count"))
    found += _of_levels(rubric.levels)
    if not 1 <= len(rubric.rows) <= MOST_ROWS:
        found.append(Problem("rows_count"))
    return found + list(_of_rows(rubric.rows))


def _of_levels(levels: Sequence[Level]) -> list[Problem]:
    found = []
    for place, one in enumerate(levels, start=1):
        if not one.word.strip():
            found.append(Problem("level_word", place))
        if not 0.0 <= one.points <= 1.0:
            found.append(Problem("level_points", place))
        elif place > 1 and one.points <= levels[place - 2].points:
            found.append(Problem("level_order", place))
    return found


def _of_rows(rows: Sequence[Row]) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, one in enumerate(rows, start=1):
        title = one.title.strip().casefold()
        if not title:
            yield Problem("row_title", place)
        elif title in seen:
            yield Problem("row_twice", place)
        seen.add(title)
        if not one.standards:
            yield Problem("row_standards", place)
        if len(one.title) > LONGEST // 3 or any(len(look) > LONGEST for look in one.looks):
            yield Problem("row_long", place)


def lost(before: Rubric, after: Rubric, used: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Return (row title, who needs it) for rows that a new version drops although something asks for them.

    `used` gives the titles of what asks for a row, by its key.
    """
    kept = {one.key for one in after.rows}
    gone = [one for one in before.rows if one.key not in kept]
    return [(one.title, title) for one in gone for title in used.get(one.key, ())]


def even(words: Sequence[str]) -> tuple[Level, ...]:
    """Return levels of these words, lowest first, whose points rise evenly from 0 to 1."""
    most = max(len(words) - 1, 1)
    return tuple(Level(one, round(place / most, 4)) for place, one in enumerate(words))


def fitted(rubric: Rubric) -> Rubric:
    """Return a rubric whose rows say something (or nothing) for each of its levels, no more and no less."""
    count = len(rubric.levels)
    return replace(
        rubric, rows=tuple(replace(one, looks=(*one.looks, *[""] * count)[:count]) for one in rubric.rows)
    )  # fmt: skip


def to_body(rubric: Rubric) -> dict[str, Any]:
    """Return a version as it is stored; the title lies beside it."""
    return {
        "levels": [{"word": one.word, "points": one.points} for one in rubric.levels],
        "rows": [
            {"key": one.key, "title": one.title, "standards": list(one.standards), "looks": list(one.looks)}
            for one in rubric.rows
        ],
    }


def from_body(title: str, body: Mapping[str, Any]) -> Rubric:
    """Return a stored version."""
    return Rubric(
        title,
        tuple(Level(one["word"], float(one["points"])) for one in body["levels"]),
        tuple(Row(one["key"], one["title"], tuple(one["standards"]), tuple(one["looks"])) for one in body["rows"]),
    )
