"""What a learner's state says about a standard on a day, and what a teacher's own judgement makes of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final, Literal

from gateway.learn.estimate import estimate
from gateway.learn.fold import GOOD
from gateway.learn.said import Fall
from gateway.learn.settings import DAY, Inputs, Settings
from gateway.learn.state import NO_HISTORY, Contribution, History, LearnerState, Record

StateCode = Literal["none", "few", "prog", "near", "done", "due", "exc"]
Sureness = Literal["early", "not_very", "quite", "sure"]

QUITE_SURE_WIDTH: Final = 0.35
SURE_WIDTH: Final = 0.18
"""Widths of the 80 % range of expected success up to which we say so."""

MASTERED: Final = 4
"""The level that says mastered."""

TRIES: Final = 3
MOVED: Final = 0.02
"""So many tries that raise the expected success by no more than this are standing still."""
LOW: Final = 0.5
"""A try below this did not work out: two of them in a row ask for a support step, three for the teacher."""
SUPPORTED: Final = 2
MOST_DOUBLED: Final = 4
"""How often the interval between look backs doubles at most."""


@dataclass(frozen=True, slots=True)
class Mastery:
    """One learner on one standard as of a day: p values 0..1 with an 80 % range, level 1..4 or None while blank.

    The level is the one that is said: time alone makes a mastered standard due, it lowers nothing, and neither does a
    new parameter set. estimated is what the evidence says under the present set, fell how a said level went down. value
    is what the school's own rule makes of the scores, in its points; None without a rule, and while it says nothing.
    """

    standard: str
    p_ref: float
    low: float
    high: float
    p_mastered: float
    n: int
    activities: int
    last_at: datetime | None
    state: StateCode
    level: int | None
    estimated: int | None
    sureness: Sureness
    first_mastered_at: datetime | None = None
    history: History = NO_HISTORY
    set_by_teacher: bool = False
    value: float | None = None
    fell: Fall | None = None

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """What moved it, newest first."""
        return self.history[::-1]

    @property
    def proposed(self) -> int | None:
        """The level that the same evidence has under the present set, where it is not the one that is said."""
        stands = self.level is not None and not self.set_by_teacher
        return self.estimated if stands and self.estimated != self.level else None

    @property
    def low_tries(self) -> int:
        """How many of the newest tries in a row did not work out, while the standard is not mastered."""
        if self.state not in {"few", "prog", "near"}:
            return 0
        return next((n for n, one in enumerate(self.contributions) if worked_out(one)), len(self.contributions))

    @property
    def stumbled(self) -> bool:
        """Whether the last two tries did not work out: the next step is one that supports."""
        return self.low_tries >= SUPPORTED

    @property
    def stuck(self) -> bool:
        """Whether the last three tries did not work out, or together moved nothing: this is for the teacher."""
        tries = self.contributions[:TRIES]
        moved = tries[0].after - tries[-1].before if len(tries) == TRIES else 1.0
        return self.low_tries >= TRIES or (self.state in {"few", "prog"} and moved <= MOVED)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A teacher's own decision until withdrawn: a level 1..4, or excused; author and reason are kept beside it."""

    kind: Literal["level", "excused"]
    level: int | None = None
    at: datetime | None = None

    def is_late(self, last_at: datetime | None, before: datetime) -> bool:
        """Say whether a mastery that was set, and the last result there, are older than a time: due for review."""
        if self.level != 4 or self.at is None:
            return False
        return max(self.at, last_at or self.at) < before


def worked_out(one: Contribution) -> bool:
    """Say whether a try worked out: not where hints left nothing of it, as when the answer was shown."""
    return one.earned >= LOW and one.score > 0.0


