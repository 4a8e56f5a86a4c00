"""One thing that `waymark doctor` looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What was found; `fix` is empty where nothing is wrong. `level`: ok, note (may stay so) or wrong."""

    level: str
    what: str
    fix: str = ""
