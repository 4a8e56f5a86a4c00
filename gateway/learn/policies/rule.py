"""A school's own rule for levels: a formula over the scores, cut scores, and the school's words for the levels."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from gateway.learn.policies.formulas import FORMULAS, Formula, Tally, Terms

MOST_PIECES: Final = 20
LONGEST_WORD: Final = 40
MOST_POINTS: Final = 1000.0
PLACES: Final = 9
"""Points that differ by less than this many decimal places are the same points."""


class RuleError(ValueError):
    """A rule that cannot be used; `field` names what to change: formula, parameter, possible, cuts, words or least."""

    def __init__(self, field: str, hint: str) -> None:
        super().__init__(f"{field}: {hint}")
        self.field = field


def points_of(score: float, possible: float) -> float:
    """Return the points of a share 0..1 as its gradebook wrote them: 15 of 22 are 15, not a hair less.

    The share was divided and is multiplied again, and each of the two may lose the last bit; a score exactly at a cut
    would miss it.
    """
    return round(score * possible, PLACES)


@dataclass(frozen=True, slots=True)
class Rule:
    """How levels 1..4 come from scores: the formula's value in points 0..possible, against three cut scores.

    cuts are the points at which levels 2, 3 and 4 begin; the last one is also what "reaching mastery" means to a
    formula that asks for it. words name levels 1 to 4, empty ones keep ours. least is how many results it takes
    before a level is said at all. An unusable rule raises RuleError.
    """

    formula: str
    parameter: int = 0
    possible: float = 4.0
    cuts: tuple[float, float, float] = (1.5, 2.5, 3.5)
    words: tuple[str, str, str, str] = ("", "", "", "")
    least: int = 1

    def __post_init__(self) -> None:
        if self.formula not in FORMULAS:
            raise RuleError("formula", f"one of {', '.join(FORMULAS)}")
        if self.how.bounds is None:
            object.__setattr__(self, "parameter", 0)
        elif self.parameter == 0:
            object.__setattr__(self, "parameter", self.how.usual)
        _check(self)

    @property
    def how(self) -> Formula:
        """The formula."""
        return FORMULAS[self.formula]

    @property
    def terms(self) -> Terms:
        """What the formula looks at beside the scores."""
        return Terms(self.parameter, self.cuts[2], self.possible)

    @property
    def needs(self) -> int:
        """How many results it takes at least until there may be a level."""
        return max(self.least, self.parameter) if self.formula == "n_mastery" else self.least

    @property
    def key(self) -> str:
        """What tallies of this rule depend on: those of another key cannot be gone on with."""
        return f"{self.formula} {self.terms}"

    def add(self, tally: Tally, score: float) -> Tally:
        """Return the tally after one more score 0..1; the tally of none is empty."""
        return self.how.add(tally, points_of(score, self.possible), self.terms)

    def value(self, tally: Tally) -> float | None:
        """Return the formula's value in points, None while it says nothing."""
        return self.how.value(tally, self.terms) if tally else None

    def level(self, tally: Tally, pieces: int) -> int | None:
        """Return the level 1..4 of a tally that so many results made, None while there is none to say."""
        value = self.value(tally)
        if value is None or pieces < self.needs:
            return None
        return 1 + sum(value >= cut for cut in self.cuts)

    def to_dict(self) -> dict[str, Any]:
        """Return the rule as plain values that from_dict reads back equal."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Rule:
        """Read what to_dict gave, lists for tuples allowed; RuleError where it is no usable rule."""
        try:
            low, middle, high = (float(one) for one in data["cuts"])
            one, two, three, four = (str(each) for each in data["words"])
            return cls(
                str(data["formula"]), int(data["parameter"]), float(data["possible"]), (low, middle, high),
                (one, two, three, four), int(data["least"]),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError) as error:
            if isinstance(error, RuleError):
                raise
            raise RuleError("formula", "the rule is not complete") from error


def _check(rule: Rule) -> None:
    bounds = rule.how.bounds
    if bounds is not None and not bounds[0] <= rule.parameter <= bounds[1]:
        raise RuleError("parameter", f"a whole number from {bounds[0]} to {bounds[1]}")
    if not (math.isfinite(rule.possible) and 0.0 < rule.possible <= MOST_POINTS):
        raise RuleError("possible", f"more than 0, at most {MOST_POINTS:g}")
    low, middle, high = rule.cuts
    if not 0.0 < low < middle < high <= rule.possible:
        raise RuleError("cuts", "rising, above 0 and at most the possible points")
    if any(len(word) > LONGEST_WORD for word in rule.words):
        raise RuleError("words", f"at most {LONGEST_WORD} characters each")
    if not 1 <= rule.least <= MOST_PIECES:
        raise RuleError("least", f"a whole number from 1 to {MOST_PIECES}")
