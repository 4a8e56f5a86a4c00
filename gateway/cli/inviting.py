"""`waymark platform invite`, `invitations`, `uninvite`, `update`: a learning system registers this tool by itself."""

from __future__ import annotations

import click

from gateway.cli.common import Failed, answer, command, opened, table, tenant_option
from gateway.db.writer import Write
from gateway.errors import NotFound
from gateway.services import invitations, platforms, renewal, tenants
from lti.errors import RegistrationError
from lti.lms.registry import PROFILES


@command(name="invite")
@click.option("--name", default="", help="How you will call it; without one it is the name it gives itself.")
@click.option("--deployments", type=click.Choice(["own", "shared"]), default="own", show_default=True,
              help="own: every course of it is yours. shared: an admin assigns each deployment.")  # fmt: skip
@click.option("--ask", is_flag=True, help="What registers itself waits until you let it in; else this link is enough.")
@tenant_option
def invite(name: str, deployments: str, ask: bool, tenant: str | None, as_json: bool) -> None:
    """Print a link by which a learning system registers itself, once, within the hour."""
    with opened() as waymark:

        def plan(write: Write) -> str:
            tenant_id = tenants.named(write, tenant)
            called = name.strip()[:80]
            return invitations.make(write, tenant_id, "command", name=called, deployments=deployments, asks=ask)

        token = waymark.db.write(plan)
        link = invitations.address(waymark.settings, token)
        until = waymark.clock() + invitations.LIFE
    data = {
        "link": link, "url": link, "id": invitations.short(token), "name": name, "deployments": deployments,
        "ask": ask, "expires": until.isoformat(),
    }  # fmt: skip
    steps = [f"  {one.title}: {one.setup.invite}" for one in PROFILES if one.setup.invite]
    then = ["Then let it in: waymark platform list, waymark platform disable ID --enable"] if ask else []
    good = f"Good once, until {until:%Y-%m-%d %H:%M} UTC. Paste it in your learning system:"
    answer(as_json, data, link, good, *steps, *then)


@command(name="invitations")
@tenant_option
def listed(tenant: str | None, as_json: bool) -> None:
    """List the links that were made, without the links themselves."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        with waymark.db.read() as conn:
            found = invitations.listed(conn, tenant_id, waymark.clock())
    data = [
        {
            "id": one.id, "name": one.name, "deployments": one.deployments, "state": one.state,
            "expires": one.expires_at, "platform": one.platform_id,
        }
        for one in found
    ]  # fmt: skip
    lines = [(one.id, one.state, f"{one.expires_at:%Y-%m-%d %H:%M}", one.deployments, one.name or "-") for one in found]
    answer(as_json, {"invitations": data}, *(table(lines) if lines else ["None yet: waymark platform invite"]))


@command(name="uninvite")
@click.argument("invitation_id", metavar="ID")
@tenant_option
def revoke(invitation_id: str, tenant: str | None, as_json: bool) -> None:
    """Take a link back that was not used yet."""

    def plan(write: Write) -> None:
        invitations.revoke(write, tenants.named(write, tenant), "command", invitation_id)

    with opened() as waymark:
        try:
            waymark.db.write(plan)
        except NotFound:
            what = f"There is no link {invitation_id} that could still be used."
            raise Failed(what, "`waymark platform invitations` shows which there are.") from None
    answer(as_json, {"revoked": invitation_id}, f"The link {invitation_id} no longer works.")


@command(name="update")
@click.argument("platform_id", metavar="ID")
@tenant_option
def update(platform_id: str, tenant: str | None, as_json: bool) -> None:
    """Bring the registration of this tool up to date, in a learning system that lets us."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        with waymark.db.read() as conn:
            row = next((one for one in platforms.listed(conn, tenant_id) if one.id == platform_id), None)
        if row is None:
            raise Failed(f"There is no learning system {platform_id}.", "`waymark platform list` shows the ids.")
        try:
            done = renewal.renew(waymark.db, waymark.http, waymark.settings, row, "command")
        except RegistrationError as error:
            raise Failed(f"{error.title}. {error.detail}".strip(), error.hint) from error
    told = f"{row.name} holds what it should." if not done.changed else f"Changed: {', '.join(done.changed)}."
    lines = [told, *([f"It still refuses: {', '.join(done.refused)}"] if done.refused else [])]
    answer(as_json, {"id": row.id, "changed": done.changed, "refused": done.refused}, *lines)
