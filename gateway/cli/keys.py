"""`waymark key …` for credentials of the record store, and `waymark keys rotate` for our own signing keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import click
from sqlalchemy import select

from gateway.cli.common import Failed, Words, answer, command, opened, table, tenant_option
from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.services import audit, credentials, signing, tenants
from gateway.services import keys as key_service
from lti.keys import WARM_UP


@click.group(cls=Words)
def key() -> None:
    """Credentials with which other systems use the record store (/xapi)."""


@command(key, name="create")
@click.option("--name", required=True, help="Who uses it, so that you recognise it later.")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice(credentials.SCOPES))
@click.option(
    "--actors",
    type=click.Choice(credentials.ACTORS),
    default="keep",
    show_default=True,
    help="Whom statements name: kept as sent, replaced by pseudonyms, or refused unless of your courses.",
)
@click.option("--rate", default="none", show_default=True, help="Statements in a minute at most, or none.")
@click.option("--course", help="Bind it to one course: its id, its id in the learning system, or its title.")
@tenant_option
def create(
    name: str, scopes: tuple[str, ...], actors: str, rate: str, course: str | None, tenant: str | None, as_json: bool
) -> None:
    """Make a credential; its secret is shown now and never again."""
    limit = _rate(rate)

    def plan(write: Write) -> tuple[str, str]:
        tenant_id = tenants.named(write, tenant)
        bound = _course(key_service.courses(write.conn, tenant_id), course) if course else None
        new = key_service.NewKey(name, tuple(scopes), actors, limit, bound)
        return key_service.create(write, tenant_id, "command", new)

    with opened() as waymark:
        made, secret = waymark.db.write(plan)
        endpoint = f"{waymark.settings.base_url}/xapi/"
    lines = table([("Endpoint", endpoint), ("Key", made), ("Secret", secret)])
    answer(
        as_json, {"key": made, "secret": secret, "endpoint": endpoint}, *lines,
        "The secret is not stored here and cannot be shown again.",
    )  # fmt: skip


def _rate(text: str) -> int | None:
    if text == "none":
        return None
    if text.isdigit() and int(text) > 0:
        return int(text)
    raise Failed(f"--rate {text} is no number.", "Give statements in a minute, such as --rate 600, or --rate none.")


def _course(rows: Sequence[Any], named: str) -> str:
    """Return the id of the one course that is meant."""
    found = [row for row in rows if named in {row.id, row.context_id, row.title, row.label}]
    if len(found) == 1:
        return str(found[0].id)
    what = f"There is no course {named}." if not found else f"Several courses are called {named}."
    listed = [f"{row.id}  {row.title}" for row in found or rows]
    raise Failed(
        what, "Name one of the courses by its id." if listed else "Courses come with the first launch.", listed
    )


@command(key, name="list")
@tenant_option
def listed(tenant: str | None, as_json: bool) -> None:
    """List credentials, without secrets."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        with waymark.db.read() as conn:
            tag = tenants.tag_of(conn, tenant_id)
            rows = conn.execute(
                select(t.credential).filter_by(tenant_id=tenant_id, kind="key").order_by(t.credential.c.created_at)
            ).all()
    found = [
        {
            "key": f"{tag}-{row.id}", "name": row.name, "scopes": row.scopes, "actors": row.actors, "rate": row.rate,
            "course": row.course_id, "created": row.created_at, "revoked": row.revoked_at,
            "last_used": row.last_used_at,
        }
        for row in rows
    ]  # fmt: skip
    lines = table(
        [(one["key"], one["name"], ",".join(one["scopes"]), "revoked" if one["revoked"] else "live") for one in found]
    ) if found else ["There are no keys yet: waymark key create --name … --scope statements/write"]  # fmt: skip
    answer(as_json, {"keys": found}, *lines)


@command(key, name="revoke")
@click.argument("name", metavar="KEY")
@tenant_option
def revoke(name: str, tenant: str | None, as_json: bool) -> None:
    """Refuse a credential from now on."""

    def plan(write: Write) -> bool:
        tenant_id = tenants.named(write, tenant)
        done = credentials.revoke(write, tenant_id, name)
        if done:
            audit.record(write, tenant_id, "command", "key-revoked", {"key": name})
        return done

    with opened() as waymark:
        if not waymark.db.write(plan):
            raise Failed(f"There is no live key {name}.", "`waymark key list` shows which there are.")
    answer(as_json, {"revoked": name}, f"{name} is refused from now on.")


@click.group(cls=Words)
def keys() -> None:
    """Keys with which Waymark signs its requests to learning systems."""


@command(keys, name="rotate")
def rotate(as_json: bool) -> None:
    """Add a new signing key: published at once, in use when every learning system has had time to read it."""
    with opened() as waymark:
        kid = signing.add(waymark.db, waymark.settings.secret_key)
    hours = int(WARM_UP / timedelta(hours=1))
    answer(
        as_json, {"kid": kid, "signs_after_hours": hours}, f"New key {kid}.",
        f"It is published now and signs in {hours} hours; older keys stay published until nobody needs them.",
    )  # fmt: skip


_STATES: Mapping[str, str] = {
    "signs": "signs now", "announced": "published, will sign", "published": "published, signed before",
    "over": "no longer published",
}  # fmt: skip


@command(keys, name="list")
def signing_keys(as_json: bool) -> None:
    """List our signing keys: which one signs, which will, and until when the old ones stay published."""
    with opened() as waymark:
        waymark.keys.signing_key()
        with waymark.db.read() as conn:
            found = signing.listed(conn, waymark.clock())
    data = [
        {"kid": one.kid, "state": one.state, "published": one.published_at, "changes": one.changes_at} for one in found
    ]
    lines = [(one.kid, _STATES[one.state], f"{one.changes_at:%Y-%m-%d}" if one.changes_at else "") for one in found]
    days = int(signing.EVERY / timedelta(days=1))
    answer(as_json, {"keys": data}, *table(lines), f"A running server publishes the next key after {days} days.")
