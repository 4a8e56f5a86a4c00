"""`waymark db …`: bring the database up to date, check it, copy it, put a copy back."""

from __future__ import annotations

import time
from pathlib import Path

import click

from gateway import settings
from gateway.cli.common import Failed, Words, answer, command, database_file, plain_database, schema_state
from gateway.clock import system_clock
from gateway.db import backup as copies
from gateway.db import migrate
from gateway.serve import only_server
from gateway.services import condition


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
def backup(target: Path | None, as_json: bool) -> None:
    """Copy the database while Waymark runs; without TARGET into the folder backups of the data folder."""
    found = settings.load()
    started = time.monotonic()
    target = target or found.data_dir / "backups" / f"waymark-{system_clock():%Y%m%d-%H%M%S}{_ending(found)}"
    if target.exists():
        raise Failed(f"{target} exists.", "Name another file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        copies.backup(found.database_url, target)
    except copies.CopyFailed as error:
        raise Failed(f"The copy failed: {error}", error.fix) from error
    seconds, size = round(time.monotonic() - started, 2), target.stat().st_size
    answer(
        as_json, {"file": str(target), "bytes": size, "seconds": seconds},
        f"{target} ({size / 1e6:.1f} MB, {seconds} s).",
        f"Keep {found.data_dir / 'secret.key'} as well, elsewhere: without it sealed keys and tokens cannot be read.",
    )  # fmt: skip


@command(db, name="restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(source: Path, as_json: bool) -> None:
    """Put a copy back in place of the database; the present one is kept beside it. Waymark must be stopped."""
    found = settings.load()
    with only_server(found.data_dir):
        try:
            kept = copies.restore(found.database_url, source, f"{system_clock():%Y%m%d-%H%M%S}")
        except copies.CopyFailed as error:
            raise Failed(f"Nothing was restored: {error}", error.fix) from error
        with plain_database(found) as database:
            _, revision = migrate.upgrade(database.writing)
    lines = [f"Restored from {source}, at {revision}."]
    if kept:
        lines.append(f"What was there before is {kept}.")
    answer(as_json, {"restored": str(source), "before": str(kept) if kept else None, "revision": revision}, *lines)


def _ending(found: settings.Settings) -> str:
    return ".db" if database_file(found) else ".dump"
