"""Replay recorded answers as xAPI statements through the record store's HTTP door, to mastery, to the gradebooks.

python -m bench.replay [--data FILE.csv.gz] [--rows N [N ...]] [--lms KIND ...] [--batch 50] [--database URL]
                       [--quick] [--json]

The students are shared out evenly among the learning systems, a course in each.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.common import arguments, finish, table
from bench.replay_check import Counts, Drained, State, cells_by_lms, counts, differing, drain, state, wrong_cells
from bench.replay_course import Tenant, await_roster, beside, furnish, launch, register
from bench.replay_data import Material, read
from bench.replay_processes import ROOT, School, Site, Usage, free_port, open_school
from bench.replay_send import Sent, post_all, read_ids
from gateway.db.writer import Database
from sandbox.demo import KINDS

SHARED = ROOT.parent / "shared" / "data"
DATA = SHARED / "stats-cloze.csv.gz"
COMMON_CORE = Path("standards") / "ccss-math-coherence.case.json.gz"
QUICK_ROWS = 2000
SIZES = (5000, 20000)
"""Two sizes by default: what memory does as the input grows is the point."""


@dataclass(frozen=True)
class Result:
    """What one replay did: counts, times in seconds, sizes in MB."""

    rows: int
    learners: int
    store: Counts
    posted_s: float
    evaluated_s: float
    delivered_s: Mapping[str, float]
    p99_ms: float
    slowest_ms: float
    cpu_s: float | None
    peak_mb: float | None
    rebuild_s: float
    lost: int
    cells: Mapping[str, int]
    wrong: Mapping[str, int]
    rebuilt_otherwise: int

    @property
    def per_second(self) -> float:
        """Statements a second from the first request until all mastery is up to date."""
        return self.rows / self.evaluated_s


def main() -> None:
    """Run from the command line."""
    parser = arguments("Replay recorded answers through the record store to a gradebook.")
    parser.add_argument("--data", type=Path, default=DATA, help="answers in the documented format (.csv.gz)")
    parser.add_argument("--rows", type=int, nargs="+", help="so many rows from the beginning; several: one run each")
    parser.add_argument("--lms", nargs="+", choices=KINDS, default=KINDS, help="learning systems to share students")
    parser.add_argument("--batch", type=int, default=50, help="statements in one request")
    parser.add_argument("--database", help="an empty PostgreSQL database instead of SQLite; one run only")
    options = parser.parse_args()
    sizes: list[int | None] = options.rows or ([QUICK_ROWS] if options.quick else list(SIZES))
    if not options.data.exists():
        parser.error(f"there is no {options.data}: name a file of answers with --data")
    if options.database and len(sizes) > 1:
        parser.error("--database takes one run: name one --rows")
    found = [replay(options.data, rows, options.batch, options.database, options.lms) for rows in sizes]
    print(f"{options.data.name}, batches of {options.batch}\n\n{report(found)}")
    last = found[-1]
    figures = {
        "statements_per_s": round(last.per_second, 1), "peak_mb": last.peak_mb, "lost": last.lost,
        "peak_mb_smaller": found[0].peak_mb, "cpu_s": last.cpu_s, "wrong_cells": sum(last.wrong.values()),
        "rebuilt_otherwise": last.rebuilt_otherwise, "p99_ms": round(last.p99_ms, 1),
        "slowest_ms": round(last.slowest_ms, 1), **asdict(last.store),
    }  # fmt: skip
    finish(figures, options.json)
    if any(one.lost or any(one.wrong.values()) or one.rebuilt_otherwise or one.store.unsent for one in found):
        raise SystemExit(1)


def report(found: list[Result]) -> str:
    """Return the results as a table, one column each."""

    def each(name: str, figure: Callable[[Result, str], object]) -> list[tuple[str, list[object]]]:
        return [(f"{name}, {kind}", [figure(one, kind) for one in found]) for kind in found[0].cells]

    lines: list[tuple[str, list[object]]] = [
        ("statements", [one.store.statements for one in found]),
        ("learners", [one.learners for one in found]),
        ("evidence", [one.store.evidence for one in found]),
        ("parameter sets", [one.store.parameter_sets for one in found]),
        ("mastery cells", [one.store.mastery for one in found]),
        *each("gradebook cells", lambda one, kind: one.cells[kind]),
        ("deliveries", [one.store.deliveries for one in found]),
        ("seconds until all is stored", [round(one.posted_s, 1) for one in found]),
        ("seconds until all mastery is up to date", [round(one.evaluated_s, 1) for one in found]),
        *each("seconds until the gradebook is up to date", lambda one, kind: round(one.delivered_s[kind], 1)),
        ("statements per second, to mastery", [round(one.per_second, 1) for one in found]),
        ("99 % of requests answered within (ms)", [round(one.p99_ms) for one in found]),
        ("slowest request (ms)", [round(one.slowest_ms) for one in found]),
        ("processor seconds of the server", [one.cpu_s for one in found]),
        ("peak memory of the server (MB)", [one.peak_mb and round(one.peak_mb) for one in found]),
        ("seconds of rebuild", [round(one.rebuild_s, 1) for one in found]),
        ("lost statements", [one.lost for one in found]),
        *each("wrong gradebook cells", lambda one, kind: one.wrong[kind]),
        ("rows that a rebuild changes", [one.rebuilt_otherwise for one in found]),
    ]
    # As text, so that the shared table does not pad every number with zeros.
    rows = [(name, *("unknown" if value is None else f"{value:g}" if isinstance(value, float) else value
            for value in values)) for name, values in lines]  # fmt: skip
    return table(["", *(f"{one.rows} answers" for one in found)], rows)


def replay(
    data: Path, rows: int | None, batch: int = 50, database: str | None = None, kinds: Sequence[str] = KINDS
) -> Result:
    """Do one replay in new processes and an own folder; everything is gone afterwards but the figures."""
    material = read(data, rows)
    shared = data.parent / COMMON_CORE
    learners = len(material.users)
    with tempfile.TemporaryDirectory(prefix="waymark-replay-") as folder, ExitStack() as running:
        site = Site(free_port(), Path(folder), database)
        schools = [
            running.enter_context(open_school(kind, len(range(n, learners, len(kinds))), site))
            for n, kind in enumerate(kinds)
        ]
        known = register(site, schools)
        with site.serve():
            for school in schools:
                launch(site, school)
            await_roster(site, known.id, learners)
        tenant = furnish(site, known, material, shared if shared.exists() else None)
        with site.serve() as server:
            before = server.usage()
            begun = time.perf_counter()
            sent = post_all(site.port, tenant, material, batch)
            done = beside(site, lambda db: drain(db, tenant, begun, server))
            used = _between(before, server.usage())
            back = read_ids(site.port, tenant)
        return _result(site, material, tenant, sent, back, used, done, schools)


def _result(
    site: Site, material: Material, tenant: Tenant, sent: Sent, back: set[str], used: Usage, done: Drained,
    schools: Sequence[School],
) -> Result:  # fmt: skip
    """Hold the outcome against the input, then rebuild everything from the statements and compare."""
    rows = len(material.answers)
    store, wrong, before = beside(site, lambda db: _look(db, tenant, schools))
    begun = time.perf_counter()
    site.run("rebuild", "--json")
    rebuild_s = time.perf_counter() - begun
    after = beside(site, lambda db: state(db, tenant))
    for line in [line for lines in wrong.values() for line in lines][:20]:
        print(line)
    return Result(
        rows=rows, learners=len(material.users), store=store, posted_s=sent.seconds, evaluated_s=done.evaluated,
        delivered_s=done.by_lms, p99_ms=sent.slow(), slowest_ms=sent.slowest(), cpu_s=used.cpu_seconds,
        peak_mb=used.peak_mb, rebuild_s=rebuild_s, cells=beside(site, lambda db: cells_by_lms(db, tenant)),
        wrong={kind: len(lines) for kind, lines in wrong.items()}, rebuilt_otherwise=differing(before, after),
        # An answer is lost when it was acknowledged and is not found, or is found and does not count.
        lost=len(sent.ids - back) + max(rows - store.evidence, 0) + max(rows - len(sent.ids), 0),
    )  # fmt: skip


def _look(db: Database, tenant: Tenant, schools: Sequence[School]) -> tuple[Counts, dict[str, list[str]], State]:
    return counts(db, tenant), wrong_cells(db, tenant, schools), state(db, tenant)


def _between(before: Usage, after: Usage) -> Usage:
    """Return what was used since; a peak has no beginning."""
    if before.cpu_seconds is None or after.cpu_seconds is None:
        return after
    return Usage(round(after.cpu_seconds - before.cpu_seconds, 1), after.peak_mb)


if __name__ == "__main__":
    main()
