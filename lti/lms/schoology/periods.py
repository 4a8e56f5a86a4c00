"""The grading periods of a section: new work belongs to the one that runs, and nothing is written to one that is over.

Their list is documented, how it tells dates is not (schoology.md 6): a period whose end cannot be read counts as open.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from lti.answers import About
from lti.lms.base import Permanent, Refused
from lti.lms.schoology.rest import Rest, id_of

LATEST_ZONE = timedelta(hours=12)
"""A day that is over in UTC lasts this long at most elsewhere; the school's own zone is not told with a period."""


@dataclass(frozen=True)
class Period:
    """One grading period: its last day belongs to it."""

    id: str
    first: date | None
    last: date | None

    def over(self, now: datetime) -> bool:
        """Tell whether its last day has passed wherever the school may be."""
        return self.last is not None and is_past(self.last, now)

    def runs(self, now: datetime) -> bool:
        """Tell whether today is one of its days."""
        return self.first is not None and self.last is not None and self.first <= now.date() <= self.last

    @property
    def length(self) -> timedelta:
        """How long it lasts; without dates, longer than any."""
        return self.last - self.first if self.first and self.last else timedelta.max


class Periods:
    """The grading periods as read once for a round; a key that may not read them knows of none."""

    def __init__(self, rest: Rest, now: Callable[[], datetime]) -> None:
        self._rest = rest
        self._now = now
        self._read: Sequence[Period] | None = None

    def current(self) -> str | None:
        """Return the period that runs now, of several (a quarter inside a semester) the shortest; None without one."""
        running = [one for one in self._periods() if one.runs(self._now())]
        return min(running, key=lambda one: one.length).id if running else None

    def over(self, period_id: str) -> bool:
        """Tell whether a period is over; one that is not listed ("Other") never is."""
        return any(one.id == period_id and one.over(self._now()) for one in self._periods())

    def last_day(self, period_id: str) -> date | None:
        """Return the last day of a period, None where it has none."""
        return next((one.last for one in self._periods() if one.id == period_id), None)

    def is_past(self, day: str | None) -> bool:
        """Tell whether a day, as ISO 8601 writes it, has passed; one that is not told has."""
        return day is None or is_past(date.fromisoformat(day), self._now())

    def _periods(self) -> Sequence[Period]:
        if self._read is None:
            try:
                listed = self._rest.read_all("grading_periods", ("grading_period",), About.ACCESS)
            except (Refused, Permanent):
                listed = []
            self._read = [Period(id_of(one), _day(one.get("start")), _day(one.get("end"))) for one in listed]
        return self._read


def is_past(day: date, now: datetime) -> bool:
    """Tell whether a day has passed wherever the school may be."""
    return now >= datetime.combine(day, time(), UTC) + timedelta(days=1) + LATEST_ZONE


def _day(told: Any) -> date | None:
    """Read a day, told as a date, as a date with a time, or as unix seconds; None for anything else."""
    text = str(told or "")
    try:
        return datetime.fromtimestamp(int(text), UTC).date() if text.isdecimal() else date.fromisoformat(text[:10])
    except (ValueError, OverflowError, OSError):
        return None
