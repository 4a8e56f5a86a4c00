"""`waymark store …`: forward statements to other record stores and pull from them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from gateway.cli.common import Failed, Words, answer, command, opened, table, tenant_option
from gateway.db.writer import Write
from gateway.errors import NotFound
from gateway.services import store_check, stores, tenants
from gateway.wiring import Waymark
from xapi.remote import Trouble

P = ParamSpec("P")
R = TypeVar("R")

_NONE = "None yet: waymark store add --help"


def _secret_options(function: Callable[P, R]) -> Callable[P, R]:
    """Add the ways to give a secret; an argument would stand in lists of processes and histories."""
    kind = click.Path(exists=True, dir_okay=False, allow_dash=True)
    words = "File with its secret, - for standard input. Else it is asked for."
    file = click.option("--password-file", type=kind, help=words)
    variable = click.option("--password-env", metavar="VARIABLE", help="Environment variable that holds its secret.")
    return file(variable(function))


@click.group(cls=Words)
def store() -> None:
    """Other record stores: forward statements to them, pull statements from them."""


@command(store, name="add")
@click.option("--direction", required=True, type=click.Choice(stores.DIRECTIONS),
              help="forward: our statements go there. pull: its statements come here.")  # fmt: skip
@click.option("--name", required=True, help="How you call it.")
@click.option("--endpoint", required=True, help="Its address, such as https://lrs.school.example/xapi")
@click.option("--username", required=True, help="The key that it gave you.")
@_secret_options
@click.option("--decisions", is_flag=True, help="Forward also what people decided here: levels, choices, goals.")
@click.option("--interval", default=stores.INTERVAL, show_default=True, help="Seconds between two looks, for pull.")
@tenant_option
def add(tenant: str | None, as_json: bool, password_file: str | None, password_env: str | None, **values: Any) -> None:
    """Connect another record store; work begins at once."""
    new = stores.NewStore(password=_password(password_file, password_env), **values)

    def plan(write: Write) -> str:
        seal, loopback = waymark.stores.sealed, waymark.settings.loopback
        return stores.add(write, tenants.named(write, tenant), "command", new, seal=seal, loopback=loopback)

    with opened() as waymark:
        store_id = waymark.db.write(plan)
    answer(as_json, {"id": store_id, "name": new.name}, f"{new.name} is connected. See: waymark store check")


def _password(file: str | None, variable: str | None) -> str:
    """Return the secret from a file, a variable or a prompt."""
    if file == "-":
        return sys.stdin.readline().strip()
    if file is not None:
        return Path(file).read_text(encoding="utf-8").strip()
    if variable is not None:
        if not os.environ.get(variable):
            raise Failed(f"The environment variable {variable!r} is empty.", "Put the secret there.")
        return os.environ[variable]
    return str(click.prompt("Password", hide_input=True, err=True))


@command(store, name="list")
@tenant_option
def listed(tenant: str | None, as_json: bool) -> None:
    """List the connections, how far each is, and what keeps it from working."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        with waymark.db.read() as conn:
            found = [_shown(one) for one in stores.listed(conn, tenant_id)]
    lines = [
        (one["name"], one["direction"], one["state"], f"{one['moved']} done", f"{one['waiting']} waiting",
         f"{one['refused']} refused", one["problem"])
        for one in found
    ]  # fmt: skip
    answer(as_json, {"stores": found}, *(table(lines) if lines else [_NONE]))


def _shown(one: stores.StoreState) -> dict[str, Any]:
    row = one.row
    names = ("id", "name", "direction", "endpoint", "username", "decisions", "state", "moved", "refused", "last_at")
    return {
        **{name: getattr(row, name) for name in names}, "waiting": one.waiting, "oldest": one.oldest,
        "problem": row.trouble["code"] if row.trouble else "", "detail": row.trouble["detail"] if row.trouble else "",
    }  # fmt: skip


