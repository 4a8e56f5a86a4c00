"""Bring a database to the newest schema; `waymark serve` and every command do it when they open an empty one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


@cache
def head() -> str:
    """Return the newest revision that this version of Waymark knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(conn: Connection) -> str | None:
    """Return the revision of a database, None for an empty one."""
    return MigrationContext.configure(conn).get_current_revision()


def bring_up_to_date(reading: Engine, writing: Engine) -> None:
    """Upgrade a database that needs it; one that does not is only read, whoever else is writing to it."""
    with reading.connect() as conn:
        newest = current(conn) == head()
    if not newest:
        upgrade(writing)


def upgrade(engine: Engine) -> tuple[str | None, str]:
    """Run what is missing; return (revision before, revision after). Running it twice changes nothing."""
    config = _config()
    with engine.begin() as conn:
        before = current(conn)
        config.attributes["connection"] = conn
        command.upgrade(config, "head")
    return before, head()
