"""Rules by which statements count for standards: the beginning of the activity's id, a verb, a value at a JSON pointer.

A rule speaks where nobody aligned the activity itself. It makes the activity's row when the first statement fits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.errors import BadRequest, NotFound
from gateway.learn.evidence import MAXIMUM_WEIGHT
from gateway.security import new_id, stable_id
from gateway.services.drafts import Author
from gateway.services.inputs import REPORTED
from gateway.standards.codes import normalise

_LONGEST = 500
_MOST = 200


def rules_of(conn: Connection, tenant_id: int) -> list[Any]:
    """Return a school's rules, the longest beginnings first: the nearest rule decides."""
    rows = conn.execute(select(t.align_rule).where(t.align_rule.c.tenant_id == tenant_id)).all()
    return sorted(rows, key=lambda row: (-len(row.prefix), row.id))


def at_pointer(body: object, pointer: str) -> object:
    """Return what stands at a JSON pointer (RFC 6901), None where nothing does."""
    found = body
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(found, Mapping):
            found = found.get(name)
        elif isinstance(found, list) and name.isascii() and name.isdigit() and int(name) < len(found):
            found = found[int(name)]
        else:
            return None
    return found


def _values(found: object) -> list[str]:
    rows = found if isinstance(found, list) else [found]
    return [str(one) for one in rows if isinstance(one, (str, int, float)) and not isinstance(one, bool)]


def fits(rule: Any, body: Mapping[str, Any], iri: str, verb: str) -> bool:
    """Say whether a rule speaks about a statement."""
    if not iri.startswith(rule.prefix) or (rule.verb and rule.verb != verb):
        return False
    if not rule.pointer:
        return True
    values = _values(at_pointer(body, rule.pointer))
    return rule.value in values if rule.value else bool(values)


def standard_of(conn: Connection, rule: Any, body: Mapping[str, Any]) -> str | None:
    """Return the rule's standard, or the one whose code, identifier or address stands at its pointer."""
    if rule.standard_id:
        return str(rule.standard_id)
    for value in _values(at_pointer(body, rule.pointer or "")):
        name = value.strip()
        here = (t.standard.c.tenant_id == rule.tenant_id, t.standard.c.retired.is_(False))
        wanted = (
            (t.standard.c.identifier == name.lower().removeprefix("urn:uuid:"))
            | (t.standard.c.uri == name)
            | (t.standard.c.code_key == (normalise(name) or " "))
        )
        found = conn.scalar(select(t.standard.c.id).where(*here, wanted).order_by(t.standard.c.id).limit(1))
        if found:
            return str(found)
    return None


def add(write: Write, who: Author, values: Mapping[str, Any]) -> str:
    """Make a rule and have what it speaks about read again; BadRequest for one that says nothing."""
    prefix, pointer = str(values["prefix"]), values.get("pointer") or None
    standard_id, weight = values.get("standard_id") or None, float(values.get("weight", 1.0))
    if ":" not in prefix or len(prefix) > _LONGEST:
        raise BadRequest("a rule needs the beginning of an activity's id")
    if (pointer and not pointer.startswith("/")) or (standard_id is None and not pointer):
        raise BadRequest("a rule needs a standard, or a JSON pointer to its name")
    if not 0.0 < weight <= MAXIMUM_WEIGHT or len(rules_of(write.conn, who.tenant_id)) >= _MOST:
        raise BadRequest("a weight is above 0 and at most 4")
    identifier = new_id()
    write.conn.execute(
        insert(t.align_rule).values(
            tenant_id=who.tenant_id, id=identifier, prefix=prefix, verb=values.get("verb") or None, pointer=pointer,
            value=values.get("value") or None, standard_id=standard_id, weight=weight, by_person_id=who.person_id,
            made_at=write.now,
        )
    )  # fmt: skip
    _reread(write, who.tenant_id, prefix)
    return identifier


def remove(write: Write, who: Author, rule_id: str) -> None:
    """Take a rule back; what counted by it counts no more. NotFound for one of another school."""
    gone = write.conn.scalar(
        delete(t.align_rule).filter_by(tenant_id=who.tenant_id, id=rule_id).returning(t.align_rule.c.prefix)
    )
    if gone is None:
        raise NotFound("no such rule")
    _reread(write, who.tenant_id, gone)


def _reread(write: Write, tenant_id: int, prefix: str) -> None:
    """Have the actors of statements about such activities read from the beginning."""
    actors = select(t.statement.c.actor_hash).where(
        t.statement.c.tenant_id == tenant_id, t.statement.c.object_id.startswith(prefix, autoescape=True)
    )
    write.conn.execute(
        update(t.progress)
        .where(t.progress.c.tenant_id == tenant_id, t.progress.c.key_hash.in_(actors))
        .values(through=0, due=True)
    )
    write.wake(f"evaluate/{tenant_id}")


def activity_of(write: Write, tenant_id: int, iri: str, title: Mapping[str, str] | None = None) -> str:
    """Return our id of an activity that only statements know, made on the first use; courses read their inputs again.

    No pathway offers it: nobody can open it from here.
    """
    found = write.conn.scalar(select(t.activity.c.id).filter_by(tenant_id=tenant_id, iri=iri))
    if found:
        return str(found)
    identifier = stable_id("activity", iri)
    shown = dict(title or {}) or {"en": iri.rstrip("/").rpartition("/")[2][:200] or iri[:200]}
    upsert(
        write.conn, t.activity, {"tenant_id": tenant_id, "iri": iri},
        {"key": f"reported-{identifier}", "kind": REPORTED, "style": "practice", "minutes": 0, "difficulty": "core",
         "title": shown, "words": {}, "detail": {}},
        insert_only={"id": identifier, "created_at": write.now},
    )  # fmt: skip
    renew_courses(write, tenant_id)
    return identifier


def renew_courses(write: Write, tenant_id: int) -> None:
    """Have every course of a school read its inputs again."""
    write.conn.execute(update(t.course).where(t.course.c.tenant_id == tenant_id).values(version=t.course.c.version + 1))


def apply(
    write: Write, tenant_id: int, rules: Sequence[Any], row: Any, body: Mapping[str, Any]
) -> tuple[str, str, float] | None:
    """Return (activity id, standard id, weight) that the nearest fitting rule gives a statement; None for none."""
    for rule in rules:
        if fits(rule, body, row.object_id, row.verb):
            standard = standard_of(write.conn, rule, body)
            if standard is not None:
                return activity_of(write, tenant_id, row.object_id), standard, rule.weight
    return None
