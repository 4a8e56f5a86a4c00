"""`waymark export …` and `waymark import …`: a whole record store as a file, from one installation to another."""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, cast

import click

from gateway.cli.common import Failed, Words, answer, command, opened, tenant_option
from gateway.services import audit, exporting, importing, restoring, store_file, tenants

_TOLD = 10_000
"""Lines between two words of progress."""


@click.group(cls=Words, name="export")
def export() -> None:
    """Write what is stored here into a file."""


@click.group(cls=Words, name="import")
def bring() -> None:
    """Take in what another Waymark has written into a file, or earlier results."""


@command(export, name="store")
@click.argument("target", metavar="FILE")
@tenant_option
def export_store(target: str, tenant: str | None, as_json: bool) -> None:
    """Write the whole record store into FILE (- for the screen; packed when it ends in .gz). It holds personal data."""
    if target == "-" and as_json:
        raise Failed("--json and - both want the screen.", "Name a file.")
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        with exporting.one_moment(waymark.db) as conn, _written(target) as file:
            count = _write(file, exporting.lines(conn, tenant_id))
        about = {"lines": count}
        waymark.db.write(lambda write: audit.record(write, tenant_id, "command", "store-exported", about))
    if target != "-":
        answer(as_json, {"file": target, "lines": count}, f"{target}: {count} lines. Keep it as you keep the database.")


@command(export, name="erasures")
@click.argument("target", metavar="FILE")
def export_erasures(target: str, as_json: bool) -> None:
    """Write what must stay erased into FILE, for `db restore --erasures` on an empty machine. It names nobody.

    Keep it beside the backups, and write it again after every erasure; it is of use with the same secret key only.
    """
    with opened() as waymark, waymark.db.read() as conn, _written(target) as file:
        count = _write(file, restoring.write_lines(restoring.read(conn)))
    if target != "-":
        answer(as_json, {"file": target, "lines": count}, f"{target}: {count} lines.")


@command(bring, name="store")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@tenant_option
def import_store(source: Path, tenant: str | None, as_json: bool) -> None:
    """Store what `export store` wrote; the file is checked whole first. A second run adds nothing."""
    with closing(_read(source)) as raw:
        lines = sum(1 for _ in store_file.read(raw))
    with opened() as waymark, closing(_read(source)) as raw:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        home = waymark.settings.people_home

        def tell(done: int) -> None:
            if not as_json and done % _TOLD == 0:
                click.echo(f"  {done} of {lines} lines", err=True)

        taken = importing.take(waymark.db, home, tenant_id, store_file.read(raw), tell)
        about = asdict(taken)
        waymark.db.write(lambda write: audit.record(write, tenant_id, "command", "store-imported", about))
    answer(
        as_json, asdict(taken),
        f"{taken.stored} new, {taken.known} known before, {taken.different} with other content here (left as they "
        f"are), {taken.erased} erased here and {taken.opted_out} of students who take no part (left out).",
    )  # fmt: skip


def _write(file: IO[bytes], lines: Iterable[bytes]) -> int:
    count = 0
    for line in lines:
        file.write(line + b"\n")
        count += 1
    return count


def _read(source: Path) -> Generator[bytes]:
    """Give the lines of a file, unpacked; Failed where it cannot be unpacked."""
    with gzip.open(source) if source.suffix == ".gz" else source.open("rb") as file:
        try:
            yield from file
        except (EOFError, OSError) as error:
            raise Failed(f"{source} cannot be read to its end: {error}", "Get the file again.") from error


@contextmanager
def _written(target: str) -> Iterator[IO[bytes]]:
    """Yield a file that only its owner may read and that takes its name once it is whole."""
    if target == "-":
        yield sys.stdout.buffer
        return
    part = Path(f"{target}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as plain:
            if target.endswith(".gz"):  # without name and time, so that the same store gives the same file
                with gzip.GzipFile(fileobj=plain, mode="wb", filename="", mtime=0) as packed:
                    yield cast("IO[bytes]", packed)
            else:
                yield plain
            plain.flush()
            os.fsync(plain.fileno())
        part.replace(target)
    except OSError as error:
        raise Failed(f"{target} cannot be written: {error}", "Name another file.") from error
    finally:
        part.unlink(missing_ok=True)
