"""A clock that only a test moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)


class SteerableClock:
    """Answers the same moment until it is told another one; tool and LMS may share it."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **parts: float) -> datetime:
        """Move by a timedelta's parts, backwards where they are negative; return the new time."""
        self.now += timedelta(**parts)
        return self.now
