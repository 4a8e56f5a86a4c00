"""Look through a school's frameworks: the list, the tree, one standard with what is around it, and the search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Text, and_, func, or_, select, type_coerce

from gateway.db import tables as t
from gateway.errors import NotFound
from gateway.services.crosswalk import matches
from gateway.services.standards_staged import SHOWN, outside
from gateway.standards.codes import normalise, with_any_cluster, without_cluster

MOST = 60
"""Standards that a search shows."""

_CHILD, _BEFORE = "isChildOf", "precedes"
_WORDS = 6


@dataclass(frozen=True)
class Known:
    """A framework with how many of its standards hold, and how many are retired."""

    row: Any
    items: int
    retired: int


@dataclass(frozen=True)
class Found:
    """What a search found, the first `MOST` of it; `more` says that there is more."""

    rows: Sequence[Any]
    more: bool


@dataclass(frozen=True)
class Around:
    """One standard and what is around it. `before` counts for it or for what it stands below (standards.md 5)."""

    row: Any
    framework: Any
    above: Sequence[Any]
    below: Sequence[Any]
    before: Sequence[Any]
    after: Sequence[Any]
    same: Sequence[Any]
    same_elsewhere: Sequence[str]


def frameworks(conn: Connection, tenant_id: int) -> list[Known]:
    """Return a tenant's frameworks by title."""
    counted = select(t.standard.c.framework_id, t.standard.c.retired, func.count().label("number"))
    counts: dict[tuple[str, bool], int] = {
        (row.framework_id, bool(row.retired)): row.number
        for row in conn.execute(
            counted.where(t.standard.c.tenant_id == tenant_id).group_by(t.standard.c.framework_id, t.standard.c.retired)
        )
    }
    rows = conn.execute(
        select(t.framework)
        .where(t.framework.c.tenant_id == tenant_id, SHOWN)
        .order_by(t.framework.c.title, t.framework.c.id)
    )
    return [Known(row, counts.get((row.id, False), 0), counts.get((row.id, True), 0)) for row in rows]


def framework(conn: Connection, tenant_id: int, framework_id: str) -> Any:
    """Return one framework; NotFound for none."""
    row = conn.execute(select(t.framework).filter_by(tenant_id=tenant_id, id=framework_id, staged_at=None)).first()
    if row is None:
        raise NotFound("no such framework")
    return row


def top(conn: Connection, tenant_id: int, framework_id: str) -> list[Any]:
    """Return what stands at the top of a framework."""
    query = _standards(tenant_id).where(
        t.standard.c.framework_id == framework_id, t.standard.c.depth == 0, t.standard.c.retired.is_(False)
    )
    return list(conn.execute(query.order_by(t.standard.c.position)))


def retired(conn: Connection, tenant_id: int, framework_id: str) -> list[Any]:
    """Return what is retired: results may still speak of it."""
    query = _standards(tenant_id).where(t.standard.c.framework_id == framework_id, t.standard.c.retired.is_(True))
    return list(conn.execute(query.order_by(t.standard.c.position)))


def around(conn: Connection, tenant_id: int, standard_id: str) -> Around:
    """Return a standard with what is around it; NotFound for none."""
    row = conn.execute(_standards(tenant_id).where(t.standard.c.id == standard_id)).first()
    if row is None:
        raise NotFound("no such standard")
    above = _above(conn, tenant_id, row.id)
    lineage = [one.id for one in above]
    below = _ends(conn, tenant_id, _CHILD, [row.id], wanted="origin_id")
    before = _ends(conn, tenant_id, _BEFORE, [row.id, *lineage], wanted="origin_id")
    after = _ends(conn, tenant_id, _BEFORE, [row.id, *lineage], wanted="destination_id")
    same, elsewhere = matches(conn, tenant_id, [row.id]).get(row.id, ([], []))
    own = {row.id, *lineage}
    return Around(
        row, framework(conn, tenant_id, row.framework_id), above, below,
        [one for one in before if one.id not in own], [one for one in after if one.id not in own],
        _by_id(conn, tenant_id, same), elsewhere,
    )  # fmt: skip


