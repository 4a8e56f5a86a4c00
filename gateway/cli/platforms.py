"""`waymark platform …`: connect learning systems, see whether they answer, switch them off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click
from sqlalchemy import select

from gateway.cli import checking, inviting
from gateway.cli.common import Failed, Words, answer, command, opened, table, tenant_option
from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import NotFound
from gateway.services import adminview, audit, platforms, tenants
from gateway.wiring import Waymark
from lti.lms.registry import PROFILES


@click.group(cls=Words)
def platform() -> None:
    """Learning systems from which people come."""


for one in (inviting.invite, inviting.listed, inviting.revoke):
    platform.add_command(one)


@command(platform, name="add")
@click.option("--name", required=True, help="How you call it.")
@click.option("--issuer", required=True, help="Issuer (iss), exactly as the learning system gives it.")
@click.option("--client-id", required=True)
@click.option("--auth-url", required=True, help="Where people are sent to sign in (authentication request).")
@click.option("--token-url", required=True, help="Where we fetch access tokens.")
@click.option("--jwks-url", required=True, help="Its public keys.")
@click.option("--deployment-id", "deployment_ids", multiple=True, help="May be given several times.")
@click.option("--lms", type=click.Choice([one.key for one in PROFILES]), help="Which system; else seen at a launch.")
@click.option("--deployments", type=click.Choice(["own", "shared"]), default="shared", show_default=True,
              help="own: every course of it is yours. shared: an admin assigns each deployment.")  # fmt: skip
@click.option("--credential", "credentials", multiple=True, metavar="NAME=VARIABLE",
              help="For its own interface, such as token=SCHOOL: that environment variable holds it.")  # fmt: skip
@tenant_option
def add(tenant: str | None, credentials: tuple[str, ...], as_json: bool, **values: Any) -> None:
    """Register a learning system, or update what is known of it."""
    new = platforms.NewPlatform(credentials=_from_environment(credentials), **values)
    with opened() as waymark:
        platform_id = register(waymark, new, tenant)
        answer(
            as_json, {"id": platform_id, "login_url": f"{waymark.settings.base_url}/lti/login",
                      "launch_url": waymark.urls.launch_url, "jwks_url": f"{waymark.settings.base_url}/lti/jwks.json"},
            f"{new.name} is registered as {platform_id}.", *_ours(waymark),
        )  # fmt: skip


def register(waymark: Waymark, new: platforms.NewPlatform, tenant: str | None = None) -> str:
    """Store a registration and note it in the audit log; return its id. InvalidInput lists what is wrong."""

    def plan(write: Write) -> str:
        tenant_id = tenants.named(write, tenant)
        made = platforms.add(
            write, tenant_id, new, secret_key=waymark.settings.secret_key, loopback=waymark.settings.loopback
        )
        audit.record(write, tenant_id, "command", "platform-added", {"platform": made})
        return made

    return waymark.db.write(plan)


def _ours(waymark: Waymark) -> list[str]:
    base = waymark.settings.base_url
    rows = [("Login", f"{base}/lti/login"), ("Launch", waymark.urls.launch_url), ("Key set", f"{base}/lti/jwks.json")]
    return ["Enter there:", *(f"  {line}" for line in table(rows)), "Then: waymark platform check"]


def _from_environment(given: tuple[str, ...]) -> dict[str, str]:
    import os  # noqa: PLC0415 - only this option reads beyond the settings

    found = {}
    for one in given:
        name, _, variable = one.partition("=")
        if not os.environ.get(variable):
            fix = "Put it there: it is no argument, so that it stays out of the list of processes and of histories."
            raise Failed(f"The environment variable {variable!r} for {name!r} is empty.", fix)
        found[name] = os.environ[variable]
    return found


@command(platform, name="list")
@tenant_option
def listed(tenant: str | None, as_json: bool) -> None:
    """List the learning systems of a school."""
    with opened() as waymark:
        rows = _rows(waymark, tenant)
        with waymark.db.read() as conn:
            places = {row.id: adminview.places(conn, row.id) for row in rows}
    found = [_shown(row, places[row.id]) for row in rows]
    lines = [(one["id"], one["name"], one["issuer"], _state(one)) for one in found]
    answer(as_json, {"platforms": found}, *(table(lines) if lines else ["None yet: waymark platform add --help"]))


def _state(one: Mapping[str, Any]) -> str:
    """Return how a learning system stands; one that registered itself may wait for a word (T10)."""
    return "on" if one["enabled"] else "off" if one["confirmed"] else "waits for --enable"


def _shown(row: Any, places: Sequence[Any]) -> dict[str, Any]:
    return {
        "id": row.id, "name": row.name, "issuer": row.issuer, "client_id": row.client_id, "lms": row.lms,
        "deployments": row.deployments, "enabled": row.enabled, "confirmed": row.confirmed_at is not None,
        "last_launch": row.last_launch_at,
        "deployment_ids": [one.deployment_id for one in places if one.tenant_id is not None],
        "waiting": [one.deployment_id for one in places if one.tenant_id is None],
    }  # fmt: skip


@command(platform, name="assign")
@click.argument("platform_id", metavar="ID")
@click.argument("deployment_id", metavar="DEPLOYMENT")
@tenant_option
def assign(platform_id: str, deployment_id: str, tenant: str | None, as_json: bool) -> None:
    """Take a place of a shared learning system into this school; launches that wait there go on."""

    def plan(write: Write) -> None:
        adminview.assign(write, tenants.named(write, tenant), "command", platform_id, deployment_id)

    with opened() as waymark:
        try:
            waymark.db.write(plan)
        except NotFound:
            what = f"No deployment {deployment_id} of {platform_id} waits for a school."
            raise Failed(what, "`waymark platform list --json` shows which wait.") from None
    answer(as_json, {"id": platform_id, "deployment": deployment_id}, f"{deployment_id} belongs to this school now.")


@command(platform, name="disable")
@click.argument("platform_id", metavar="ID")
@click.option("--enable", is_flag=True, help="Allow it again.")
@tenant_option
def disable(platform_id: str, enable: bool, tenant: str | None, as_json: bool) -> None:
    """Refuse launches of a learning system from now on."""

    def plan(write: Write) -> bool:
        tenant_id = tenants.named(write, tenant)
        done = platforms.disable(write, tenant_id, platform_id, enabled=enable)
        if done:
            audit.record(write, tenant_id, "command", "platform-enabled" if enable else "platform-disabled",
                         {"platform": platform_id})  # fmt: skip
        return done

    with opened() as waymark:
        if not waymark.db.write(plan):
            raise Failed(f"There is no learning system {platform_id}.", "`waymark platform list` shows the ids.")
    answer(as_json, {"id": platform_id, "enabled": enable}, f"{platform_id} is {'on' if enable else 'off'}.")


def _rows(waymark: Waymark, tenant: str | None) -> list[Any]:
    tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
    with waymark.db.read() as conn:
        return list(conn.execute(select(t.platform).filter_by(tenant_id=tenant_id).order_by(t.platform.c.name)))


platform.add_command(checking.check)
platform.add_command(inviting.update)
