"""What a platform still takes of our calls, as its answers tell: adapters note it, whoever sends waits for it."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

LONGEST = timedelta(minutes=5)
"""A pause that ends later than this was noted before the clock was set back (F15)."""


class Quota:
    """One platform's allowance, shared by all its courses; safe to use from several threads."""

    def __init__(self) -> None:
        self._until: datetime | None = None
        self._lock = threading.Lock()

    def rest(self, until: datetime) -> None:
        """Ask for no calls before this instant (UTC); an earlier one than is known changes nothing."""
        with self._lock:
            self._until = until if self._until is None else max(self._until, until)

    def free_at(self, now: datetime) -> datetime | None:
        """Return when calls are welcome again, or None where they are now."""
        with self._lock:
            if self._until is not None and not now < self._until <= now + LONGEST:
                self._until = None
            return self._until
