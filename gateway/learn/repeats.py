"""Content often tells one result several times: `passed` and `completed` with the same score. It counts once.

What belongs together is told by registration and activity. There the best informed statement stands: one with a score
before one that only says success, and of the same score `passed` or `failed` before `completed`, `mastered`, `scored`.
Statements of the same verb are results of their own, as of several tries; so are different scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

_ADL: Final = "http://adlnet.gov/expapi/verbs/"
_RANK: Final[Mapping[str, int]] = {
    f"{_ADL}passed": 4, f"{_ADL}failed": 4, f"{_ADL}completed": 3, f"{_ADL}mastered": 2, f"{_ADL}scored": 1,
}  # fmt: skip
VERBS: Final = tuple(_RANK)
"""By which content tells how a whole activity ended."""

_DIGITS = 2
"""Of a score: one statement rounds what another one gives in full."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One result of an activity: its number in the log, (registration, activity), verb, and score 0..1 before hints.

    `scored` is False where success alone was told.
    """

    seq: int
    of: tuple[str, str]
    verb: str
    earned: float
    scored: bool

    @property
    def same(self) -> tuple[tuple[str, str], float]:
        """What those have in common that may be one result."""
        return self.of, round(self.earned, _DIGITS)


def repeated(outcomes: Iterable[Outcome]) -> set[int]:
    """Return the numbers of those that say again what a better informed one says; the order does not matter."""
    every = list(outcomes)
    scored = {one.of for one in every if one.scored}
    best: dict[tuple[tuple[str, str], float], int] = {}
    for one in every:
        if one.scored or one.of not in scored:
            best[one.same] = max(best.get(one.same, 0), _RANK[one.verb])
    return {one.seq for one in every if _again(one, scored, best)}


def _again(one: Outcome, scored: set[tuple[str, str]], best: Mapping[tuple[tuple[str, str], float], int]) -> bool:
    if not one.scored and one.of in scored:
        return True
    return _RANK[one.verb] < best[one.same]
