"""Leaky buckets per client: 600 high water, 10 units leak per second, 50 reserved per call in flight (facts 7.3)."""

import threading
from dataclasses import dataclass, field
from datetime import datetime

HIGH_WATER = 600.0
MAXIMUM = 800.0
LEAK_PER_SECOND = 10.0
RESERVED = 50.0


@dataclass
class Bucket:
    """Level of one client at a moment."""

    level: float
    at: datetime

    def leak(self, now: datetime) -> None:
        """Let out what has leaked since the last look."""
        seconds = max(0.0, (now - self.at).total_seconds())
        self.level, self.at = max(0.0, self.level - LEAK_PER_SECOND * seconds), now


@dataclass
class Buckets:
    """All clients' buckets; safe to use from several threads."""

    _buckets: dict[str, Bucket] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self, client: str, now: datetime) -> bool:
        """Reserve for one call; False when the bucket is over the high-water mark."""
        with self._lock:
            bucket = self._buckets.setdefault(client, Bucket(0.0, now))
            bucket.leak(now)
            if bucket.level >= HIGH_WATER:
                return False
            bucket.level = min(MAXIMUM, bucket.level + RESERVED)
            return True

    def leave(self, client: str, cost: float, now: datetime) -> float:
        """Give the reservation back, charge the cost (units) and return what remains below high water."""
        with self._lock:
            bucket = self._buckets.setdefault(client, Bucket(RESERVED, now))
            bucket.leak(now)
            bucket.level = min(MAXIMUM, max(0.0, bucket.level - RESERVED + cost))
            return max(0.0, HIGH_WATER - bucket.level)

    def clear(self) -> None:
        """Empty all buckets."""
        with self._lock:
            self._buckets.clear()

    def fill(self, client: str, level: float, now: datetime) -> None:
        """Set a client's level (units), for tests of the limit."""
        with self._lock:
            self._buckets[client] = Bucket(level, now)
