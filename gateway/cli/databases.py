"""`waymark db …`: bring the database up to date, check it, copy it, put a copy back."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path

import click
from sqlalchemy.exc import DatabaseError

from gateway import settings
from gateway.cli.common import Failed, Words, answer, command, database_file, plain_database, schema_state
from gateway.clock import system_clock
from gateway.db import backup as copies
from gateway.db import backup_files, migrate
from gateway.serve import only_server
from gateway.services import condition, erased, package_folders, restoring


@click.group(cls=Words)
def db() -> None:
    """Look after the database."""


@command(db, name="upgrade")
def upgrade(as_json: bool) -> None:
    """Bring the database to the newest schema; twice changes nothing."""
    found = settings.load()
    found.data_dir.mkdir(parents=True, exist_ok=True)
    with plain_database(found) as database:
        before, after = migrate.upgrade(database.writing)
    words = (
        f"The database is at {after} already." if before == after else f"Upgraded from {before or 'empty'} to {after}."
    )
    answer(as_json, {"before": before, "after": after}, words)


@command(db, name="check")
def check(as_json: bool) -> None:
    """Check schema, integrity and the chain of the audit log; changes nothing."""
    with plain_database(settings.load()) as database:
        revision, newest = schema_state(database)
        if revision != newest:
            raise Failed(
                f"The database is at {revision or 'empty'}, this version wants {newest}.", "waymark db upgrade"
            )
        problems = condition.database_problems(database)
    if problems:
        fix = "Stop Waymark and put the last good copy back: waymark db restore FILE"
        raise Failed("The database is damaged.", fix, problems)
    answer(as_json, {"ok": True, "revision": revision}, f"The database is whole and at {revision}.")


@command(db, name="backup")
@click.argument("target", type=click.Path(path_type=Path), required=False)
@click.option("--no-files", is_flag=True, help="Leave the files out; then copy the folder content of the data folder.")
def backup(target: Path | None, no_files: bool, as_json: bool) -> None:
    """Copy the database while Waymark runs; without TARGET into the folder backups of the data folder.

    The files of packages and of what students handed in go into TARGET.files.tar beside it. On PostgreSQL the copy is
    what pg_dump makes of the database named in the settings: its tables and what is in them, no roles.
    """
    found = settings.load()
    started = time.monotonic()
    target = target or found.data_dir / "backups" / f"waymark-{system_clock():%Y%m%d-%H%M%S}{_ending(found)}"
    beside = None if no_files else backup_files.beside(target)
    for one in (target, beside):
        if one is not None and one.exists():
            raise Failed(f"{one} exists.", "Name another file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        count = _copied(found, target, beside)
    except copies.CopyFailed as error:
        target.unlink(missing_ok=True)
        raise Failed(f"The copy failed: {error}", error.fix) from error
    seconds, size = round(time.monotonic() - started, 2), target.stat().st_size
    files = {"files": str(beside), "files_bytes": beside.stat().st_size, "files_count": count} if beside else {}
    told = (
        f"{beside} ({count} files of packages and hand-ins, {beside.stat().st_size / 1e6:.1f} MB)."
        if beside
        else f"Without the files: copy {found.data_dir / backup_files.CONTENT} as well, after this."
    )
    answer(
        as_json, {"file": str(target), "bytes": size, "seconds": seconds, **files},
        f"{target} ({size / 1e6:.1f} MB, {seconds} s).", told,
        f"Keep {found.data_dir / 'secret.key'} as well, elsewhere: without it sealed keys and tokens cannot be read.",
    )  # fmt: skip


def _copied(found: settings.Settings, target: Path, beside: Path | None) -> int:
    """Copy the database, and its files where they are wanted; return how many files there are."""
    if beside is None:
        copies.backup(found.database_url, target)
        return 0
    return backup_files.save(found.data_dir, beside, lambda: copies.backup(found.database_url, target))


@command(db, name="restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--erasures", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
              help="What was erased since (`waymark export erasures`), for a machine without it.")  # fmt: skip
@click.option("--files", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
              help="The files that belong to SOURCE. Default: SOURCE.files.tar.")  # fmt: skip
def restore(source: Path, erasures: Path | None, files: Path | None, as_json: bool) -> None:
    """Put a copy back in place of the database; the present one is kept beside it. Waymark must be stopped.

    Its files are put where they are missing. What was erased since the copy was made is erased again.
    """
    found = settings.load()
    marks = restoring.NOTHING
    if erasures is not None:
        with erasures.open("rb") as lines:
            marks = restoring.read_lines(lines)
    with only_server(found.data_dir):
        known = _marks(found)
        marks |= known or restoring.NOTHING
        try:
            put = _put_back(found, source, files or backup_files.beside(source))
            kept = copies.restore(found.database_url, source, f"{system_clock():%Y%m%d-%H%M%S}")
        except copies.CopyFailed as error:
            raise Failed(f"Nothing was restored: {error}", error.fix) from error
        with plain_database(found) as database:
            _, revision = migrate.upgrade(database.writing)
            database.erased_key, database.files = erased.key_of(found.secret_key), found.data_dir
            again = restoring.apply(database, found.people_home, marks)
            with database.read() as conn:
                missing = package_folders.missing(conn, found.data_dir)
    lines_told = [f"Restored from {source}, at {revision}. Files put back: {put}."]
    if missing:
        lines_told.append(
            f"{missing} packages have no files: put them into {found.data_dir / backup_files.CONTENT}, or see --files."
        )
    if again != restoring.Again():
        lines_told.append(
            f"Erased again: {again.people} people, {again.statements} statements, {again.documents} documents."
        )
    if known is None:
        lines_told.append("The database that was there could not be asked what was erased since: see --erasures.")
    if kept:
        lines_told.append(f"What was there before is {kept}.")
    answer(
        as_json,
        {
            "restored": str(source), "before": str(kept) if kept else None, "revision": revision,
            "files": put, "packages_without_files": missing,
            "erased_again": asdict(again), "erasures_known": known is not None or erasures is not None,
        },
        *lines_told,
    )  # fmt: skip


def _put_back(found: settings.Settings, source: Path, files: Path) -> int:
    """Put the files of a copy in place, before the rows that name them; return how many."""
    copies.check(found.database_url, source)
    stamp = f"{system_clock():%Y%m%d-%H%M%S}"
    return backup_files.put_back(files, found.data_dir, stamp) if files.exists() else 0


def _marks(found: settings.Settings) -> restoring.Marks | None:
    """Return what the present database knows to be erased; None where it cannot be asked."""
    file = database_file(found)
    if file is not None and not file.exists():
        return None
    try:
        with plain_database(found) as database:
            revision, newest = schema_state(database)
            if revision != newest:
                return None
            with database.read() as conn:
                return restoring.read(conn)
    except DatabaseError:
        return None


def _ending(found: settings.Settings) -> str:
    return ".db" if database_file(found) else ".dump"
