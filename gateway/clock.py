"""The clock is an argument everywhere; this module is the only place where the real one is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present as an aware UTC time."""


def system_clock() -> datetime:
    """Return the machine's present time, aware, in UTC."""
    return datetime.now(UTC)
