"""Token buckets, counted in this process: of credentials of the record store (T13), of addresses that sign in (L07)."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

_KEPT = 10_000
"""Buckets in memory at most; the longest unused go first, and a new one is full."""


LOGINS = 3_000
"""Sign-ins that one address may leave unfinished at once; 50 come free again each second, and one with each launch."""


@dataclass
class _Bucket:
    left: float
    at: datetime


class Limits:
    """Lets through so many statements a minute, a minute's worth at once."""

    def __init__(self) -> None:
        self._buckets: dict[str, _Bucket] = {}
        self._lock = threading.Lock()

    def take(self, key: str, rate: int | None, cost: int, now: datetime) -> float:
        """Return 0 where the bucket holds `cost`, else the seconds until it does; more than a minute's rate costs all.

        A rate of None is no limit.
        """
        if rate is None:
            return 0.0
        cost = min(max(cost, 1), rate)
        with self._lock:
            bucket = self._buckets.pop(key, None) or _Bucket(float(rate), now)
            passed = max((now - bucket.at).total_seconds(), 0.0)
            bucket.left, bucket.at = min(float(rate), bucket.left + passed * rate / 60.0), now
            self._buckets[key] = bucket
            if len(self._buckets) > _KEPT:
                del self._buckets[next(iter(self._buckets))]
            if bucket.left >= cost:
                bucket.left -= cost
                return 0.0
            return (cost - bucket.left) * 60.0 / rate

    def give_back(self, key: str, rate: int) -> None:
        """Put back what one request took, because it came to a good end."""
        with self._lock:
            bucket = self._buckets.get(key)
            if bucket is not None:
                bucket.left = min(float(rate), bucket.left + 1.0)
