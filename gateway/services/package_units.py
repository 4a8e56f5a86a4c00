"""The units of a package and the activities they are: written together, a thousand as fast as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.upsert import upsert_rows
from gateway.db.writer import Write
from gateway.library.model import ACTIVITY_BASE
from gateway.security import new_id
from xapi.formats.described import Texts, Unit

OWN_IRIS = frozenset({"tincan"})
"""Kinds whose content names its activity itself; to all others we give an id of ours."""

STYLE, MINUTES, LEVEL = "try", 15, "core"
"""What an activity is until its teacher says otherwise."""

Placed = tuple[int, Unit]
"""A unit with its place in the package, from 0."""

OWN_WINDOW, MADE_IN = "own_window", "made_in"
"""In an activity's `detail`: it does not want to run in a frame; the course that brought it in and describes it."""


def put(write: Write, tenant_id: int, kind: str, package_id: str, units: Sequence[Placed]) -> list[str]:
    """Write units with their activities; return the activities' ids.

    An activity that is there under the id that its content names keeps its row and is launched from here on.
    """
    known = _known(write, tenant_id, kind, units)
    keys = [str(known[unit.id].id) if unit.id in known else new_id() for _, unit in units]
    new, newer = [], []
    for key, (_, unit) in zip(keys, units, strict=True):
        words: dict[str, Any] = {
            "title": english(unit.title),
            "words": {"learn": dict(unit.description), "matters": {}},
        }
        if unit.id in known:
            words["detail"] = _unclaimed(known[unit.id])
            newer.append({"own": key, **{f"new_{name}": value for name, value in words.items()}})
            continue
        iri = unit.id if kind in OWN_IRIS else f"{ACTIVITY_BASE}p/{key}"
        new.append(
            {
                "tenant_id": tenant_id, "id": key, "iri": iri, "key": key, "kind": kind, "style": STYLE,
                "minutes": MINUTES, "difficulty": LEVEL, "detail": {OWN_WINDOW: True} if apart(unit) else {},
                "created_at": write.now, **words,
            }
        )  # fmt: skip
    if new:
        write.conn.execute(insert(t.activity), new)
    if newer:
        one = update(t.activity).where(t.activity.c.tenant_id == tenant_id, t.activity.c.id == bindparam("own"))
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("title", "words", "detail")}
        write.conn.execute(one.values(**values, removed_at=None), newer)
    launched_by(write, tenant_id, package_id, list(zip(keys, units, strict=True)))
    return keys


def launched_by(write: Write, tenant_id: int, package_id: str, units: Sequence[tuple[str, Placed]]) -> None:
    """Have activities (by id) launch these units of a package."""
    rows = [
        {
            "tenant_id": tenant_id, "id": new_id(), "package_id": package_id, "activity_id": activity_id,
            "position": position, "launch": unit.launch, "extra": {**unit.extra, "id": unit.id},
        }
        for activity_id, (position, unit) in units
    ]  # fmt: skip
    upsert_rows(write.conn, t.package_unit, ("tenant_id", "activity_id"), rows, keep=("id",))


def apart(unit: Unit) -> bool:
    """Say whether a unit wants a window of its own."""
    return bool(unit.extra.get("launchMethod") == "OwnWindow")


def english(texts: Texts) -> dict[str, str]:
    """Return texts with one under `en`, which pages fall back to."""
    first = next(iter(texts.values()), "")
    return {"en": texts.get("en") or texts.get("en-US") or first, **texts}


def _known(write: Write, tenant_id: int, kind: str, units: Sequence[Placed]) -> Mapping[str, Any]:
    """Return (id, detail, removed_at) of the activities that content of this kind names, by its name."""
    if kind not in OWN_IRIS:
        return {}
    columns = t.activity.c
    found: dict[str, Any] = {}
    for some in chunks([unit.id for _, unit in units]):
        query = select(columns.iri, columns.id, columns.detail, columns.removed_at)
        rows = write.conn.execute(query.where(columns.tenant_id == tenant_id, columns.iri.in_(some)))
        found |= {row.iri: row for row in rows}
    return found


def _unclaimed(row: Any) -> dict[str, Any]:
    """Return an activity's `detail`; one that was deleted is described by the course that brings it in again."""
    return {name: value for name, value in row.detail.items() if name != MADE_IN or row.removed_at is None}
