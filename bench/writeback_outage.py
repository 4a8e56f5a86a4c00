"""Hours in which the learning system answers 503 to everything, and what comes after them (F07)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bench.writeback_run import Bench

BEFORE, DURING = 4, 5
"""The values that wait when it goes down, and those that replace them meanwhile."""


@dataclass(frozen=True)
class Outage:
    """What the LMS saw: calls in its worst minute and at once while down, then scores per cell, and for how long."""

    grades: int
    hours: int
    most_in_a_minute: int
    at_once: int
    minutes: float
    most_posts: int
    old_values: int
    unsent: int


def outage(one: Bench, grades: int, hours: int) -> Outage:
    """Let values wait, take the system down, replace the values halfway, and let it come back."""
    lasts = timedelta(hours=hours)
    one.control("faults", {"down": True})
    one.control("report")
    one.grades.want(one.waymark, lambda _n: BEFORE, grades)
    end = one.clock() + lasts
    one.deliver(lasts / 2)
    one.clock.move_to(end - lasts / 2)
    one.grades.want(one.waymark, lambda _n: DURING, grades)
    one.deliver(end - one.clock())
    one.clock.move_to(end)
    down = one.control("report")
    one.control("faults", {"down": False})
    one.deliver()
    seen = one.control("report")
    return Outage(
        grades=grades,
        hours=hours,
        most_in_a_minute=_most_in_a_minute(down["times"]),
        at_once=max(down["most_at_once"], seen["most_at_once"]),
        minutes=(max(seen["times"]) - end.timestamp()) / 60,
        most_posts=seen["most_posts"],
        old_values=sum(count for value, count in seen["values"].items() if float(value) != DURING),
        unsent=one.unsent(),
    )


def _most_in_a_minute(times: Sequence[float]) -> int:
    """Return the greatest number of calls within a minute, the first of them left out: it found the system down."""
    rest = times[1:]
    return max((sum(at <= other < at + 60 for other in rest) for at in rest), default=0)
