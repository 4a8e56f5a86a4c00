"""`waymark standards …` and `waymark activity …`: what courses are made of."""

from __future__ import annotations

import gzip
from io import BytesIO
from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, select

from gateway.cli.common import Failed, Words, answer, command, opened, table, tenant_option
from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.services import audit, library, tenants
from gateway.services.inputs import ONLY_RESULTS
from gateway.services.standards import import_framework
from gateway.standards import case
from gateway.standards.tree import file_lines
from gateway.wiring import Waymark
from lti.http import Http, Limits
from lti.lms.base import AdapterError
from lti.lms.registry import PROFILES
from lti.lms.standards_file import StandardsFile

_GZIP = b"\x1f\x8b"
_LEVELS = ("Beginning", "In progress", "Nearly", "Mastered")


@click.group(cls=Words)
def standards() -> None:
    """Frameworks of academic standards."""


@command(standards, name="import")
@click.argument("source", metavar="FILE_OR_URL")
@tenant_option
def standards_import(source: str, tenant: str | None, as_json: bool) -> None:
    """Import a CASE package; the same again changes nothing, a newer one updates and retires."""
    with opened() as waymark:
        framework = case.parse(_read(waymark, source))

        def plan(write: Write) -> Any:
            tenant_id = tenants.named(write, tenant)
            done = import_framework(write, tenant_id, framework)
            audit.record(write, tenant_id, "command", "standards-imported", {"framework": done.framework_id})
            return done

        done = waymark.db.write(plan)
    counts = {"added": done.added, "changed": done.changed, "retired": done.retired, "same": done.same}
    words = ", ".join(f"{number} {name}" for name, number in counts.items())
    answer(
        as_json, {"framework": done.framework_id, "title": done.title, **counts, "warnings": list(framework.warnings)},
        f"{done.title}: {words}.", *(f"  note: {one}" for one in framework.warnings),
    )  # fmt: skip


_WRITTEN = {one.key: one.standards_file for one in PROFILES if one.standards_file}


