"""`waymark align …`: what activities count for, from a file, and suggestions for a text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gateway.cli.common import Failed, Words, answer, command, opened, table, tenant_option
from gateway.services import audit, declaring, tenants
from gateway.services.catalogue import Catalogue
from gateway.services.declaring import Line
from gateway.standards.carriers import NotACarrier, read
from gateway.standards.carriers.reading import MOST
from gateway.standards.suggest import SHOWN


@click.group(cls=Words)
def align() -> None:
    """Say what activities count for."""


@command(align, name="import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--accept", is_flag=True, help="Let it count at once; else teachers accept what is declared.")
@click.option("--dry-run", is_flag=True, help="Only say what the file would bring.")
@tenant_option
def align_import(file: Path, accept: bool, dry_run: bool, tenant: str | None, as_json: bool) -> None:
    """Import what content declares: CSV, JSON (LRMI, Resource Search, OneRoster), XML (cmi5, cartridge, QTI, LOM)."""
    declared = _read(file)
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        with waymark.db.read() as conn:
            catalogues = waymark.catalogues.all(conn, tenant_id)
            found = declaring.lines(conn, tenant_id, declared, catalogues)
        stored = 0
        if not dry_run:

            def plan(write: Any) -> int:
                count = declaring.keep(write, tenant_id, found, accept=accept)
                audit.record(write, tenant_id, "command", "alignments-imported", {"alignments": count})
                return count

            stored = waymark.db.write(plan)
    told = [_told(one, catalogues) for one in found]
    lost = [one for one in told if one["unknown"] or not one["activity"]]
    end = f"{stored} stored." if not dry_run else "Nothing was stored."
    answer(
        as_json, {"activities": told, "stored": stored},
        *(f"{one['activity'] or one['title'] or '?'}: {', '.join(one['standards']) or 'no standard known here'}"
          for one in told),
        f"{len(told)} activities, {len(lost)} of them not complete. {end}",
    )  # fmt: skip


def _told(one: Line, catalogues: list[Catalogue]) -> dict[str, Any]:
    codes = {key: known.code or key for each in catalogues for key, known in each.standards.items()}
    return {
        "activity": one.iri, "title": one.title, "standards": [codes[key] for key in one.standards],
        "taught": [codes[key] for key in one.taught], "unknown": list(one.unknown), "known": one.here,
    }  # fmt: skip


def _read(file: Path) -> Any:
    try:
        with file.open("rb") as opened_file:
            data = opened_file.read(MOST + 1)
        return read(data)
    except OSError as error:
        raise Failed(f"{file} cannot be read: {error.strerror}.", "Check the name and who may read it.") from error
    except NotACarrier as error:
        raise Failed(
            f"{file} says nothing about standards: {error.problem}.", "Mend the file; nothing was stored."
        ) from error


@command(align, name="suggest")
@click.argument("text")
@click.option("--framework", metavar="ID", help="Only of this framework (see `waymark standards list`).")
@click.option(
    "--grade", "grades", type=click.IntRange(-1, 12), multiple=True, help="Only of this grade; may be repeated."
)
@click.option("--most", type=click.IntRange(1, 50), default=SHOWN, show_default=True)
@tenant_option
def align_suggest(
    text: str, framework: str | None, grades: tuple[int, ...], most: int, tenant: str | None, as_json: bool
) -> None:
    """Suggest standards for a text; nothing is stored."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        with waymark.db.read() as conn:
            catalogues = [
                one for one in waymark.catalogues.all(conn, tenant_id) if framework in (None, one.framework_id)
            ]
    if not catalogues:
        raise Failed("There is no such framework.", "Import one: waymark standards import FILE_OR_URL")
    hits = [(one, each.standards[one.key]) for each in catalogues for one in each.index.find(text, grades, most)]
    hits = sorted(hits, key=lambda pair: -pair[0].score)[:most]
    found = [
        {"standard": known.id, "code": known.code, "statement": known.statement, "score": round(one.score, 3),
         "words": list(one.words)}
        for one, known in hits
    ]  # fmt: skip
    rows = [(f"{one.score:.2f}", known.code, known.statement[:70], ", ".join(one.words)) for one, known in hits]
    answer(as_json, {"suggestions": found}, *(table(rows) if rows else ["No standard shares a word with this text."]))
