"""How fast grades are written back: against the limit of an LMS that throttles, after an outage, and one by one.

python -m bench.writeback [--quick] [--json]

The learning system is the Canvas-like simulator in a process of its own, with many courses behind one client's bucket
(600 units, 10 come back in a second, each call costs one and takes 100 ms). The time in the first two parts is
simulated; our own processor seconds are added to it. The third part is a real server with the real clock.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.common import arguments, finish
from bench.writeback_idle import one_by_one
from bench.writeback_outage import outage
from bench.writeback_report import Found, figures, report
from bench.writeback_run import bench


@dataclass(frozen=True)
class Size:
    """How many grades and courses; units of the bucket that are used up at the beginning; how many grades wait in the
    outage of so many hours, go to systems without a limit, and are awaited one by one.
    """

    grades: int
    courses: int
    level: float
    outage: int
    hours: int
    plain: int
    single: int


FULL = Size(10_000, 300, 0.0, 5_000, 6, 3_000, 40)
QUICK = Size(700, 21, 530.0, 150, 2, 150, 6)
"""A short run never gets through a full bucket, so it begins with one that is nearly used up."""


def main() -> None:
    """Run from the command line."""
    options = arguments("Write grades back: against a limit, after an outage, one by one.").parse_args()
    run = measured(QUICK if options.quick else FULL)
    print(report(run))
    finish(figures(run), options.json)


def measured(size: Size) -> Found:
    """Measure everything in an own folder; all of it is gone afterwards but the figures."""
    with (
        tempfile.TemporaryDirectory(prefix="waymark-writeback-", dir=_memory()) as name,
        tempfile.TemporaryDirectory(prefix="waymark-writeback-") as disk,
    ):
        folder = Path(name)
        _say("a system that throttles")
        with bench(folder / "throttled", "canvas", size.courses, size.grades) as one:
            one.control("level", size.level)
            one.grades.want(one.waymark, lambda n: 1 + n % 3)
            throttled = one.measure(size.grades)
            _say(f"{size.hours} hours of outage")
            gone = outage(one, size.outage, size.hours)
            _say("the same system without its limit")
            one.control("faults", {"request_cost": 0.0})
            one.grades.want(one.waymark, lambda n: 2 + n % 3, size.plain)
            free = one.measure(size.plain)
        _say("one that takes two calls at once")
        with bench(folder / "two", "generic", -(-size.plain // 34), size.plain, width=2) as other:
            other.control("faults", {"request_cost": 0.0})
            other.grades.want(other.waymark, lambda n: 1 + n % 3)
            two = other.measure(size.plain)
        _say("one by one")
        waits = one_by_one(Path(disk) / "idle", size.single)
    return Found(size.level, throttled, free, two, gone, waits)


def _memory() -> str | None:
    """Return a folder in memory where there is one: with a simulated clock no wait for a disk is counted."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a folder of its own below it


def _say(text: str) -> None:
    """Show on the error output how far it has come."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