def read(state: LearnerState, standard: str, as_of: datetime, inputs: Inputs) -> Mastery:
    """Read a standard out of a state as of an aware time."""
    record = state.records.get(standard, Record())
    at = as_of.timestamp()
    found = estimate(state.trace, inputs.params, standard, at)
    low, high = found.interval
    code = _state(state, standard, record, at, inputs)
    return Mastery(
        standard=standard,
        p_ref=found.p,
        low=low,
        high=high,
        p_mastered=found.above(inputs.settings.aim_logit),
        n=record.pieces,
        activities=len(record.activities),
        last_at=moment(record.last_at),
        state=code,
        level=state.level(standard),
        estimated=record.level,
        sureness="early" if code in {"none", "few"} else _sureness(high - low),
        first_mastered_at=moment(record.first_mastered_at),
        history=record.contributions,
        value=_value(state, record, inputs),
        fell=state.falls.get(standard),
    )


def judged(mastery: Mastery, judgement: Judgement | None, *, late_before: datetime | None = None) -> Mastery:
    """Return the mastery as shown and delivered under a teacher's judgement; the estimate stays beside it.

    A mastery that a teacher set comes up for review, its level stays: where neither the judgement nor the last result
    is newer than `late_before`.
    """
    if judgement is None:
        return mastery
    if judgement.kind == "excused":
        return replace(mastery, state="exc", level=None, set_by_teacher=True)
    codes: dict[int, StateCode] = {4: "done", 3: "near", 2: "prog", 1: "prog"}
    if judgement.level not in codes:
        raise ValueError("a teacher sets a level from 1 to 4")
    late = late_before is not None and judgement.is_late(mastery.last_at, late_before)
    code: StateCode = "due" if late else codes[judgement.level]
    return replace(mastery, state=code, level=judgement.level, set_by_teacher=True)


def touched_at(state: LearnerState, standard: str) -> float | None:
    """Return when a standard was last practised, or refreshed by success on what builds on it (POSIX seconds)."""
    last = state.records.get(standard, Record()).last_at
    refreshed = state.refreshed.get(standard)
    return last if refreshed is None or last is None else max(last, refreshed)


def review_at(state: LearnerState, standard: str, settings: Settings) -> float | None:
    """Return when a mastered standard is due for a look back (POSIX seconds), None for one that is not mastered.

    The first look back comes after the course's interval. One that works out after half of that time or more doubles
    it: what was brought back to mind lasts longer (spaced review).
    """
    record, touched = state.records.get(standard, Record()), touched_at(state, standard)
    if state.level(standard) != MASTERED or touched is None:
        return None
    interval, tries = settings.review_days * DAY, [*record.contributions]
    first = math.inf if record.first_mastered_at is None else record.first_mastered_at
    brought_back = sum(
        one.earned >= GOOD and one.at - before.at >= interval / 2 and one.at > first for before, one in pairwise(tries)
    )
    doubled: int = 1 << min(brought_back, MOST_DOUBLED)
    return touched + interval * doubled


def moment(at: float | None) -> datetime | None:
    """Return POSIX seconds as an aware time."""
    return None if at is None else datetime.fromtimestamp(at, UTC)


def _value(state: LearnerState, record: Record, inputs: Inputs) -> float | None:
    rule = inputs.settings.rule
    # Between a change of the rule and the next fold the tallies are another rule's.
    return rule.value(record.tally) if rule is not None and state.rule == rule.key else None


def _state(state: LearnerState, standard: str, record: Record, at: float, inputs: Inputs) -> StateCode:
    if record.pieces == 0:
        return "none"
    level = state.level(standard)
    if level is None:
        # A rule may say nothing although there are results enough: none of them reached what it asks for.
        silent = inputs.settings.rule is not None and record.pieces >= inputs.settings.rule.needs
        return "prog" if silent else "few"
    if level == MASTERED:
        review = review_at(state, standard, inputs.settings)
        return "due" if review is not None and at > review else "done"
    return "near" if level == MASTERED - 1 else "prog"


def _sureness(width: float) -> Sureness:
    if width <= SURE_WIDTH:
        return "sure"
    return "quite" if width <= QUITE_SURE_WIDTH else "not_very"
