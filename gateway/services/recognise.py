"""Work out by which identifiers a person may be known in records of others, as keyed hashes (`known_as`).

Done when somebody arrives or changes, by a launch or a class list. The mail address itself is not kept (P03).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks, insert_rows
from gateway.db.driver import rows_of
from gateway.db.writer import Write
from gateway.services.naming import Naming
from lti.mail import Mail

MAIL, PLATFORM = "mail", "platform"
FIELDS = ("lms_user_id", "sourcedid", "sub")
"""Columns of `person` by which another system's accounts may name people."""


# What every class list runs; to build a statement takes longer than to run it.
_RULES = select(t.account_rule).where(t.account_rule.c.tenant_id == bindparam("tenant_id"))
_PEOPLE = (
    select(
        t.person.c.id, t.person.c.platform_id, t.person.c.sub, t.person.c.lms_user_id, t.person.c.sourcedid,
        t.platform.c.issuer,
    )
    .join(t.platform, t.platform.c.id == t.person.c.platform_id)
    .where(t.person.c.tenant_id == bindparam("tenant_id"), t.person.c.id.in_(bindparam("people", expanding=True)))
)  # fmt: skip
_KNOWN = select(t.known_as.c.keyed_hash, t.known_as.c.person_id, t.known_as.c.how).where(
    t.known_as.c.tenant_id == bindparam("tenant_id"),
    t.known_as.c.person_id.in_(bindparam("people", expanding=True)),
)
_MATCHED = select(t.identity.c.key_hash).where(
    t.identity.c.tenant_id == bindparam("tenant"), t.identity.c.key_hash == t.progress.c.key_hash
)
_WAITING = (
    update(t.progress)
    .where(
        t.progress.c.tenant_id == bindparam("tenant"),
        t.progress.c.key_hash.in_(bindparam("hashes", expanding=True)),
        ~_MATCHED.exists(),
    )
    .values(due=True)
)

_STANDS = (
    "SELECT keyed_hash, how FROM known_as WHERE known_as.tenant_id = ? AND known_as.person_id = ?"
    " UNION ALL SELECT id, '' FROM account_rule WHERE account_rule.tenant_id = ?"
    " UNION ALL SELECT key_hash, '' FROM progress WHERE progress.tenant_id = ? AND progress.key_hash IN ({})"
    " AND progress.due = FALSE AND NOT EXISTS (SELECT 1 FROM identity"
    " WHERE identity.tenant_id = progress.tenant_id AND identity.key_hash = progress.key_hash)"
)
"""By what somebody is known, and what else `arrived` would look at: rules, and statements that wait for somebody."""


@dataclass(frozen=True)
class Arrived:
    """Somebody a learning system has just named; `mail` None where it sent none: what was known by one stays."""

    person_id: str
    mail: Mail | None = None


def arrived(write: Write, naming: Naming, tenant_id: int, people: Sequence[Arrived]) -> None:
    """Bring up to date by what these people may be known, and have the statements that waited for them evaluated."""
    write.lock_log(tenant_id)  # what a statement's sender has just stored must be seen here, or see this
    mails = {one.person_id: one.mail for one in people}
    rules = write.conn.execute(_RULES, {"tenant_id": tenant_id}).all()
    for some in chunks(sorted(mails)):
        wanted: set[tuple[str, str, str]] = set()
        hashes: set[str] = set()
        for row in people_rows(write.conn, tenant_id, some):
            for how, key in _keys(row, mails[row.id], rules):
                forms = naming.forms(tenant_id, key)
                hashes.update(forms)
                wanted |= {(naming.keyed(tenant_id, one), row.id, how) for one in forms}
        there = _known(write.conn, tenant_id, some)
        kept = {row for row in there if row[2] == MAIL and mails[row[1]] is None}
        _replace(write, tenant_id, gone=there - wanted - kept, new=wanted - there)
        waiting(write, tenant_id, hashes)


def settled(conn: Connection, naming: Naming, tenant_id: int, one: Arrived, issuer: str, sub: str) -> bool:
    """Say whether `arrived` would change nothing for somebody who is stored as they are told; most launches are such.

    In a school with rules nobody counts as settled.
    """
    wanted: set[tuple[str, str]] = set()
    hashes: list[str] = []
    for how, key in _named(issuer, sub, one.mail):
        forms = naming.forms(tenant_id, key)
        hashes += forms
        wanted |= {(naming.keyed(tenant_id, form), how) for form in forms}
    query = _STANDS.format(", ".join("?" * len(hashes)))
    rows = rows_of(conn, query, (tenant_id, one.person_id, tenant_id, tenant_id, *hashes))
    return {row for row in rows if row[1] != MAIL or one.mail is not None} == wanted


def people_rows(conn: Connection, tenant_id: int, people: Sequence[str]) -> list[Any]:
    """Return what rules look at: person rows with the issuer of their learning system."""
    return list(conn.execute(_PEOPLE, {"tenant_id": tenant_id, "people": people}))


def by_rule(rule: Any, person: Any) -> str | None:
    """Return the actor key under which a rule expects this person; None where the rule says nothing about them."""
    value = getattr(person, rule.field) if person.platform_id == rule.platform_id else None
    return f"account|{rule.home_page}|{value}" if value else None


def _keys(person: Any, mail: Mail | None, rules: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """Give (how, actor key) of every identifier of a person."""
    yield from _named(person.issuer, person.sub, mail)
    for rule in rules:
        key = by_rule(rule, person)
        if key is not None:
            yield rule.id, key


def _named(issuer: str, sub: str, mail: Mail | None) -> Iterator[tuple[str, str]]:
    """Give those that no rule is needed for: the learning system's own account, and the mail address."""
    yield PLATFORM, f"account|{issuer}|{sub}"
    for one in mail.spellings() if mail else ():
        yield MAIL, f"mbox|mailto:{one}"
        yield MAIL, f"mbox_sha1sum|{hashlib.sha1(f'mailto:{one}'.encode(), usedforsecurity=False).hexdigest()}"


def _known(conn: Connection, tenant_id: int, people: Sequence[str]) -> set[tuple[str, str, str]]:
    rows = conn.execute(_KNOWN, {"tenant_id": tenant_id, "people": people})
    return {(row.keyed_hash, row.person_id, row.how) for row in rows}


def _replace(write: Write, tenant_id: int, gone: Iterable[tuple[str, str, str]], new: Iterable[Any]) -> None:
    for keyed, person_id, how in sorted(gone):
        key: Mapping[str, Any] = {"keyed_hash": keyed, "person_id": person_id, "how": how}
        write.conn.execute(delete(t.known_as).filter_by(tenant_id=tenant_id, **key))
    add(write, tenant_id, new)


def add(write: Write, tenant_id: int, rows: Iterable[tuple[str, str, str]]) -> None:
    """Store rows (keyed hash, person, how); what is there stays."""
    made = [(tenant_id, *one) for one in sorted(rows)]
    insert_rows(write.conn, t.known_as, made, conflict="(tenant_id, keyed_hash, person_id, how) DO NOTHING")


def waiting(write: Write, tenant_id: int, hashes: Iterable[str]) -> None:
    """Have those of these actors evaluated whose statements are here and are nobody's yet."""
    for some in chunks(sorted(hashes)):
        found = write.conn.execute(_WAITING, {"tenant": tenant_id, "hashes": some})
        if found.rowcount:
            write.wake(f"evaluate/{tenant_id}")
