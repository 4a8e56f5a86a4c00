"""What a learner did, and what it moved: results, strengths and changes out of the fold's own record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gateway.learn.state import Contribution
from gateway.services.path import Learner

LITTLE: Final = 0.02
LOT: Final = 0.10
"""Moves of the expected success below the first read as none, from the second on as a lot."""


@dataclass(frozen=True)
class Move:
    """What a stretch of work did to a standard: (pieces, level) before it and after."""

    standard_id: str
    before: tuple[int, int | None]
    after: tuple[int, int | None]


def move_of(one: Contribution) -> str:
    """Return the pages' word for how far one result moved the estimate: up2, up, same, down or down2."""
    if abs(one.moved) < LITTLE:
        return "same"
    far = "2" if abs(one.moved) >= LOT else ""
    return ("up" if one.moved > 0 else "down") + far


def last_result(learner: Learner) -> Contribution | None:
    """Return the newest result of the learner in this course."""
    found = [record.contributions[-1] for record in learner.state.records.values() if record.contributions]
    return max(found, key=lambda one: (one.at, one.statement_id), default=None)


def strength(learner: Learner) -> tuple[str, tuple[Contribution, ...]] | None:
    """Return what the learner mastered last, with up to two different activities that show it best; None before."""
    records = learner.state.records
    mastered = [one for one in learner.course.standards if learner.mastery(one).state in {"done", "due"}]
    shown = [one for one in mastered if one in records and records[one].contributions]
    if not shown:
        return None
    best = max(shown, key=lambda one: (records[one].first_mastered_at or 0.0, records[one].last_at or 0.0, one))
    return best, best_results(records[best].contributions)


def best_results(contributions: Sequence[Contribution], most: int = 2) -> tuple[Contribution, ...]:
    """Return the best results of different activities, newest first."""
    found: dict[str, Contribution] = {}
    for one in sorted(contributions, key=lambda each: (-each.earned, -each.at)):
        found.setdefault(one.activity_id, one)
    chosen = list(found.values())[:most]
    return tuple(sorted(chosen, key=lambda one: -one.at))


def moved_by(learner: Learner, statement_id: str) -> tuple[Move, ...]:
    """Return what one piece of evidence moved, in the course's order."""
    return moves(learner, lambda one: one.statement_id == statement_id)


def moved_since(learner: Learner, since: datetime) -> tuple[Move, ...]:
    """Return what all evidence since a time moved, in the course's order."""
    return moves(learner, lambda one: one.at >= since.timestamp())


def moves(learner: Learner, counts: Callable[[Contribution], bool]) -> tuple[Move, ...]:
    """Return (before the first, after the last) of the contributions that count, by standard."""
    found = []
    for standard_id in learner.course.standards:
        record = learner.state.records.get(standard_id)
        if record is None:
            continue
        first = record.pieces - len(record.contributions)
        mine = [(first + place, one) for place, one in enumerate(record.contributions, start=1) if counts(one)]
        if mine:
            (low, begin), (high, last) = mine[0], mine[-1]
            said = learner.state.said.get(standard_id)
            before, after = begin.level_before, last.level_after
            if said is not None:  # the fold's levels are of another parameter set than what was said
                fell = learner.state.falls.get(standard_id)
                told = fell is not None and any(one.statement_id == fell.statement_id for _, one in mine)
                before, after = fell.before if fell is not None and told else said, said
            found.append(Move(standard_id, (low - 1, before), (high, after)))
    return tuple(found)


def results_since(learner: Learner, since: datetime) -> tuple[Contribution, ...]:
    """Return each result since a time once, oldest first, however many standards it counted for."""
    found = {
        one.statement_id: one
        for record in learner.state.records.values()
        for one in record.contributions
        if one.at >= since.timestamp()
    }
    return tuple(sorted(found.values(), key=lambda one: (one.at, one.statement_id)))
