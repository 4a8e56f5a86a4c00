"""`waymark standards …`: bring frameworks in, list them, take them out again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gateway.cli.common import Failed, Words, answer, command, opened, table, tenant_option
from gateway.db.writer import Write
from gateway.services import audit, standards_export, tenants
from gateway.services.standards import Imported, bring_in
from gateway.services.standards_browse import frameworks
from gateway.services.standards_diff import compare
from gateway.services.standards_fetch import fetch
from gateway.standards.loading import MAX_BYTES
from gateway.standards.model import Framework
from gateway.standards.read import read
from gateway.standards.tree import file_lines
from gateway.wiring import Waymark
from lti.lms.standards_file import StandardsFile


@click.group(cls=Words)
def standards() -> None:
    """Frameworks of academic standards."""


@command(standards, name="import")
@click.argument("source", metavar="FILE_OR_URL")
@click.option("--name", help="What a table is called that does not say it itself; the file's name without this.")
@tenant_option
def standards_import(source: str, name: str | None, tenant: str | None, as_json: bool) -> None:
    """Import CASE, ASN, a standard set, or a table; the same again changes nothing, a newer one updates and retires."""
    with opened() as waymark:
        found = _read(waymark, source, name)

        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        with waymark.db.read() as conn:
            prepared = [compare(conn, tenant_id, one, waymark.clock().date()) for one in found]

        def also(write: Write, done: list[Imported]) -> None:
            for one in done:
                audit.record(write, tenant_id, "command", "standards-imported", {"framework": one.framework_id})

        done = bring_in(waymark.db, tenant_id, found, prepared, also)
    told = [_told(one, framework) for one, framework in zip(done, found, strict=True)]
    lines = [line for one in told for line in _lines(one)]
    answer(as_json, told[0] if len(told) == 1 else {"frameworks": told}, *lines)


def _told(done: Imported, framework: Framework) -> dict[str, Any]:
    counts = {"added": done.added, "changed": done.changed, "retired": done.retired, "same": done.same}
    return {"framework": done.framework_id, "title": done.title, **counts, "warnings": list(framework.warnings)}


def _lines(told: dict[str, Any]) -> list[str]:
    words = ", ".join(f"{told[name]} {name}" for name in ("added", "changed", "retired", "same"))
    return [f"{told['title']}: {words}.", *(f"  note: {one}" for one in told["warnings"])]


@command(standards, name="file")
@click.argument("source", metavar="FILE_OR_URL")
@click.argument("target", metavar="TARGET", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--lms", type=click.Choice(sorted(standards_export.WRITERS)), required=True,
              help="Whose import the file is for.")  # fmt: skip
@click.option("--level", "levels", multiple=True, default=standards_export.LEVELS, show_default=True,
              help="Names, lowest level first.")  # fmt: skip
def standards_file(source: str, target: Path, lms: str, levels: tuple[str, ...], as_json: bool) -> None:
    """Write a framework's file as the file that a learning system's administrator imports there."""
    _check_levels(levels)
    writer = standards_export.WRITERS[lms].standards_file
    with opened() as waymark:
        found = _read(waymark, source, None)
        if len(found) != 1:
            raise Failed(f"There are {len(found)} frameworks in this file.", "Send them one by one.")
        lines = file_lines(found[0], waymark.clock().date())
    if writer is not None:
        _write(target, writer(StandardsFile(found[0].identifier, found[0].title, lines, levels, len(levels))).encode())
    answer(as_json, {"file": str(target), "standards": len(lines)}, f"{target}: {len(lines)} standards.")


@command(standards, name="export")
@click.argument("framework", metavar="FRAMEWORK")
@click.argument("target", metavar="TARGET", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--as", "wanted", type=click.Choice(sorted(standards_export.formats())), default=standards_export.CASE,
              show_default=True, help="CASE, or whose import the file is for.")  # fmt: skip
@click.option("--level", "levels", multiple=True, default=standards_export.LEVELS, show_default=True,
              help="Names, lowest level first.")  # fmt: skip
@tenant_option
def standards_write(
    framework: str, target: Path, wanted: str, levels: tuple[str, ...], tenant: str | None, as_json: bool
) -> None:
    """Write an imported framework to a file; name it by its identifier or its id (`waymark standards list`)."""
    _check_levels(levels)
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        with waymark.db.read() as conn:
            known = {one.row.id: one.row.id for one in frameworks(conn, tenant_id)}
            known |= {one.row.identifier: one.row.id for one in frameworks(conn, tenant_id)}
            if framework not in known:
                raise Failed(f"There is no framework {framework}.", "See `waymark standards list`.")
            file = standards_export.export(conn, tenant_id, known[framework], wanted, waymark.clock, levels)
    _write(target, file.data)
    answer(as_json, {"file": str(target), "standards": file.standards}, f"{target}: {file.standards} standards.")


def _check_levels(levels: tuple[str, ...]) -> None:
    if len(levels) < 2:
        raise Failed("One level alone tells nothing apart.", "Give --level at least twice, the lowest first.")


def _write(target: Path, data: bytes) -> None:
    try:
        target.write_bytes(data)
    except OSError as error:
        raise Failed(f"{target} cannot be written: {error.strerror}.", "Choose another place.") from error


def _read(waymark: Waymark, source: str, name: str | None) -> tuple[Framework, ...]:
    """Return the frameworks of a file or an address."""
    if source.startswith(("http://", "https://")):
        data = fetch(source, waymark.clock, loopback=waymark.settings.loopback)
    else:
        data = _from_file(Path(source))
    return read(data, name or Path(source).name.removesuffix(".gz").rsplit(".", 1)[0])


def _from_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Failed(f"{path} cannot be read: {error.strerror}.", "Check the name and who may read it.") from error


@command(standards, name="list")
@tenant_option
def standards_list(tenant: str | None, as_json: bool) -> None:
    """List frameworks with how many standards each has."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        with waymark.db.read() as conn:
            rows = frameworks(conn, tenant_id)
    found = [
        {"id": one.row.id, "identifier": one.row.identifier, "title": one.row.title, "items": one.items,
         "retired": one.retired, "source": one.row.source, "notice": one.row.notice}
        for one in rows
    ]  # fmt: skip
    lines = table([(one["title"], str(one["items"]), one["identifier"]) for one in found]) if found else []
    answer(as_json, {"frameworks": found}, *(lines or ["None yet: waymark standards import FILE_OR_URL"]))
