"""Tables and named figures of what `bench.writeback` measured."""

from __future__ import annotations

from dataclasses import dataclass

from bench.common import table
from bench.writeback_idle import Waits
from bench.writeback_outage import Outage
from bench.writeback_run import Measured

HIGH_WATER, LEAK, COST = 600.0, 10.0, 1.0


@dataclass(frozen=True)
class Found:
    """All that was measured; `level` is how full the bucket was at the beginning."""

    level: float
    throttled: Measured
    free: Measured
    two: Measured
    outage: Outage
    waits: Waits

    @property
    def bound(self) -> float:
        """Seconds below which nobody can send so many calls."""
        return (self.throttled.requests * COST - (HIGH_WATER - self.level)) / LEAK

    @property
    def ratio(self) -> float:
        """Our time as a multiple of the bound."""
        return _time(self.throttled) / self.bound


def figures(run: Found) -> dict[str, float | int | str | None]:
    """Return every figure by its name."""
    one, gone = run.throttled, run.outage
    return {
        "ratio_to_throttle": round(run.ratio, 4), "requests_per_grade": round(one.requests / one.grades, 4),
        "refused": one.refused, "cpu_s_per_1000": round(_per_1000(one, one.cpu), 3),
        "mb_per_1000": round(_per_1000(one, one.megabytes), 2), "s_free": round(_time(run.free), 1),
        "s_two_at_once": round(_time(run.two), 1), "outage_min": round(gone.minutes, 2),
        "outage_calls_in_a_minute": gone.most_in_a_minute, "outage_at_once": gone.at_once,
        "outage_most_posts": gone.most_posts, "outage_old_values": gone.old_values, "outage_unsent": gone.unsent,
        "p50_s_idle": round(run.waits.within(0.5), 3), "p95_s_idle": round(run.waits.within(0.95), 3),
    }  # fmt: skip


def report(run: Found) -> str:
    """Return one table of the runs, and one of the rest."""
    return f"{_runs(run)}\n\n{_rest(run)}"


def _runs(run: Found) -> str:
    head = [
        "learning system", "grades", "calls", "calls per grade", "refused", "seconds", "own CPU s",
        "CPU s / 1,000 grades", "MB / 1,000 grades",
    ]  # fmt: skip
    runs = {"throttles like Canvas": run.throttled, "no limit": run.free, "no limit, two calls at once": run.two}
    rows = [
        [
            name, one.grades, one.requests, f"{one.requests / one.grades:.3f}", one.refused, f"{_time(one):.1f}",
            f"{one.cpu:.1f}", f"{_per_1000(one, one.cpu):.2f}", f"{_per_1000(one, one.megabytes):.2f}",
        ]
        for name, one in runs.items()
    ]  # fmt: skip
    return table(head, rows)


def _rest(run: Found) -> str:
    gone, waits = run.outage, run.waits
    rows: list[tuple[str, object]] = [
        ("bound of the throttle (s)", f"{run.bound:.1f}"),
        ("our time as a multiple of it", f"{run.ratio:.3f}"),
        (f"grades waiting in an outage of {gone.hours} hours", gone.grades),
        ("calls in its worst minute", gone.most_in_a_minute),
        ("calls at once", gone.at_once),
        ("minutes from its end until all were there", f"{gone.minutes:.1f}"),
        ("scores per grade after it, at most", gone.most_posts),
        ("old values among them", gone.old_values),
        ("grades not there in the end", gone.unsent),
        ("statement to grade, idle, p50 (s)", f"{waits.within(0.5):.2f}"),
        (f"statement to grade, idle, p95 of {len(waits.seconds)} (s)", f"{waits.within(0.95):.2f}"),
    ]
    return table(["", "found"], rows)


def _time(one: Measured) -> float:
    """Return the simulated seconds with our own processor seconds on top."""
    return one.seconds + one.cpu


def _per_1000(one: Measured, value: float) -> float:
    return value / one.grades * 1000
