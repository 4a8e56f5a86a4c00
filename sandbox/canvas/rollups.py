"""From results to one score for an outcome: scaling, ways to calculate, the LMS's own rounding (facts 6.5, 6.6)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

USUAL = 65


@dataclass(frozen=True)
class Scored:
    """A result: points of the possible ones, and when, as ISO text."""

    score: float | None
    possible: float
    at: str


def scaled(result: Scored, points: float, mastery: float) -> tuple[float | None, float | None]:
    """Return a result's share, and its score on the outcome's scale; None where it has no score."""
    if result.score is None:
        return None, None
    base = result.possible or points or mastery
    if not base:
        return None, result.score
    percent = result.score / base
    return percent, percent * (points if points > 0 else mastery)


def rolled_up(
    scores: Sequence[float | None], method: str | None, number: int | None, mastery: float, *, new: bool = False
) -> float | None:
    """Return one score from several in order of time; None where there is none yet.

    `new`: the feature flag that gives the decaying average back its own way.
    """
    found = [one for one in scores if one is not None]
    if not found:
        return None
    if method in {"decaying_average", "weighted_average", "standard_decaying_average"}:
        share = USUAL if number is None else number
        return _decayed(found, share) if new and method == "standard_decaying_average" else _weighted(found, share)
    if method == "n_mastery":
        above = [one for one in found if one >= mastery]
        enough = len(found) >= (number or 5) and len(above) >= (number or 5)
        return rounded(_sum(above) / len(above)) if enough else None
    if method == "latest":
        return rounded(found[-1])
    return rounded(_sum(found) / len(found)) if method == "average" else rounded(max(found))


def rounded(value: float) -> float:
    """Round to two places, halves away from zero, by the decimal that the number prints as."""
    if value < 0:
        return -rounded(-value)
    near = value * 100
    whole = math.floor(near) + (1.0 if near - math.floor(near) >= 0.5 else 0.0)
    if (whole + 0.5) / 100 <= value:  # the product fell below the half that the decimal is
        whole += 1
    return whole / 100


def _weighted(scores: Sequence[float], share: int) -> float:
    if len(scores) == 1:
        return rounded(scores[0])
    before = _sum(scores[:-1]) / (len(scores) - 1)
    return rounded(scores[-1] * (0.01 * share) + before * (0.01 * (100 - share)))


def _decayed(scores: Sequence[float], share: int) -> float:
    found = scores[0]
    for one in scores[1:]:
        found = found * (0.01 * (100 - share)) + one * (0.01 * share)
    return rounded(found)


def _sum(values: Sequence[float]) -> float:
    """Add with the rounding errors made good (Neumaier)."""
    total = lost = 0.0
    for value in values:
        step = total + value
        lost += (total - step) + value if abs(total) >= abs(value) else (value - step) + total
        total = step
    return total + lost
