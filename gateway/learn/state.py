"""A learner's state: a cache of what the learner's log says, that reads back from JSON to the last digit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, NamedTuple, overload

import orjson

from gateway.learn.parameters import Hyper
from gateway.learn.said import Fall
from gateway.learn.tracer import Done, Skill, Trace, fresh

FORMAT: Final = 3
KEPT_CONTRIBUTIONS: Final = 20


class Contribution(NamedTuple):
    """One piece of evidence and what it did to one standard; at in POSIX seconds, scores and p 0..1."""

    statement_id: str
    activity_id: str
    at: float
    score: float
    earned: float
    questions: int | None
    hints_used: int | None
    expected: float
    before: float
    after: float
    level_before: int | None
    level_after: int | None

    @property
    def moved(self) -> float:
        """How far it moved the expected success on the standard."""
        return self.after - self.before


_contribution: Callable[[list[Any]], Contribution] = partial(tuple.__new__, Contribution)
"""As its _make, without counting the parts: there are more than a thousand in a year's state."""


class History(Sequence[Contribution]):
    """The newest contributions to one standard, oldest first; never changed.

    One that was stored is read when somebody asks what is in it: a new result asks that of one standard, not of sixty.
    """

    __slots__ = ("_found", "_text")

    def __init__(self, found: tuple[Contribution, ...] = ()) -> None:
        self._found: tuple[Contribution, ...] | None = found
        self._text: str | None = None

    @classmethod
    def stored(cls, text: str) -> History:
        """Return what `text` wrote."""
        made = cls()
        made._found, made._text = None, text
        return made

    @property
    def text(self) -> str:
        """The contributions as JSON; equal ones give equal texts."""
        if self._text is None:
            self._text = orjson.dumps(self._found, default=tuple).decode()
        return self._text

    @property
    def every(self) -> tuple[Contribution, ...]:
        """All of them."""
        if self._found is None:
            self._found = tuple(map(_contribution, orjson.loads(self._text or "[]")))
        return self._found

    def then(self, newest: Contribution, most: int) -> History:
        """Return these with one more, of which so many newest are kept."""
        return History((*self.every[1 - most :], newest))

    @overload
    def __getitem__(self, place: int) -> Contribution: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Contribution, ...]: ...
    def __getitem__(self, place: int | slice) -> Contribution | tuple[Contribution, ...]:
        """Return one of them, or some."""
        return self.every[place]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.every)

    def __iter__(self) -> Iterator[Contribution]:
        """Go through them, oldest first."""
        return iter(self.every)

    def __eq__(self, other: object) -> bool:
        """Say whether another history has the same contributions."""
        return isinstance(other, History) and self.every == other.every

    def __hash__(self) -> int:
        """Return the hash of the contributions."""
        return hash(self.every)


NO_HISTORY: Final = History()


class Record(NamedTuple):
    """What a learner showed on one standard; levels 1..4, best_level never falls, times in POSIX seconds.

    tally is what the school's own rule keeps of the scores, empty where the course has none.
    """

    pieces: int = 0
    activities: tuple[str, ...] = ()
    last_at: float | None = None
    mastered: bool = False
    first_mastered_at: float | None = None
    tally: tuple[float, ...] = ()
    level: int | None = None
    best_level: int | None = None
    contributions: History = NO_HISTORY


NOTHING: Final = Record()


@dataclass(slots=True)
class LearnerState:
    """Trace, records by standard, graph rules' marks, and the place in the log reached (time, statement id).

    rule is the key of the school's own rule that the records' tallies were made under, empty without one. aside are the
    last results by activity of what does not count: plans know that it was done, estimates do not.

    said are the levels that are said where they differ from the records', falls how said ones went down: both are
    history that is kept beside the state, so that neither is part of its text nor of what makes two states equal.
    """

    trace: Trace
    records: dict[str, Record] = field(default_factory=dict)
    blame: dict[str, dict[str, int]] = field(default_factory=dict)
    refreshed: dict[str, float] = field(default_factory=dict)
    reached: tuple[float, str] | None = None
    last_standards: tuple[str, ...] = ()
    rule: str = ""
    aside: dict[str, Done] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict, compare=False)
    falls: dict[str, Fall] = field(default_factory=dict, compare=False)

    def level(self, standard: str) -> int | None:
        """Return the level that is said of a standard, None for none."""
        found = self.said.get(standard)
        return found if found is not None else self.records.get(standard, NOTHING).level

    def say(self, standard: str, level: int | None) -> None:
        """Say a level from now on; the record's own needs no word."""
        if level is None or level == self.records.get(standard, NOTHING).level:
            self.said.pop(standard, None)
        else:
            self.said[standard] = level

    def done(self, activity: str) -> Done | None:
        """Return the last result at an activity, whether it counts or not; None where there is none."""
        return self.trace.done.get(activity) or self.aside.get(activity)

    def times(self, activity: str) -> int:
        """Return how often an activity was done."""
        done = self.done(activity)
        return done.times if done is not None else 0

    @classmethod
    def empty(cls, hyper: Hyper) -> LearnerState:
        """Return the state of a learner without evidence."""
        return cls(fresh(hyper))

    def copy(self) -> LearnerState:
        """Return a state that can be extended without changing this one."""
        return LearnerState(
            self.trace.copy(),
            dict(self.records),
            {name: dict(by) for name, by in self.blame.items()},
            dict(self.refreshed),
            self.reached,
            self.last_standards,
            self.rule,
            dict(self.aside),
            dict(self.said),
            dict(self.falls),
        )

    def to_json(self) -> str:
        """Return the state as text; equal states give equal texts."""
        data = {
            "format": FORMAT,
            "general": self.trace.general,
            "skills": self.trace.skills,
            "done": self.trace.done,
            "records": self.records,
            "blame": self.blame,
            "refreshed": self.refreshed,
            "reached": self.reached,
            "last_standards": self.last_standards,
            "rule": self.rule,
            "aside": self.aside,
        }
        # Each result of each learner is read and written through here: the fast library takes a tenth of the time.
        return orjson.dumps(data, default=_plain, option=orjson.OPT_SORT_KEYS).decode()

    @classmethod
    def from_json(cls, text: str) -> LearnerState:
        """Read what to_json wrote; ValueError for another format."""
        data: dict[str, Any] = orjson.loads(text)
        if data.get("format") != FORMAT:
            raise ValueError("this learner state has another format")
        mean, variance = data["general"]
        skills = dict(zip(data["skills"], map(_skill, data["skills"].values()), strict=True))
        done = dict(zip(data["done"], map(_done, data["done"].values()), strict=True))
        return cls(
            Trace((mean, variance), skills, done),
            {name: _record(parts) for name, parts in data["records"].items()},
            data["blame"],
            data["refreshed"],
            tuple(data["reached"]) if data["reached"] else None,
            tuple(data["last_standards"]),
            data["rule"],
            {name: _done(parts) for name, parts in data.get("aside", {}).items()},
        )


# As their _make, without counting the parts.
_skill: Callable[[list[Any]], Skill] = partial(tuple.__new__, Skill)
_done: Callable[[list[Any]], Done] = partial(tuple.__new__, Done)


def _record(parts: list[Any]) -> Record:
    *head, contributions = parts
    pieces, activities, last_at, mastered, first_at, tally, level, best = head
    kept = History.stored(contributions)
    return Record(pieces, tuple(activities), last_at, mastered, first_at, tuple(tally), level, best, kept)


def _plain(part: Any) -> Any:
    """Return what JSON has for a part of a state."""
    return part.text if isinstance(part, History) else tuple(part)
