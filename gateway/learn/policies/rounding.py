"""Two decimal places and compensated sums, as gradebooks that compute in doubles do them.

Any other rounding would give one plain average in twenty another last digit, and a level can hang on it. So the
operations and their order are part of each formula.
"""

from __future__ import annotations

import math
from typing import Final

PLACES: Final = 100.0


def two_places(x: float) -> float:
    """Round to two places, half away from zero as the number is written: 1.005 gives 1.01, though it is a little less.

    A number so little below a half that a hundred times it is one rounds up as well: 6.7749999999999995 gives 6.78.
    """
    if x < 0.0:
        return -two_places(-x)
    scaled = x * PLACES
    whole = math.floor(scaled)
    if scaled - whole >= 0.5:
        whole += 1
    # The product may have been rounded down to just below a half that was there.
    if (whole + 0.5) / PLACES <= x:
        whole += 1
    return whole / PLACES


def added(total: float, rest: float, x: float) -> tuple[float, float]:
    """Add to a sum that is kept as a total and what rounding has taken from it (Neumaier); their sum is its value."""
    after = total + x
    lost = (total - after) + x if abs(total) >= abs(x) else (x - after) + total
    return after, rest + lost
