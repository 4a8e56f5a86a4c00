"""`waymark import results`: earlier results of students from a file, all of it or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gateway.cli.common import Failed, answer, command, opened, tenant_option
from gateway.services import prior, prior_file, tenants
from gateway.services.prior import Bringing, Brought
from gateway.services.prior_file import Bad

_WHY = {
    "columns": "the first line must name these columns too: {0}",
    "not_text": "this is no CSV file in UTF-8",
    "too_long": "the file is larger than 1 MB: divide it",
    "too_many": "a file has at most {0} lines: divide it",
    "student": "no student has the id {0!r}",
    "student_twice": "several students have the id {0!r}",
    "standard": "{0!r} is no standard of a framework here",
    "standard_elsewhere": "{0!r} is not among the course's standards",
    "score": "{0!r} is no score: write 0.85, 85% or 17/20",
    "date": "{0!r} is no date: write 2026-09-30",
    "future": "{0!r} is still to come",
    "twice": "the same student, standard, test and date stand in line {0} already",
    "empty": "there is no line below the first one",
}


@command(name="results")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--course", metavar="ID", help="Of this course's students, counting there; else of the whole school.")
@click.option("--dry-run", is_flag=True, help="Only say what the file would bring.")
@tenant_option
def import_results(file: Path, course: str | None, dry_run: bool, tenant: str | None, as_json: bool) -> None:
    """Store earlier results from a CSV: student, standard, score, date; perhaps test and out of. Twice stores once."""
    with file.open("rb") as opened_file:
        data = opened_file.read(prior_file.MOST_BYTES + 1)
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        what = Bringing(tenant_id, course, None)
        given, bad = prior_file.read(data, waymark.clock().date())
        with waymark.db.read() as conn:
            people = prior.students(conn, what)
            results, unknown = prior.matched(given, people, waymark.catalogues.all(conn, tenant_id))
        if problems := [_told(one) for one in sorted([*bad, *unknown], key=lambda each: each.line)]:
            raise Failed(f"{file}: {len(problems)} lines cannot be read; nothing was stored.", "Mend them.", problems)

        def plan(write: Any) -> Brought:
            return prior.keep(write, waymark.settings, what, results)

        done = Brought(0, 0, 0) if dry_run else waymark.db.write(plan)
    counts = {"results": len(results), "new": done.new, "replaced": done.replaced, "known": done.known}
    words = (
        "Nothing was stored." if dry_run else f"{done.new} new, {done.replaced} replaced, {done.known} known before."
    )
    answer(as_json, counts, f"{len(results)} results of {len({one.person_id for one in results})} students. {words}")


def _told(one: Bad) -> str:
    return f"line {one.line}: {_WHY[one.problem].format(one.value)}"
