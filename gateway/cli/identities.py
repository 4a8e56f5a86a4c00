"""`waymark identity …`: whose the records of others are."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy import Connection

from gateway.cli.common import Failed, Words, answer, command, opened, table, tenant_option
from gateway.db.writer import Write
from gateway.errors import NotFound
from gateway.services import account_rules, actors, matching, pick, platforms, senders, tenants
from gateway.services.account_rules import NewRule
from gateway.services.actors import Actor
from gateway.services.recognise import FIELDS

_SHORTEST = 8


@click.group(cls=Words)
def identity() -> None:
    """Whose records of other systems are."""


@command(identity, name="list")
@click.option("--matched", is_flag=True, help="Those that were matched, in place of those that are nobody's.")
@click.option("--search", default="", help="Part of the account, home page or mail that the records name.")
@click.option("--page", default=1, show_default=True, type=click.IntRange(min=1))
@tenant_option
def listed(matched: bool, search: str, page: int, tenant: str | None, as_json: bool) -> None:
    """List whom records are about, those with the most records first."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        with waymark.db.read() as conn:
            if matched:
                found = actors.matched(conn, tenant_id, search=search, page=page)
            else:
                found = actors.unmatched(conn, waymark.naming, tenant_id, search=search, page=page)
    lines = table([_line(one) for one in found.actors]) if found.actors else ["There are none."]
    more = [f"{found.total} in all; --page {page + 1} goes on."] if found.total > page * actors.PAGE else []
    answer(as_json, {"actors": [_as_json(one) for one in found.actors], "total": found.total}, *lines, *more)


def _line(one: Actor) -> tuple[str, ...]:
    whose = f"{one.owner.platform} {one.owner.their_id}" if one.owner else ""
    state = whose or ("held" if one.held else f"{len(one.possible)} people" if one.possible else "nobody")
    return one.key_hash[:12], f"{one.name} {one.home}".strip(), f"{one.count} statements", state


def _as_json(one: Actor) -> dict[str, Any]:
    found = {
        "actor": one.key_hash, "kind": one.kind, "name": one.name, "home_page": one.home, "statements": one.count,
        "first": one.first, "last": one.last, "sources": one.sources, "possible": one.possible, "held": one.held,
    }  # fmt: skip
    if one.owner is not None:
        found |= {"person": one.owner.person_id, "source": one.owner.source, "since": one.owner.since}
    return found


@command(identity, name="match")
@click.argument("actor")
@click.option("--person", required=True, help="Their id here, or exactly their id in the learning system.")
@tenant_option
def match(actor: str, person: str, tenant: str | None, as_json: bool) -> None:
    """Say whose an actor's records are; what is stored becomes evidence. ACTOR is the beginning of its id."""

    def plan(write: Write) -> tuple[str, str]:
        tenant_id = tenants.named(write, tenant)
        hashed, whose = _actor(write.conn, tenant_id, actor), _person(write.conn, tenant_id, person)
        matching.click(write, tenant_id, "command", hashed, whose)
        return hashed, whose

    with opened() as waymark:
        hashed, whose = waymark.db.write(plan)
    answer(as_json, {"actor": hashed, "person": whose}, f"{hashed[:12]} is {whose}.")


@command(identity, name="unmatch")
@click.argument("actor")
@tenant_option
def unmatch(actor: str, tenant: str | None, as_json: bool) -> None:
    """Take a match apart: its evidence goes, and only a person matches it again."""

    def plan(write: Write) -> str:
        tenant_id = tenants.named(write, tenant)
        hashed = _actor(write.conn, tenant_id, actor)
        matching.take_apart(write, tenant_id, "command", hashed)
        return hashed

    with opened() as waymark:
        hashed = waymark.db.write(plan)
    answer(as_json, {"actor": hashed}, f"{hashed[:12]} is nobody's, and stays so until somebody is chosen.")


def _actor(conn: Connection, tenant_id: int, named: str) -> str:
    """Return the full id of the one actor that begins like this."""
    found = matching.beginning(conn, tenant_id, named.lower()) if len(named) >= _SHORTEST else []
    if len(found) == 1:
        return found[0]
    what = f"Several actors begin with {named}." if found else f"There is no actor {named}."
    raise Failed(what, "Give at least eight digits of an id that `waymark identity list` shows.")


def _person(conn: Connection, tenant_id: int, named: str) -> str:
    found = pick.by_id(conn, tenant_id, named)
    if len(found) == 1:
        return found[0]
    what = f"Several people have the id {named}." if found else f"There is nobody with the id {named}."
    raise Failed(what, "Give one of the ids listed." if found else "Give the id their learning system has.", found)


@identity.group(cls=Words)
def rule() -> None:
    """Rules by which accounts of another system name people."""


@command(rule, name="add")
@click.option("--home-page", required=True, help="Of the accounts, exactly as the other system writes it.")
@click.option("--field", required=True, type=click.Choice(FIELDS), help="What the account's name is.")
@click.option("--platform", required=True, help="The learning system whose people they are: its id or name.")
@click.option("--source", help="Only from this key, or this store that is pulled from; else from any.")
@tenant_option
def add(home_page: str, field: str, platform: str, source: str | None, tenant: str | None, as_json: bool) -> None:
    """Match accounts of a home page to people from now on, and what is stored already."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        with waymark.db.read() as conn:
            new = NewRule(home_page, field, _platform(conn, tenant_id, platform), _source(conn, tenant_id, source))
        made = account_rules.add(waymark.db, waymark.naming, tenant_id, "command", new)
    answer(as_json, {"rule": made}, f"Rule {made} is in force; what was waiting is looked at now.")


def _platform(conn: Connection, tenant_id: int, named: str) -> str:
    found = [row for row in platforms.with_people(conn, tenant_id) if named in {row.id, row.name}]
    if len(found) == 1:
        return str(found[0].id)
    raise Failed(f"There is no one learning system {named}.", "`waymark platform list` shows their ids.")


def _source(conn: Connection, tenant_id: int, named: str | None) -> str | None:
    if named is None:
        return None
    found = [one.id for one in senders.listed(conn, tenant_id) if named in {one.id, one.name, one.key}]
    if len(found) == 1:
        return found[0]
    raise Failed(f"There is no one source {named}.", "`waymark key list` and `waymark store list` show them.")


@command(rule, name="list")
@tenant_option
def rules(tenant: str | None, as_json: bool) -> None:
    """List the rules."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        with waymark.db.read() as conn:
            rows = account_rules.listed(conn, tenant_id)
    found = [
        {
            "rule": row.id, "home_page": row.home_page, "field": row.field, "platform": row.platform,
            "source": row.source, "ready": row.ready,
        }
        for row in rows
    ]  # fmt: skip
    lines = table(
        [(row.id, row.home_page, row.field, row.platform, row.source or "any source") for row in rows]
    ) if rows else ["There are no rules yet."]  # fmt: skip
    answer(as_json, {"rules": found}, *lines)


@command(rule, name="remove")
@click.argument("name", metavar="RULE")
@tenant_option
def remove(name: str, tenant: str | None, as_json: bool) -> None:
    """End matching by a rule; matches that were made stay until they are taken apart."""
    with opened() as waymark:
        try:
            waymark.db.write(lambda w: account_rules.remove(w, tenants.named(w, tenant), "command", name))
        except NotFound:
            raise Failed(f"There is no rule {name}.", "`waymark identity rule list` shows them.") from None
    answer(as_json, {"removed": name}, f"Rule {name} is gone; matches it made stay.")
