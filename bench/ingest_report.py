"""Tables and named figures of what `bench.ingest` measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.common import table
from bench.ingest_measure import Queries, Result
from bench.ingest_send import CONNECTIONS

OURS = "Waymark"
_EVALUATION = "No learner is on a roster: evaluation looks at each and leaves them unmatched; its work is counted."


@dataclass
class Run:
    """Everything measured in one run; `stored` 0 means the small store at the beginning."""

    results: list[Result] = field(default_factory=list)
    asked: dict[int, list[Queries]] = field(default_factory=dict)
    filled: dict[int, float] = field(default_factory=dict)
    lost: int = 0
    lost_by_peer: int = 0

    def result(self, name: str, batch: int, stored: int = 0) -> Result:
        """Return the result to add a round to."""
        for one in self.results:
            if (one.name, one.batch, one.stored) == (name, batch, stored):
                return one
        self.results.append(Result(name, batch, stored))
        return self.results[-1]


def report(run: Run, database: str | None) -> str:
    """Return all tables, and under which conditions they came about."""
    kind = "PostgreSQL" if database and database.startswith("postgres") else "SQLite (WAL, synchronous=FULL)"
    parts = [
        f"{kind}, {CONNECTIONS} connections, statements of 1.3 kB.\n{_EVALUATION}",
        _ingested([one for one in run.results if not one.stored]),
    ]
    if run.asked:
        parts += [_ingested([one for one in run.results if one.stored]), _asked(run.asked)]
        parts += [f"Filled to {level} in {took:.0f} s." for level, took in run.filled.items()]
    parts.append(f"Acknowledged and not found again: {run.lost}; by the peer's files: {run.lost_by_peer}.")
    return "\n\n".join(parts)


def _ingested(results: Sequence[Result]) -> str:
    """Return a table with a line for each server and batch size."""
    head = [
        "server", "stored", "batch", "statements", "statements/s", "CPU s / 1,000", "database CPU s / 1,000",
        "p50 ms", "p99 ms", "peak MB", "MB at the end",
    ]  # fmt: skip
    rows = [
        [
            one.name, one.stored or "", one.batch, len(one.sent.ids), round(one.sent.per_second), f"{one.cpu:.3f}",
            f"{one.database_cpu:.3f}" if one.database_s else "", f"{one.sent.within(0.5):.1f}",
            f"{one.sent.within(0.99):.1f}", round(one.peak_mb), round(one.end_mb),
        ]
        for one in sorted(results, key=lambda one: (one.stored, one.name != OURS, one.name, one.batch))
    ]  # fmt: skip
    return table(head, rows)


def _asked(asked: Mapping[int, Sequence[Queries]]) -> str:
    rows = [
        [level, f"100 last {one.name}", len(one.took), one.found, f"{one.within(0.5):.1f}", f"{one.within(0.95):.1f}"]
        for level, every in asked.items()
        for one in every
    ]
    return table(["stored", "statements asked for", "queries", "statements found", "p50 ms", "p95 ms"], rows)


def figures(run: Run) -> dict[str, float | int | str | None]:
    """Return every figure by its name; those of the small store without an ending, those of the peer with its own."""
    found: dict[str, float | int | str | None] = {"lost": run.lost}
    for one in run.results:
        peer = "" if one.name == OURS else "_ralph_files" if one.name.endswith("files") else "_ralph_no_storage"
        tail = f"_batch{one.batch}{peer}{f'_at_{one.stored}' if one.stored else ''}"
        found |= {
            f"cpu_s_per_1000{tail}": round(one.cpu, 4), f"per_s{tail}": round(one.sent.per_second, 1),
            f"p50_ms{tail}": round(one.sent.within(0.5), 2), f"p99_ms{tail}": round(one.sent.within(0.99), 2),
            f"peak_mb{tail}": round(one.peak_mb, 1), f"end_mb{tail}": round(one.end_mb, 1),
        }  # fmt: skip
        if one.database_s:
            found[f"database_cpu_s_per_1000{tail}"] = round(one.database_cpu, 4)
    for level, every in run.asked.items():
        found |= {f"p95_ms_{kind.key}_at_{level}": round(kind.within(0.95), 2) for kind in every}
    if len(run.asked) > 1:
        first, last = min(run.asked), max(run.asked)
        for batch in sorted({one.batch for one in run.results if one.stored}):
            ratio = run.result(OURS, batch, last).cpu / run.result(OURS, batch, first).cpu
            found[f"ratio_cpu_batch{batch}"] = round(ratio, 3)
    return found
