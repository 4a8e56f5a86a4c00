"""Rules by which accounts of another system name people: "this home page speaks of them by their LMS user id".

A rule counts from the moment everybody's identifiers are worked out, not before: half of them could match somebody who
is not the only one. Adding it again finishes what a crash left undone. Removing it ends matching by it; matches that
were made stay until somebody takes them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, delete, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.upsert import upsert
from gateway.db.writer import Database, Write
from gateway.errors import InvalidInput, NotFound
from gateway.security import stable_id
from gateway.services import audit, platforms, recognise, senders
from gateway.services.naming import Naming

PEOPLE = 500
"""People worked out in one transaction: statements wait for the same writer."""

_LONGEST = 1_000


@dataclass(frozen=True)
class NewRule:
    """What an admin says; `credential_id` is the sender's id, None means accounts of this home page from any."""

    home_page: str
    field: str
    platform_id: str
    credential_id: str | None = None

    def id(self, tenant_id: int) -> str:
        """Return the id: the same rule said twice is one rule."""
        return stable_id("rule", str(tenant_id), self.credential_id or "", self.home_page, self.field, self.platform_id)


def add(db: Database, naming: Naming, tenant_id: int, who: str, new: NewRule) -> str:
    """Keep a rule, work out everybody's identifiers, and have what waited evaluated; return the rule's id.

    InvalidInput for what no rule can be, NotFound for a learning system or source of another tenant.
    """
    _check(new)
    rule_id = db.write(partial(_keep, tenant_id=tenant_id, who=who, new=new))
    done = ""
    while people := _people(db, tenant_id, new.platform_id, done):
        db.write(partial(_known, naming=naming, tenant_id=tenant_id, rule_id=rule_id, people=people))
        done = people[-1]
    db.write(partial(_ready, tenant_id=tenant_id, rule_id=rule_id))
    heard = _unmatched(db, tenant_id)
    for some in chunks(heard, PEOPLE):
        db.write(partial(_evaluate, naming=naming, tenant_id=tenant_id, hashes=some))
    return rule_id


def remove(write: Write, tenant_id: int, who: str, rule_id: str) -> None:
    """Forget a rule and what follows from it; NotFound where the tenant has no such rule."""
    write.lock_log(tenant_id)
    gone = write.conn.execute(delete(t.account_rule).filter_by(tenant_id=tenant_id, id=rule_id)).rowcount
    if not gone:
        raise NotFound(rule_id)
    write.conn.execute(delete(t.known_as).filter_by(tenant_id=tenant_id, how=rule_id))
    audit.record(write, tenant_id, who, "rule-removed", {"rule": rule_id})


def listed(conn: Connection, tenant_id: int) -> list[Any]:
    """Return the rules with the names of their learning system and source (`source` None: any), oldest first."""
    rule = t.account_rule.c
    query = (
        select(t.account_rule, t.platform.c.name.label("platform"), senders.name(rule.credential_id).label("source"))
        .join(t.platform, t.platform.c.id == rule.platform_id)
        .where(rule.tenant_id == tenant_id)
        .order_by(rule.made_at, rule.id)
    )
    query = senders.with_names(query, rule.tenant_id, rule.credential_id)
    return list(conn.execute(query))


def _check(new: NewRule) -> None:
    parts = urlsplit(new.home_page)
    problems = []
    if new.field not in recognise.FIELDS:
        problems.append(f"the field is one of {', '.join(recognise.FIELDS)}")
    if not parts.scheme or not new.home_page.isprintable() or len(new.home_page) > _LONGEST:
        problems.append("the home page is an address, exactly as the other system writes it")
    if problems:
        raise InvalidInput("the rule", problems=problems)


def _keep(write: Write, tenant_id: int, who: str, new: NewRule) -> str:
    write.lock_log(tenant_id)
    if new.platform_id not in {row.id for row in platforms.with_people(write.conn, tenant_id)}:
        raise NotFound(new.platform_id)
    if new.credential_id not in {None, *(one.id for one in senders.listed(write.conn, tenant_id))}:
        raise NotFound(str(new.credential_id))
    rule_id = new.id(tenant_id)
    values = {
        "credential_id": new.credential_id, "platform_id": new.platform_id, "home_page": new.home_page,
        "field": new.field, "ready": False, "made_at": write.now,
    }  # fmt: skip
    upsert(write.conn, t.account_rule, {"tenant_id": tenant_id, "id": rule_id}, {}, insert_only=values)
    about = {"rule": rule_id, "platform": new.platform_id, "source": new.credential_id, "field": new.field}
    audit.record(write, tenant_id, who, "rule-added", about)
    return rule_id


def _people(db: Database, tenant_id: int, platform_id: str, after: str) -> list[str]:
    query = (
        select(t.person.c.id)
        .where(t.person.c.tenant_id == tenant_id, t.person.c.platform_id == platform_id, t.person.c.id > after)
        .order_by(t.person.c.id)
        .limit(PEOPLE)
    )
    with db.read() as conn:
        return list(conn.scalars(query))


def _known(write: Write, naming: Naming, tenant_id: int, rule_id: str, people: list[str]) -> None:
    """Work out what one rule says about some people; a rule removed meanwhile says nothing."""
    rule = write.conn.execute(select(t.account_rule).filter_by(tenant_id=tenant_id, id=rule_id)).first()
    if rule is None:
        return
    keys = {one.id: recognise.by_rule(rule, one) for one in recognise.people_rows(write.conn, tenant_id, people)}
    recognise.add(
        write, tenant_id,
        {
            (naming.keyed(tenant_id, hashed), person_id, rule_id)
            for person_id, key in keys.items() if key is not None
            for hashed in naming.forms(tenant_id, key)
        },
    )  # fmt: skip


def _ready(write: Write, tenant_id: int, rule_id: str) -> None:
    write.conn.execute(update(t.account_rule).filter_by(tenant_id=tenant_id, id=rule_id).values(ready=True))


def _unmatched(db: Database, tenant_id: int) -> list[str]:
    """Return the actors whose statements are nobody's."""
    matched = select(t.identity.c.key_hash).where(
        t.identity.c.tenant_id == tenant_id, t.identity.c.key_hash == t.progress.c.key_hash
    )
    query = select(t.progress.c.key_hash).where(t.progress.c.tenant_id == tenant_id, ~matched.exists())
    with db.read() as conn:
        return list(conn.scalars(query.order_by(t.progress.c.key_hash)))


def _evaluate(write: Write, naming: Naming, tenant_id: int, hashes: Sequence[str]) -> None:
    """Have those actors evaluated whom somebody may be; the others would only be looked at in vain."""
    keyed = {naming.keyed(tenant_id, one): one for one in hashes}
    columns = t.known_as.c
    rows = write.conn.execute(
        select(columns.keyed_hash).where(columns.tenant_id == tenant_id, columns.keyed_hash.in_(list(keyed)))
    )
    recognise.waiting(write, tenant_id, {keyed[row.keyed_hash] for row in rows})
