"""When a result counts as made: the time it tells itself, unless the clock that wrote it cannot have been right.

One result dated years ahead would stay the newest there is, never fade and never come up for review; one of 1970 would
be forgotten before it counts. Both come from a device whose clock was never set, so the day it reached us is nearer the
truth.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

AHEAD: Final = timedelta(minutes=5)
"""How far ahead of ours a sender's clock may be and is still believed."""

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""A clock that shows an earlier day began to count when its device was switched on."""


def believed(said: datetime, stored: datetime | None) -> bool:
    """Say whether the time that a result tells can be right, given when it was stored (None: nobody knows)."""
    return stored is None or EARLIEST <= said <= stored + AHEAD


def made_at(said: datetime, stored: datetime | None) -> datetime:
    """Return the time a result counts as made: its own where that is believed, else when it was stored.

    Of many from such a clock the order is then that of their arrival, and what comes next is newer than all of them.
    """
    return said if stored is None or believed(said, stored) else stored