@command(standards, name="file")
@click.argument("source", metavar="FILE_OR_URL")
@click.argument("target", metavar="TARGET", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--lms", type=click.Choice(sorted(_WRITTEN)), required=True, help="Whose import the file is for.")
@click.option("--level", "levels", multiple=True, default=_LEVELS, show_default=True, help="Names, lowest level first.")
def standards_file(source: str, target: Path, lms: str, levels: tuple[str, ...], as_json: bool) -> None:
    """Write a CASE package as the file that a learning system's administrator imports there."""
    if len(levels) < 2:
        raise Failed("One level alone tells nothing apart.", "Give --level at least twice, the lowest first.")
    with opened() as waymark:
        framework = case.parse(_read(waymark, source))
    lines = file_lines(framework)
    written = StandardsFile(framework.identifier, framework.title, lines, levels, len(levels))
    try:
        target.write_text(_WRITTEN[lms](written), encoding="utf-8", newline="")
    except OSError as error:
        raise Failed(f"{target} cannot be written: {error.strerror}.", "Choose another place.") from error
    answer(as_json, {"file": str(target), "standards": len(lines)}, f"{target}: {len(lines)} standards.")


def _read(waymark: Waymark, source: str) -> bytes:
    """Return the bytes of a file or an address, unpacked; at most what the importer takes."""
    data = _fetched(waymark, source) if source.startswith(("http://", "https://")) else _from_file(Path(source))
    if not data.startswith(_GZIP):
        return data
    try:
        with gzip.open(BytesIO(data)) as packed:
            return packed.read(case.MAX_BYTES + 1)
    except (OSError, EOFError) as error:
        raise Failed(f"{source} is not a whole gzip file.", "Get it again.") from error


def _from_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(case.MAX_BYTES + 1)
    except OSError as error:
        raise Failed(f"{path} cannot be read: {error.strerror}.", "Check the name and who may read it.") from error


def _fetched(waymark: Waymark, url: str) -> bytes:
    http = Http(now=waymark.clock, loopback=waymark.settings.loopback, limits=Limits(total=120, size=case.MAX_BYTES))
    try:
        got = http.call("GET", url)
    except AdapterError as error:
        raise Failed(f"{url} could not be fetched: {error.code}.", "Check the address, or import a file.") from error
    finally:
        http.close()
    if not got.ok:
        raise Failed(f"{url} answered {got.status}.", "Check the address, or download it and import the file.")
    return got.body


@command(standards, name="list")
@tenant_option
def standards_list(tenant: str | None, as_json: bool) -> None:
    """List frameworks with how many standards each has."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        with waymark.db.read() as conn:
            rows = conn.execute(
                select(t.framework, func.count(t.standard.c.id).label("items"))
                .outerjoin(
                    t.standard,
                    (t.standard.c.tenant_id == t.framework.c.tenant_id)
                    & (t.standard.c.framework_id == t.framework.c.id),
                )
                .where(t.framework.c.tenant_id == tenant_id)
                .group_by(*t.framework.c)
                .order_by(t.framework.c.title)
            ).all()
    found = [
        {"id": row.id, "identifier": row.identifier, "title": row.title, "items": row.items, "notice": row.notice}
        for row in rows
    ]
    lines = table([(one["title"], str(one["items"]), one["identifier"]) for one in found]) if found else []
    answer(as_json, {"frameworks": found}, *(lines or ["None yet: waymark standards import FILE_OR_URL"]))


@click.group(cls=Words)
def activity() -> None:
    """Activities that courses can use."""


@command(activity, name="import")
@tenant_option
def activity_import(tenant: str | None, as_json: bool) -> None:
    """Import the sample library that comes with Waymark; the same again changes nothing."""

    def plan(write: Write) -> tuple[int, int]:
        tenant_id = tenants.named(write, tenant)
        before = _count(write, tenant_id)
        library.bring_in(write, tenant_id)
        audit.record(write, tenant_id, "command", "activities-imported", {"library": "sample"})
        return before, _count(write, tenant_id)

    with opened() as waymark:
        before, after = waymark.db.write(plan)
    answer(as_json, {"added": after - before, "activities": after}, f"{after - before} added, {after} in all.")


def _count(write: Write, tenant_id: int) -> int:
    query = select(func.count()).select_from(t.activity).where(t.activity.c.tenant_id == tenant_id)
    return int(write.conn.scalar(query) or 0)


@command(activity, name="list")
@tenant_option
def activity_list(tenant: str | None, as_json: bool) -> None:
    """List activities with the standards they count for."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        found = _activities(waymark, tenant_id)
    rows = [(one["key"], one["style"], f"{one['minutes']} min", ",".join(one["standards"]) or "unmapped")
            for one in found]  # fmt: skip
    answer(as_json, {"activities": found}, *(table(rows) if rows else ["None yet: waymark activity import"]))


def _activities(waymark: Waymark, tenant_id: int) -> list[dict[str, Any]]:
    with waymark.db.read() as conn:
        rows = conn.execute(
            select(t.activity, t.standard.c.code, t.alignment.c.confirmed_at)
            .outerjoin(
                t.alignment,
                (t.alignment.c.tenant_id == t.activity.c.tenant_id) & (t.alignment.c.activity_id == t.activity.c.id),
            )
            .outerjoin(
                t.standard,
                (t.standard.c.tenant_id == t.alignment.c.tenant_id) & (t.standard.c.id == t.alignment.c.standard_id),
            )
            .where(t.activity.c.tenant_id == tenant_id, t.activity.c.kind.not_in(ONLY_RESULTS))
            .order_by(t.activity.c.key, t.standard.c.code)
        ).all()
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        entry = {"key": row.key, "id": row.iri, "title": row.title, "kind": row.kind, "style": row.style,
                 "minutes": row.minutes, "standards": []}  # fmt: skip
        kept = found.setdefault(row.id, entry)
        if row.code:
            kept["standards"].append(row.code)
    return list(found.values())
