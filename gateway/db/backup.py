"""Copy a whole database beside its running server, and put a copy back."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

PAGES = 2000
"""Pages copied at a stretch: writers get their turn in between."""


class CopyFailed(Exception):
    """A copy was not made or not put back; `fix` says what to do."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.fix = fix


def backup(url: str, target: Path) -> None:
    """Write a consistent copy to `target`, readable by its owner only; CopyFailed leaves nothing there."""
    parsed = make_url(url)
    target.touch(mode=0o600)
    try:
        if parsed.get_backend_name() == "sqlite":
            _copy(Path(parsed.database or ""), target)
            _check(target)
        else:
            _run("pg_dump", "--format=custom", f"--file={target}", url)
    except CopyFailed:
        target.unlink(missing_ok=True)
        raise


def restore(url: str, source: Path, stamp: str) -> Path | None:
    """Put a copy in place of the database; return where the replaced file is kept (None on PostgreSQL or a new one).

    Nobody may have the database open.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        _run("pg_restore", "--clean", "--if-exists", "--single-transaction", f"--dbname={url}", str(source))
        return None
    check(url, source)
    place = Path(parsed.database or "")
    kept = place.with_name(f"{place.name}.before-{stamp}") if place.exists() else None
    if kept is not None:
        _keep(place, kept)
    part = place.with_name(f"{place.name}.part")
    shutil.copyfile(source, part)
    part.chmod(0o600)
    for tail in ("-wal", "-shm"):
        place.with_name(place.name + tail).unlink(missing_ok=True)
    part.replace(place)
    return kept


def check(url: str, source: Path) -> None:
    """Refuse what is no copy of a database of ours; PostgreSQL looks at its own when it puts them back."""
    if make_url(url).get_backend_name() == "sqlite":
        _check(source)


def _keep(place: Path, kept: Path) -> None:
    """Put the present file aside; one that is damaged is what a restore is for, and is kept as it is."""
    try:
        _copy(place, kept)
    except CopyFailed:
        shutil.copyfile(place, kept)
    kept.chmod(0o600)


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        raise CopyFailed(f"{source} is not there", "Check WAYMARK_DATA_DIR and WAYMARK_DATABASE_URL.")
    try:
        with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as copy:
            origin.execute("PRAGMA busy_timeout=5000")
            origin.backup(copy, pages=PAGES)
    except sqlite3.Error as error:
        raise CopyFailed(str(error), "Free some disk space, check who may write there, and try again.") from error


def _check(path: Path) -> None:
    """Refuse what is not a whole database of ours."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            verdict = copy.execute("PRAGMA quick_check").fetchone()[0]
            ours = copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[0]
    except sqlite3.Error as error:
        raise CopyFailed(f"{path} is no database: {error}", "Name a file that `waymark db backup` made.") from error
    if verdict != "ok" or not ours:
        raise CopyFailed(f"{path} is damaged or not of Waymark", "Name a file that `waymark db backup` made.")


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise CopyFailed(f"{program} is not installed", "Install the PostgreSQL client programs and try again.")
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    if done.returncode:
        raise CopyFailed(done.stderr.strip()[-500:], "See what PostgreSQL says above.")
