"""Credits of the REST key: so many per five seconds, filling up evenly (schoology facts 5.6)."""

import math
import threading
from dataclasses import dataclass, field
from datetime import datetime

SECONDS = 5.0


@dataclass
class Bucket:
    """Credits used so far; safe to use from several threads."""

    used: float = 0.0
    at: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def pay(self, cost: int, credits_: int, now: datetime) -> int:
        """Pay a call; 0 when it may go on, else the whole seconds to wait. Without `credits_` everything is free."""
        if not credits_:
            return 0
        rate = credits_ / SECONDS
        with self._lock:
            passed = max(0.0, (now - self.at).total_seconds()) if self.at else 0.0
            self.used, self.at = max(0.0, self.used - rate * passed), now
            if self.used + cost > credits_:
                return max(1, math.ceil((self.used + cost - credits_) / rate))
            self.used += cost
            return 0

    def clear(self) -> None:
        """Forget what was used."""
        with self._lock:
            self.used, self.at = 0.0, None
