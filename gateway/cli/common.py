"""What all commands share: their options, opening the store, one way to answer and one way to fail."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
from sqlalchemy.exc import DatabaseError

from gateway import logs, settings
from gateway.clock import system_clock
from gateway.db import migrate
from gateway.db.writer import Database
from gateway.errors import StoreBusy, WaymarkError
from gateway.serve import AlreadyServing
from gateway.settings import Settings, SettingsError
from gateway.standards.model import NotAFramework
from gateway.wiring import Waymark, build

P = ParamSpec("P")
R = TypeVar("R")


class Failed(Exception):
    """A command that did not succeed: what happened, and what the reader can do about it."""

    def __init__(self, what: str, fix: str, problems: list[str] | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix
        self.problems = problems or []


class Words(click.Group):
    """A group whose help lists commands in the order in which they were added: the first ones are needed first."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in that order."""
        del ctx
        return list(self.commands)


def command(group: click.Group | None = None, **attributes: Any) -> Callable[[Callable[..., None]], click.Command]:
    """Declare a command with --json; every known failure ends it with status 1, its reason and its fix."""

    def wrap(function: Callable[..., None]) -> click.Command:
        guarded = click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")(_guard(function))
        return (group or click).command(**attributes)(guarded)

    return wrap


def tenant_option(function: Callable[P, R]) -> Callable[P, R]:
    """Add --tenant; without it a command means the only tenant."""
    return click.option("--tenant", metavar="TAG", help="The school, where there are several.")(function)


def _guard(function: Callable[P, None]) -> Callable[P, None]:
    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except (Failed, WaymarkError, SettingsError, NotAFramework, AlreadyServing, DatabaseError) as error:
            _fail(_explained(error), as_json=bool(kwargs.get("as_json")))

    return guarded


def _explained(error: Exception) -> Failed:
    """Return any known failure with its fix."""
    if isinstance(error, Failed):
        return error
    if isinstance(error, WaymarkError):
        return _refused(error)
    match error:
        case SettingsError():
            return Failed("The settings are wrong.", "Mend these environment variables.", str(error).splitlines())
        case NotAFramework():
            problems = [str(one) for one in error.problems]
            return Failed(
                "This is not a framework of standards; nothing was stored.", "Mend the file, or get it again.", problems
            )
        case AlreadyServing():
            return Failed(f"Waymark already runs on {error}.", "Stop that one first, or name another data folder.")
        case _:
            return Failed(f"The database refused: {error.args[0]}", "Run `waymark db check`, then `waymark doctor`.")


def _refused(error: WaymarkError) -> Failed:
    if isinstance(error, StoreBusy):
        return Failed("The database is locked by another program.", "Try again; end whatever holds it if it stays.")
    detail = f"{error.title}: {error.detail}" if error.detail else str(error.title)
    return Failed(detail, str(error.hint), [str(one) for one in error.problems])


def _fail(failed: Failed, *, as_json: bool) -> NoReturn:
    if as_json:
        click.echo(json.dumps({"error": failed.what, "fix": failed.fix, "problems": failed.problems}))
    else:
        click.secho(failed.what, fg="red", err=True)
        for one in failed.problems:
            click.echo(f"  - {one}", err=True)
        click.echo(failed.fix, err=True)
    sys.exit(1)


def answer(as_json: bool, data: Mapping[str, Any], *lines: str) -> None:
    """Print the result: one JSON object, or lines for a person."""
    if as_json:
        click.echo(json.dumps(data, default=str))
        return
    for line in lines:
        click.echo(line)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows of words as aligned lines."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


PATIENCE = 25_000
"""Milliseconds that a command waits for its turn beside a server that writes a lot."""


@contextmanager
def opened(port: int | None = None) -> Iterator[Waymark]:
    """Open the store with all parts, also beside a running server; nothing runs in the background."""
    logs.setup("WARNING")
    waymark = build(settings.load(port=port), threads=0, patience=PATIENCE)
    try:
        yield waymark
    finally:
        waymark.close()


@contextmanager
def plain_database(found: Settings) -> Iterator[Database]:
    """Open the store without touching its tables, for looking at it whatever state it is in."""
    logs.setup("WARNING")
    db = Database(found.database_url, system_clock, patience=PATIENCE)
    db.files = found.data_dir
    try:
        yield db
    finally:
        db.stop()


def schema_state(db: Database) -> tuple[str | None, str]:
    """Return (revision of the database, newest revision)."""
    with db.read() as conn:
        return migrate.current(conn), migrate.head()


def database_file(found: Settings) -> Path | None:
    """Return the file of the embedded database, None on PostgreSQL."""
    prefix = "sqlite:///"
    return Path(found.database_url.removeprefix(prefix)) if found.database_url.startswith(prefix) else None
