"""`waymark doctor`: look at everything that usually goes wrong; one sentence and one fix each."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select

from gateway import settings
from gateway.cli.common import Failed, answer, command, database_file, opened, plain_database, schema_state
from gateway.cli.doctor_systems import connections, enabled, systems
from gateway.cli.finding import Finding
from gateway.clock import system_clock
from gateway.db import tables as t
from gateway.db.backup_files import CONTENT
from gateway.db.writer import Database
from gateway.services import package_folders
from gateway.services.players import INSTALL
from gateway.settings import Settings

_ROOM = 1 << 30
"""Bytes that should be free: a day of statements of a large school needs less."""

_OLD = 26 * 3600
"""Seconds after which a daily copy is late."""

_LATE = timedelta(minutes=5)


@command(name="doctor")
def doctor(as_json: bool) -> None:
    """Look at settings, disk, database, background work, addresses and each connection; changes nothing."""
    found = settings.load()
    findings = [*_machine(found), *_addresses(found), *_copies(found), *_inside(found)]
    wrong = [one for one in findings if one.level == "wrong"]
    if wrong and not as_json:
        for one in findings:
            if one.level != "wrong":
                answer(as_json, {}, *_lines(one))
        problems = [f"{one.what} {one.fix}" for one in wrong]
        raise Failed(f"{len(wrong)} of {len(findings)} checks need you.", "Mend what is listed.", problems)
    data = {"ok": not wrong, "findings": [asdict(one) for one in findings]}
    answer(as_json, data, *(line for one in findings for line in _lines(one)))
    if wrong:
        sys.exit(1)


def _lines(one: Finding) -> list[str]:
    return [f"{one.level:5} {one.what}", *([f"      {one.fix}"] if one.fix else [])]


def _machine(found: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("ok", f"Python {version}.")
    if not found.data_dir.exists():
        yield Finding("note", f"{found.data_dir} is not there yet.", "The first start makes it.")
        return
    free = shutil.disk_usage(found.data_dir).free
    if free < _ROOM:
        yield Finding(
            "wrong", f"Only {free / 1e9:.1f} GB are free at {found.data_dir}.", "Make room or move the folder."
        )
    else:
        yield Finding("ok", f"{free / 1e9:.0f} GB are free at {found.data_dir}.")
    key = found.data_dir / "secret.key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield Finding("wrong", "Others on this machine can read the secret key.", f"chmod 600 {key}")


def _addresses(found: Settings) -> Iterator[Finding]:
    yield Finding("ok", f"Browsers reach Waymark at {found.base_url}.")
    if found.loopback:
        yield Finding("note", "That address works on this machine only.", "For a school: WAYMARK_BASE_URL=https://…")
    if found.content_url is None:
        yield Finding(
            "wrong", "Activities have no address of their own.", "Set WAYMARK_CONTENT_URL to another host name."
        )
    else:
        yield Finding("ok", f"Activities run at {found.content_url}.")
    if found.h5p_player is None:
        yield Finding("note", "H5P packages are refused: their player is not installed.", f"Where wanted: {INSTALL}.")
    else:
        yield Finding("ok", "H5P packages can be shown.")


def _copies(found: Settings) -> Iterator[Finding]:
    newest = max((one.stat().st_mtime for one in Path(found.data_dir, "backups").glob("waymark-*")), default=None)
    if newest is None:
        yield Finding("note", "There is no copy of the database in the data folder.", "Every night: waymark db backup")
    elif time.time() - newest > _OLD:
        hours = int((time.time() - newest) / 3600)
        yield Finding("note", f"The newest copy is {hours} hours old.", "Every night: waymark db backup")
    else:
        yield Finding("ok", "The newest copy is less than a day old.")


def _inside(found: Settings) -> Iterator[Finding]:
    """Look into the database, where there is one."""
    file = database_file(found)
    if file is not None and not file.exists():
        yield Finding("note", "There is no database yet.", "The first start makes it: waymark serve")
        return
    with plain_database(found) as database:
        revision, newest = schema_state(database)
        if revision != newest:
            yield Finding("wrong", f"The database is at {revision}, this version wants {newest}.", "waymark db upgrade")
            return
        yield Finding("ok", f"The database answers and is at {revision}.")
        yield from _work(database)
        yield from _packages(database, found)
        yield from systems(database)
        connected = bool(enabled(database))
    if connected:
        with opened() as waymark:
            yield from connections(waymark)


def _work(database: Database) -> Iterator[Finding]:
    now = system_clock()
    with database.read() as conn:
        late = conn.scalar(select(func.count()).select_from(t.lane).where(t.lane.c.due < now - _LATE)) or 0
        waiting, failed = (_cells(conn, state) for state in ("waiting", "failed"))
    if late:
        yield Finding("note", f"{late} kinds of background work are late.", "Is `waymark serve` running?")
    else:
        yield Finding("ok", "Background work is up to date.")
    if waiting:
        yield Finding("note", f"{waiting} values for gradebooks wait to be sent.", "They are sent by themselves.")
    if failed:
        fix = "The teacher's gradebook page says why, and what to do."
        yield Finding("note", f"{failed} values for gradebooks were not accepted.", fix)


def _packages(database: Database, found: Settings) -> Iterator[Finding]:
    with database.read() as conn:
        missing = package_folders.missing(conn, found.data_dir)
    if missing:
        fix = f"Put them into {found.data_dir / CONTENT} from a copy, or upload them again as newer versions."
        yield Finding("wrong", f"{missing} packages have no files: nobody can open them.", fix)


def _cells(conn: Connection, state: str) -> int:
    """Count the cells in a state over all tenants, one tenant at a time, where the course writes grades."""
    counted = (
        select(func.count())
        .select_from(t.cell)
        .join(t.place, (t.place.c.tenant_id == t.cell.c.tenant_id) & (t.place.c.id == t.cell.c.place_id))
        .where(t.cell.c.state == state, t.place.c.state != "stopped")
    )
    tenants = conn.execute(select(t.tenant.c.id)).all()
    return sum(int(conn.scalar(counted.where(t.cell.c.tenant_id == one.id)) or 0) for one in tenants)
