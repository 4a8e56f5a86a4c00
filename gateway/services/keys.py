"""An admin's changes to who may use the record store, each with its entry in the audit log (T05, T23)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import InvalidInput, NotFound
from gateway.services import audit, credentials


@dataclass(frozen=True)
class NewKey:
    """What an admin asks for; `rate` is statements a minute, None without a limit; `course_id` binds it to a course."""

    name: str
    scopes: tuple[str, ...]
    actors: str
    rate: int | None
    course_id: str | None = None


def create(write: Write, tenant_id: int, who: str, new: NewKey) -> tuple[str, str]:
    """Make a key; return (key, secret): the secret cannot be read again.

    NotFound for a course of another tenant, InvalidInput for scopes that no key of one course can have.
    """
    if new.course_id is not None:
        course = {"tenant_id": tenant_id, "id": new.course_id}
        if write.conn.scalar(select(t.course.c.id).filter_by(**course)) is None:
            raise NotFound(new.course_id)
        if wide := wider_than_a_course(new.scopes):
            said = f"{', '.join(wide)}: documents, descriptions of activities and launches belong to the whole school"
            raise InvalidInput("a key of one course cannot have these permissions", problems=[said])
    key, secret = credentials.make_key(
        write, tenant_id, new.name, new.scopes, new.actors, new.rate, course_id=new.course_id
    )
    about = {
        "key": key, "scopes": sorted(new.scopes), "actors": new.actors, "rate": new.rate, "course": new.course_id,
    }  # fmt: skip
    audit.record(write, tenant_id, who, "key-created", about)
    return key, secret


def wider_than_a_course(scopes: Iterable[str]) -> list[str]:
    """Return which of these scopes a key bound to one course cannot have."""
    return sorted(credentials.OF_THE_SCHOOL & set(scopes))


def courses(conn: Connection, tenant_id: int) -> list[Any]:
    """Return (id, title, label, context_id) of a tenant's courses by title."""
    query = select(t.course.c.id, t.course.c.title, t.course.c.label, t.course.c.context_id)
    return list(conn.execute(query.where(t.course.c.tenant_id == tenant_id).order_by(t.course.c.title, t.course.c.id)))


def revoke(write: Write, tenant_id: int, who: str, key: str) -> None:
    """Refuse a key from now on; NotFound when the tenant has no such live key made for a server."""
    identifier = key.rpartition("-")[2]
    kind = write.conn.scalar(select(t.credential.c.kind).filter_by(tenant_id=tenant_id, id=identifier))
    if kind != "key" or not credentials.revoke(write, tenant_id, key):
        raise NotFound(key)
    audit.record(write, tenant_id, who, "key-revoked", {"key": key})


def listed(conn: Connection, tenant_id: int) -> list[Any]:
    """Return the keys of a tenant with `course` (its title), those that still work first; launches are left out."""
    rows = conn.execute(
        select(t.credential, t.tenant.c.tag, t.course.c.title.label("course"))
        .join(t.tenant, t.tenant.c.id == t.credential.c.tenant_id)
        .outerjoin(
            t.course, (t.course.c.tenant_id == t.credential.c.tenant_id) & (t.course.c.id == t.credential.c.course_id)
        )
        .where(t.credential.c.tenant_id == tenant_id, t.credential.c.kind == "key")
        .order_by(t.credential.c.revoked_at.is_not(None), t.credential.c.created_at.desc(), t.credential.c.id)
    )
    return list(rows)
