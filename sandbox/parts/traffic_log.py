"""Remembers which services were called how often, without bodies or tokens."""

import threading
from collections import Counter, deque
from dataclasses import dataclass, field

from sandbox.parts import Json

_KEPT = 2000


@dataclass
class TrafficLog:
    """Counts by endpoint and status, the last calls, and how many ran at once."""

    counts: Counter[str] = field(default_factory=Counter)
    calls: deque[Json] = field(default_factory=lambda: deque(maxlen=_KEPT))
    running: int = 0
    most_at_once: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Count a service call as running."""
        with self._lock:
            self.running += 1
            self.most_at_once = max(self.most_at_once, self.running)

    def finish(self) -> None:
        """Count a service call as ended."""
        with self._lock:
            self.running -= 1

    def add(self, endpoint: str, call: Json) -> None:
        """Remember one answered call."""
        with self._lock:
            self.counts[endpoint] += 1
            self.calls.append(call)

    def clear(self) -> None:
        """Forget everything but the calls that are running now."""
        with self._lock:
            self.counts.clear()
            self.calls.clear()
            self.most_at_once = self.running

    def summary(self) -> Json:
        """Return counts, last calls and the greatest number at once, as JSON values."""
        with self._lock:
            return {"counts": dict(self.counts), "log": list(self.calls), "most_at_once": self.most_at_once}