def search(conn: Connection, tenant_id: int, words: str, grade: int | None, framework_id: str) -> Found:
    """Return standards by code (with or without its cluster letter) first, else by the words in their text."""
    query = _standards(tenant_id).where(t.standard.c.retired.is_(False))
    if framework_id:
        query = query.where(t.standard.c.framework_id == framework_id)
    if grade is not None:
        query = query.where(_of_grade(grade))
    query = query.order_by(t.standard.c.framework_id, t.standard.c.position).limit(MOST + 1)
    rows: list[Any] = []
    if any(one.isdigit() for one in words) or (words and " " not in words):
        rows = list(conn.execute(query.where(_of_code(words))))
    if not rows:
        texts = [func.lower(t.standard.c.statement).contains(one.lower(), autoescape=True)
                 for one in words.split()[:_WORDS]]  # fmt: skip
        rows = list(conn.execute(query.where(*texts)))
    return Found(rows[:MOST], len(rows) > MOST)


def grades(conn: Connection, tenant_id: int) -> list[int]:
    """Return the grades that a tenant's standards are for."""
    shown = outside(tenant_id, t.standard.c.framework_id)
    query = select(t.standard.c.grades).where(t.standard.c.tenant_id == tenant_id, shown).distinct()
    return sorted({grade for row in conn.execute(query) for grade in row.grades})


def _standards(tenant_id: int) -> Select[Any]:
    return select(t.standard).where(t.standard.c.tenant_id == tenant_id, outside(tenant_id, t.standard.c.framework_id))


def _of_code(words: str) -> Any:
    """Match a code as people write it, and what stands below it."""
    key, column = normalise(words), t.standard.c.code_key
    forms = {key, without_cluster(key)}
    likes = [column.like(f"{with_any_cluster(one)}{tail}") for one in forms for tail in ("", ".%")]
    likes += [column.like(f"{one}.%") for one in forms]
    return and_(column.is_not(None), or_(column.in_(sorted(forms)), *likes)) if key else column == ""


def _of_grade(grade: int) -> Any:
    """Match a grade in the stored list, whose text is ours: [4], [3,4], [4,5] or [3,4,5]."""
    text = type_coerce(t.standard.c.grades, Text)
    return or_(*(text.like(form.format(grade)) for form in ("[{}]", "[{},%", "%,{}]", "%,{},%")))


def _above(conn: Connection, tenant_id: int, standard_id: str) -> list[Any]:
    """Return what a standard stands below, the furthest first."""
    found: dict[str, Any] = {}
    level = [standard_id]
    while level:
        rows = _ends(conn, tenant_id, _CHILD, level, wanted="destination_id")
        level = [row.id for row in rows if row.id not in found and row.id != standard_id]
        found |= {row.id: row for row in rows if row.id != standard_id}
    return sorted(found.values(), key=lambda row: (row.depth, row.position))


def _ends(conn: Connection, tenant_id: int, kind: str, ids: Iterable[str], *, wanted: str) -> list[Any]:
    """Return the standards at one end of associations whose other end is among `ids`."""
    other = t.edge.c["destination_id" if wanted == "origin_id" else "origin_id"]
    named = select(t.edge.c[wanted]).where(
        t.edge.c.tenant_id == tenant_id, t.edge.c.kind == kind, other.in_(list(ids))
    )  # fmt: skip
    query = _standards(tenant_id).where(t.standard.c.id.in_(named))
    return list(conn.execute(query.order_by(t.standard.c.framework_id, t.standard.c.position)))


def _by_id(conn: Connection, tenant_id: int, ids: Sequence[str]) -> list[Any]:
    if not ids:
        return []
    query = _standards(tenant_id).where(t.standard.c.id.in_(ids))
    return list(conn.execute(query.order_by(t.standard.c.framework_id, t.standard.c.position)))
