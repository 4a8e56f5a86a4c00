"""One run of `bench.writeback`: Waymark's delivery in this process, the learning system in another, one clock."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import func, select

from bench.replay_processes import NotStarted, Process
from bench.writeback_clock import SharedClock
from bench.writeback_course import Grades, found
from gateway.db import tables as t
from gateway.jobs import lanes
from gateway.settings import Settings
from gateway.wiring import Waymark, build
from lti import keys

SECRET = bytes(range(32))
_LONGEST = timedelta(days=2)
_START_SECONDS = 60.0


@dataclass(frozen=True)
class Measured:
    """What it took: simulated seconds, our own processor seconds and memory (MB), and what the LMS saw."""

    grades: int
    seconds: float
    cpu: float
    megabytes: float
    seen: dict[str, Any]

    @property
    def requests(self) -> int:
        """Calls of every kind, those for tokens included."""
        return int(self.seen["requests"])

    @property
    def refused(self) -> int:
        """Calls that the LMS refused because of its limit."""
        return int(self.seen["seen"].get("status 403", 0))


class Bench:
    """Waymark with an empty database, and one learning system with courses."""

    def __init__(self, waymark: Waymark, clock: SharedClock, lms: dict[str, Any], grades: Grades) -> None:
        self.waymark = waymark
        self.clock = clock
        self.url = lms["url"]
        self.grades = grades
        waymark.runner.handlers = {"deliver": waymark.runner.handlers["deliver"]}
        self.control("keys", keys.key_set(waymark.keys.published_keys()))

    def control(self, what: str, value: Any = None) -> Any:
        """Ask the learning system's process for something that is no call of ours."""
        answer = requests.post(f"{self.url}/_bench/{what}", json=value, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def deliver(self, until: timedelta = _LONGEST) -> None:
        """Do what is due, let the time pass to the next, until nothing waits or so much time has passed."""
        end = self.clock() + until
        while True:
            self.waymark.runner.run_due()
            with self.waymark.db.read() as conn:
                following = lanes.next_due(conn, {"deliver"})
            if following is None or following > end:
                return
            self.clock.move_to(following)

    def measure(self, grades: int) -> Measured:
        """Deliver everything that is wanted and say what it took."""
        self.control("report")
        before, begun, cpu = _resident("VmRSS"), self.clock.seconds, time.process_time()
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew (proc(5))
        self.deliver()
        cpu = time.process_time() - cpu
        more = max(0.0, _resident("VmHWM") - before)
        return Measured(grades, self.clock.seconds - begun, cpu, more, self.control("report"))

    def unsent(self) -> int:
        """Return how many cells are not as they are wanted."""
        query = select(func.count()).select_from(t.cell).filter_by(tenant_id=self.grades.tenant)
        with self.waymark.db.read() as conn:
            return conn.scalar(query.where(t.cell.c.state != "sent")) or 0


@contextmanager
def bench(folder: Path, kind: str, courses: int, grades: int, width: int = 1) -> Iterator[Bench]:
    """Run the learning system in a process of its own and Waymark over an empty database in this one."""
    folder.mkdir()
    clock = SharedClock(folder / "clock")
    students = -(-grades // courses)
    command = [sys.executable, "-m", "bench.writeback_lms", folder, courses, students, width]
    with Process([str(one) for one in command], folder / "lms.json") as process:
        lms = _told(process)
        settings = Settings(
            folder, f"sqlite:///{folder / 'waymark.db'}", "http://localhost:8400", "http://127.0.0.1:8400", SECRET,
            8400, "127.0.0.1",
        )  # fmt: skip
        waymark = build(settings, clock, threads=0)
        try:
            yield Bench(waymark, clock, lms, found(waymark, lms, kind, grades))
        finally:
            waymark.close()


def _told(process: Process) -> dict[str, Any]:
    """Return what the learning system says of itself once it serves; NotStarted."""
    until = time.monotonic() + _START_SECONDS
    while not process.log.read_text(encoding="utf-8").endswith("}\n"):
        if not process.alive or time.monotonic() > until:
            raise NotStarted(process.said())
        time.sleep(0.05)
    told: dict[str, Any] = json.loads(process.log.read_text(encoding="utf-8"))
    return told


def _resident(what: str) -> float:
    """Return a size of this process in MB: VmRSS now, VmHWM at its greatest."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(what))