@command(store, name="check")
@click.argument("name", required=False)
@tenant_option
def check(name: str | None, tenant: str | None, as_json: bool) -> None:
    """Ask the stores for their versions and, with the key, for a statement; say why one refuses."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        with waymark.db.read() as conn:
            rows = [one.row for one in stores.listed(conn, tenant_id) if name in {None, one.row.name, one.row.id}]
        if not rows:
            raise Failed("There is no such store.", "`waymark store list` shows the names.")
        results = [one for row in rows for one in _asked(waymark, row)]
    bad = [one for one in results if one["problem"]]
    if bad:
        raise Failed(
            f"{len(bad)} of {len(results)} checks failed.", "Mend what is listed and check again.",
            [f"{one['name']}, {one['what']}: {one['problem']} ({one['detail']}). {one['fix']}" for one in bad],
        )  # fmt: skip
    answer(as_json, {"checks": results}, *(f"{one['name']}: {one['what']} ok" for one in results))


def _asked(waymark: Waymark, row: Any) -> list[dict[str, str]]:
    try:
        steps = list(store_check.steps(waymark.stores.of(row), reads=row.direction == stores.PULL))
    except Trouble as error:
        steps = [store_check.Step("password", error.code)]
    return [
        {"name": row.name, "what": one.what, "problem": one.problem, "detail": one.detail,
         "fix": store_check.FIXES.get(one.problem, "Check its settings.") if one.problem else ""}
        for one in steps
    ]  # fmt: skip


@command(store, name="refused")
@click.argument("name")
@tenant_option
def refused(name: str, tenant: str | None, as_json: bool) -> None:
    """List single statements that one side did not take, and why."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        with waymark.db.read() as conn:
            row = _row(conn, tenant_id, name)
            rows = stores.refused(conn, tenant_id, row.id, limit=10_000)
    found = [{"statement": one.statement_id, "at": one.at, "code": one.code, "reason": one.reason} for one in rows]
    lines = [(one["statement"], str(one["at"]), one["code"], one["reason"]) for one in found]
    answer(as_json, {"refused": found}, *(table(lines) if lines else ["None."]))


@command(store, name="pause")
@click.argument("name")
@tenant_option
def pause(name: str, tenant: str | None, as_json: bool) -> None:
    """Leave a store alone until it is resumed; nothing is lost meanwhile."""
    _change(stores.pause, name, tenant)
    answer(as_json, {"name": name, "state": "paused"}, f"{name} is paused.")


@command(store, name="resume")
@click.argument("name")
@tenant_option
def resume(name: str, tenant: str | None, as_json: bool) -> None:
    """Go on where it stopped, at once, also after a failure."""
    _change(stores.resume, name, tenant)
    answer(as_json, {"name": name, "state": "running"}, f"{name} goes on.")


@command(store, name="renew")
@click.argument("name")
@click.option("--username", help="The new key, where it changed too.")
@_secret_options
@tenant_option
def renew(
    name: str, username: str | None, password_file: str | None, password_env: str | None, tenant: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Use another password from now on; it goes on where it stopped."""
    password = _password(password_file, password_env)

    def plan(write: Write) -> None:
        tenant_id = tenants.named(write, tenant)
        user = username or _row(write.conn, tenant_id, name).username
        stores.renew(write, tenant_id, "command", name, user, password, seal=waymark.stores.sealed)

    with opened() as waymark:
        waymark.db.write(plan)
    answer(as_json, {"renewed": name}, f"{name} has a new password. See: waymark store check")


@command(store, name="remove")
@click.argument("name")
@tenant_option
def remove(name: str, tenant: str | None, as_json: bool) -> None:
    """Forget a store and its password; statements stay where they are."""
    _change(stores.remove, name, tenant)
    answer(as_json, {"removed": name}, f"{name} is removed.")


def _change(change: Any, name: str, tenant: str | None) -> None:
    with opened() as waymark:
        try:
            waymark.db.write(lambda write: change(write, tenants.named(write, tenant), "command", name))
        except NotFound:
            raise _unknown(name) from None


def _row(conn: Any, tenant_id: int, name: str) -> Any:
    try:
        return stores.one(conn, tenant_id, name)
    except NotFound:
        raise _unknown(name) from None


def _unknown(name: str) -> Failed:
    return Failed(f"There is no store {name}.", "`waymark store list` shows the names.")
