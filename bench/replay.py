"""Replay recorded answers as xAPI statements through the record store's HTTP door, to mastery, to a gradebook.

python -m bench.replay [--data FILE.csv.gz] [--rows N [N ...]] [--batch 50] [--database URL] [--quick] [--json]
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.common import arguments, finish, table
from bench.replay_check import Counts, State, counts, differing, drain, state, wrong_cells
from bench.replay_course import Course, await_roster, beside, furnish, launch, register
from bench.replay_data import Material, read
from bench.replay_processes import ROOT, School, Site, Usage, free_port, open_school
from bench.replay_send import Sent, post_all, read_ids
from gateway.db.writer import Database

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
    delivered_s: float
    p99_ms: float
    slowest_ms: float
    cpu_s: float | None
    peak_mb: float | None
    rebuild_s: float
    lost: int
    wrong: int
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
    parser.add_argument("--batch", type=int, default=50, help="statements in one request")
    parser.add_argument("--database", help="an empty PostgreSQL database instead of SQLite; one run only")
    options = parser.parse_args()
    sizes: list[int | None] = options.rows or ([QUICK_ROWS] if options.quick else list(SIZES))
    if not options.data.exists():
        parser.error(f"there is no {options.data}: name a file of answers with --data")
    if options.database and len(sizes) > 1:
        parser.error("--database takes one run: name one --rows")
    found = [replay(options.data, rows, options.batch, options.database) for rows in sizes]
    print(f"{options.data.name}, batches of {options.batch}\n\n{report(found)}")
    last = found[-1]
    figures = {
        "statements_per_s": round(last.per_second, 1), "peak_mb": last.peak_mb, "lost": last.lost,
        "peak_mb_smaller": found[0].peak_mb, "cpu_s": last.cpu_s, "wrong_cells": last.wrong,
        "rebuilt_otherwise": last.rebuilt_otherwise, "p99_ms": round(last.p99_ms, 1),
        "slowest_ms": round(last.slowest_ms, 1), **asdict(last.store),
    }  # fmt: skip
    finish(figures, options.json)
    if any(one.lost or one.wrong or one.rebuilt_otherwise or one.store.unsent for one in found):
        raise SystemExit(1)


def report(found: list[Result]) -> str:
    """Return the results as a table, one column each."""
    lines: list[tuple[str, list[object]]] = [
        ("statements", [one.store.statements for one in found]),
        ("learners", [one.learners for one in found]),
        ("evidence", [one.store.evidence for one in found]),
        ("parameter sets", [one.store.parameter_sets for one in found]),
        ("mastery cells", [one.store.mastery for one in found]),
        ("gradebook cells", [one.store.cells for one in found]),
        ("deliveries", [one.store.deliveries for one in found]),
        ("seconds until all is stored", [round(one.posted_s, 1) for one in found]),
        ("seconds until all mastery is up to date", [round(one.evaluated_s, 1) for one in found]),
        ("seconds until the gradebook is up to date", [round(one.delivered_s, 1) for one in found]),
        ("statements per second, to mastery", [round(one.per_second, 1) for one in found]),
        ("99 % of requests answered within (ms)", [round(one.p99_ms) for one in found]),
        ("slowest request (ms)", [round(one.slowest_ms) for one in found]),
        ("processor seconds of the server", [one.cpu_s for one in found]),
        ("peak memory of the server (MB)", [one.peak_mb and round(one.peak_mb) for one in found]),
        ("seconds of rebuild", [round(one.rebuild_s, 1) for one in found]),
        ("lost statements", [one.lost for one in found]),
        ("wrong gradebook cells", [one.wrong for one in found]),
        ("rows that a rebuild changes", [one.rebuilt_otherwise for one in found]),
    ]
    # As text, so that the shared table does not pad every number with zeros.
    rows = [(name, *("unknown" if value is None else f"{value:g}" if isinstance(value, float) else value
            for value in values)) for name, values in lines]  # fmt: skip
    return table(["", *(f"{one.rows} answers" for one in found)], rows)


def replay(data: Path, rows: int | None, batch: int = 50, database: str | None = None) -> Result:
    """Do one replay in new processes and an own folder; everything is gone afterwards but the figures."""
    material = read(data, rows)
    shared = data.parent / COMMON_CORE
    with tempfile.TemporaryDirectory(prefix="waymark-replay-") as folder:
        site = Site(free_port(), Path(folder), database)
        school = open_school(len(material.users), site, site.base_url)
        with school.process:
            tenant_id, *key = register(site, school)
            with site.serve():
                launch(school)
                await_roster(site, tenant_id, len(material.users))
            course = furnish(site, tenant_id, (key[0], key[1]), material, shared if shared.exists() else None)
            with site.serve() as server:
                before = server.usage()
                begun = time.perf_counter()
                sent = post_all(site.port, course, material, batch)
                done = beside(site, lambda db: drain(db, course, begun, server))
                used = _between(before, server.usage())
                back = read_ids(site.port, course)
            return _result(site, material, course, sent, back, used, (done.evaluated, done.delivered), school)


def _result(
    site: Site, material: Material, course: Course, sent: Sent, back: set[str], used: Usage,
    seconds: tuple[float, float], school: School,
) -> Result:  # fmt: skip
    """Hold the outcome against the input, then rebuild everything from the statements and compare."""
    rows = len(material.answers)
    store, wrong, before = beside(site, lambda db: _look(db, course, school))
    begun = time.perf_counter()
    site.run("rebuild", "--json")
    rebuild_s = time.perf_counter() - begun
    after = beside(site, lambda db: state(db, course))
    for line in wrong[:20]:
        print(line)
    return Result(
        rows=rows, learners=len(material.users), store=store, posted_s=sent.seconds, evaluated_s=seconds[0],
        delivered_s=seconds[1], p99_ms=sent.slow(), slowest_ms=sent.slowest(), cpu_s=used.cpu_seconds,
        peak_mb=used.peak_mb, rebuild_s=rebuild_s, wrong=len(wrong), rebuilt_otherwise=differing(before, after),
        # An answer is lost when it was acknowledged and is not found, or is found and does not count.
        lost=len(sent.ids - back) + max(rows - store.evidence, 0) + max(rows - len(sent.ids), 0),
    )  # fmt: skip


def _look(db: Database, course: Course, school: School) -> tuple[Counts, list[str], State]:
    return counts(db, course), wrong_cells(db, course, school), state(db, course)


def _between(before: Usage, after: Usage) -> Usage:
    """Return what was used since; a peak has no beginning."""
    if before.cpu_seconds is None or after.cpu_seconds is None:
        return after
    return Usage(round(after.cpu_seconds - before.cpu_seconds, 1), after.peak_mb)


if __name__ == "__main__":
    main()
