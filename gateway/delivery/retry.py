"""When to try again: 5 s, 30 s, 2 min, 10 min, 30 min, then hourly with a spread of 20 %, for 14 days (R4)."""

from __future__ import annotations

import hashlib
from datetime import timedelta

STEPS = (5.0, 30.0, 120.0, 600.0, 1800.0)
HOURLY = 3600.0
GIVE_UP_AFTER = len(STEPS) + 14 * 24
"""Tries after which a row fails instead of waiting on."""


def after(tries: int, retry_after: float | None, key: str) -> timedelta:
    """Return the pause after so many earlier tries; the spread depends on the row, so that a thousand do not meet."""
    seconds = STEPS[tries] if tries < len(STEPS) else HOURLY
    if tries >= len(STEPS):
        share = int(hashlib.sha256(f"{key}/{tries}".encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
        seconds *= 0.8 + 0.4 * share
    if retry_after is not None:
        seconds = max(seconds, min(retry_after, HOURLY))
    return timedelta(seconds=seconds)
