"""How Canvas says that it has had enough: every answer tells what is left of a bucket that fills by 10 a second.

All schools that share a client id share its bucket (canvas.md 7.3), so some of it is left to the others.
"""

from __future__ import annotations

from datetime import timedelta

from lti.answers import Answer
from lti.http import Clock
from lti.quota import Quota

FLOOR = 60.0
"""With fewer units than this we pause; a call reserves 50 while it is under way."""

_ENOUGH = 160.0
_LEAK = 10.0
"""Units that come back in a second."""


class Budget:
    """Asks for a pause while little is left, so that calls are hardly ever refused (F06)."""

    def __init__(self, quota: Quota, now: Clock) -> None:
        self._quota = quota
        self._now = now

    def note(self, answer: Answer) -> None:
        """Read what an answer says is left; one that says nothing changes nothing."""
        try:
            left = float(answer.headers["x-rate-limit-remaining"])
        except (KeyError, ValueError):
            return
        if left < FLOOR:
            self._quota.rest(self._now() + timedelta(seconds=(_ENOUGH - max(left, 0.0)) / _LEAK))
