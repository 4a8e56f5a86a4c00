"""What the sample library consists of: units of standards, and activities with their texts in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["practice", "paper", "partner", "teacher", "link"]
Style = Literal["try", "paper", "partner", "teacher"]
Level = Literal["easy", "core", "hard"]
Texts = Mapping[str, str]

ACTIVITY_BASE = "https://waymark.example/activities/"


class LibraryError(ValueError):
    """The library file breaks rules; the message lists each with its place in the file."""


@dataclass(frozen=True)
class Practice:
    """Which generator draws the questions, and how many (4 to 6) of them make one activity."""

    generator: str
    items: int


@dataclass(frozen=True)
class RubricLevel:
    """One level (1 lowest to 4) of a teacher-led activity, in words a teacher recognises in a student's work."""

    level: int
    words: Texts


@dataclass(frozen=True)
class Unit:
    """A unit of the pathway: its standards' codes in teaching order."""

    key: str
    title: Texts
    standards: tuple[str, ...]


@dataclass(frozen=True)
class Activity:
    """One thing a student can do: drawn questions (`practice`), a talk (`rubric`) or a page elsewhere (`url`).

    `interests` are words that it may interest somebody by.
    """

    key: str
    kind: Kind
    style: Style
    minutes: int
    level: Level
    standards: tuple[str, ...]
    title: Texts
    learn: Texts
    matters: Texts
    practice: Practice | None
    rubric: tuple[RubricLevel, ...]
    url: str | None = None
    interests: tuple[Texts, ...] = ()

    @property
    def iri(self) -> str:
        """The activity id in statements."""
        return ACTIVITY_BASE + self.key

    def page_data(self) -> dict[str, Any]:
        """Give what the practice page needs to run, JSON-ready; it holds nothing about any learner."""
        drawn = self.practice
        return {
            "key": self.key,
            "kind": self.kind,
            "style": self.style,
            "minutes": self.minutes,
            "level": self.level,
            "title": dict(self.title),
            "learn": dict(self.learn),
            "generator": drawn.generator if drawn else None,
            "items": drawn.items if drawn else 0,
        }


@dataclass(frozen=True)
class Library:
    """All activities of one subject with the CASE framework (document identifier) their codes belong to."""

    key: str
    title: Texts
    framework: str
    units: tuple[Unit, ...]
    activities: tuple[Activity, ...]

    def find(self, key: str) -> Activity | None:
        """Return the activity of that key, or None."""
        return next((one for one in self.activities if one.key == key), None)

    def activity(self, key: str) -> Activity:
        """Return the activity of that key; KeyError when there is none."""
        found = self.find(key)
        if found is None:
            raise KeyError(key)
        return found

    def for_standard(self, code: str) -> tuple[Activity, ...]:
        """Return the activities of one standard, in the order of the file."""
        return tuple(one for one in self.activities if code in one.standards)

    def unit_of(self, code: str) -> Unit | None:
        """Return the unit that teaches a standard, or None."""
        return next((one for one in self.units if code in one.standards), None)
