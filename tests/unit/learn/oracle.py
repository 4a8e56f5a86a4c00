"""What gradebooks compute in doubles, said again in exact arithmetic: an opinion of its own on the policies.

Every operation on doubles is done on fractions and then rounded once to the nearest double, which is what a processor
does. Nothing here adds, multiplies or rounds floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

HALF = Fraction(1, 2)


def double(exact: Fraction) -> Fraction:
    """Return the double nearest to an exact value, as a fraction."""
    return Fraction(exact.numerator / exact.denominator)


def rounded(value: Fraction) -> float:
    """Round a double of at least 0 to two places as Ruby does: a hundred times it to a whole, one more at a half."""
    whole = (double(value * 100) + HALF) // 1
    if double(double(whole + HALF) / 100) <= value:
        whole += 1
    return float(double(Fraction(whole, 100)))


def summed(scores: Sequence[Fraction]) -> Fraction:
    """Return the compensated sum of doubles."""
    total, rest = Fraction(0), Fraction(0)
    for one in scores:
        after = double(total + one)
        big, small = (total, one) if abs(total) >= abs(one) else (one, total)
        rest = double(rest + double(double(big - after) + small))
        total = after
    return double(total + rest)


def mean(scores: Sequence[Fraction]) -> Fraction:
    """Return the mean of doubles."""
    return double(summed(scores) / len(scores))


def percent(n: int) -> Fraction:
    """Return 0.01 times a whole number."""
    return double(Fraction(0.01) * n)


def outcome(formula: str, scores: Sequence[float], parameter: int, mastery: float) -> float | None:
    """Return what a formula gives for scores in points, oldest first (at least one)."""
    exact = [Fraction(one) for one in scores]
    if formula == "n_mastery":
        reached = [one for one in exact if one >= Fraction(mastery)]
        return rounded(mean(reached)) if len(reached) >= parameter else None
    if formula in {"weighted_average", "decaying_average"} and len(exact) > 1:
        new, old = percent(parameter), percent(100 - parameter)
        if formula == "weighted_average":
            return rounded(double(double(exact[-1] * new) + double(mean(exact[:-1]) * old)))
        value = exact[0]
        for one in exact[1:]:
            value = double(double(value * old) + double(one * new))
        return rounded(value)
    return rounded({"highest": max(exact), "average": mean(exact)}.get(formula, exact[-1]))
