"""More time for one learner: longer dates and minutes, and a lower limit below which an answer was a guess.

No estimate and no choice of activities reads it. It says how long something takes, and which answers are results at
all, as a course's own limit does; what a result then shows is worked out in the same way for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Unhurried:
    """What a learner gets: `more` time in percent, and whether there is no clock at all."""

    more: int = 0
    no_clock: bool = False

    @property
    def rapid_share(self) -> float:
        """The share of a course's limit for rapid answers that holds: with twice the time half, without clock none."""
        return 0.0 if self.no_clock else 100 / (100 + self.more)

    def minutes(self, usual: int) -> int:
        """Return how many minutes something takes, rounded up."""
        return -(-usual * (100 + self.more) // 100)

    def shown(self, usual: int) -> int:
        """Return the minutes that pages show, 0 where they show none."""
        return 0 if self.no_clock else self.minutes(usual)

    def days(self, usual: int) -> timedelta:
        """Return how much longer so many days are, in whole days, rounded up."""
        return timedelta(days=-(-usual * self.more // 100))


USUAL: Final = Unhurried()
"""The time that everybody has."""
