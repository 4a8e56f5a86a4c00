"""Delete a package that a course brought in: what opens its units goes, what was done in them stays and counts.

The rows say it first, in one commit; the files follow. A stop in between leaves files that no row names, which are
swept away once a day (`package_folders`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, Select, distinct, func, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.writer import Database, Write
from gateway.errors import NotFound, WaymarkError
from gateway.services import audit, course_activities, drafts, package_folders, placed, tenants
from gateway.services.drafts import Author
from gateway.services.package_units import MADE_IN


class UsedElsewhere(WaymarkError):
    """Another course offers units of the package, or has links to them: it is not this teacher's to take away."""

    code = "package-in-use"
    status = 409
    title = _("Another course uses this package")
    hint = _("It can be deleted once no other course offers it. In this course you can offer it no more.")
    audience = "teacher"
    retryable = False


@dataclass(frozen=True)
class Removal:
    """What deleting a package takes and what it leaves, in counts.

    `units` are rows of `activity`. Taken: its files, `on_path` units of the published pathway, `links` placed in the
    course; `begun` students have begun and not finished one. Left: `results` of `students`. `elsewhere` other courses
    use it, so that it cannot be deleted.
    """

    package: Any
    units: tuple[Any, ...]
    on_path: int
    links: int
    begun: int
    results: int
    students: int
    elsewhere: int


def find(conn: Connection, who: Author, activity_id: str) -> Removal:
    """Return what deleting the package of an activity would do; NotFound for one that this course did not bring in."""
    package = package_of(conn, who, activity_id)
    units = units_of(conn, who.tenant_id, package.id)
    ids = {one.id for one in units}
    here = _unit_ids(who.tenant_id, package.id)
    steps, rows = t.step.c, t.evidence.c
    begun = select(func.count(distinct(steps.person_id))).where(
        steps.tenant_id == who.tenant_id, steps.course_id == who.course_id, steps.state == "started",
        steps.activity_id.in_(here),
    )  # fmt: skip
    kept = select(func.count(), func.count(distinct(rows.person_id))).where(
        rows.tenant_id == who.tenant_id, rows.activity_id.in_(here)
    )
    results, students = conn.execute(kept).one()
    links = [one for one in placed.in_course(conn, who.tenant_id, who.course_id) if ids & set(one.activities)]
    return Removal(
        package, units, _on_path(conn, who, ids), len(links), conn.scalar(begun) or 0, results, students,
        len(_elsewhere(conn, who, package.id, ids)),
    )  # fmt: skip


def remove(db: Database, folder: Path, who: Author, activity_id: str) -> None:
    """Delete the package of an activity, its files after the commit; NotFound as for `find`, UsedElsewhere."""
    tenant_tag, tag = db.write(lambda write: _remove(write, who, activity_id))
    package_folders.drop(package_folders.home_of(folder, tenant_tag) / tag)


def package_of(conn: Connection, who: Author, activity_id: str) -> Any:
    """Return the package of an activity; NotFound where this course did not bring it in, or it was deleted."""
    unit = t.package_unit.c
    row = conn.execute(
        select(t.package, t.activity.c.kind.label("of"), t.activity.c.detail)
        .join(t.package_unit, (unit.tenant_id == t.package.c.tenant_id) & (unit.package_id == t.package.c.id))
        .join(t.activity, (t.activity.c.tenant_id == unit.tenant_id) & (t.activity.c.id == unit.activity_id))
        .where(
            t.package.c.tenant_id == who.tenant_id, t.package.c.removed_at.is_(None), unit.activity_id == activity_id
        )
    ).first()
    if row is None or row.detail.get(MADE_IN) != who.course_id:
        raise NotFound("no package of this course")
    return row


def units_of(conn: Connection, tenant_id: int, package_id: str) -> tuple[Any, ...]:
    """Return the activities of a package that can still be opened, in its order."""
    unit = t.package_unit.c
    rows = conn.execute(
        select(t.activity)
        .join(t.package_unit, (unit.tenant_id == t.activity.c.tenant_id) & (unit.activity_id == t.activity.c.id))
        .where(
            t.activity.c.tenant_id == tenant_id, unit.package_id == package_id, t.activity.c.removed_at.is_(None)
        )
        .order_by(unit.position)
    )  # fmt: skip
    return tuple(rows)


def take_away(write: Write, who: Author, units: Collection[str]) -> None:
    """Have activities open for nobody any more: the course offers them no longer, what was done in them stays."""
    course_activities.let_go(write, who, units)
    for some in chunks(sorted(units)):
        gone = update(t.activity).where(t.activity.c.tenant_id == who.tenant_id, t.activity.c.id.in_(some))
        write.conn.execute(gone.values(removed_at=write.now))


def check_unused(conn: Connection, who: Author, package_id: str, units: Collection[str]) -> None:
    """Raise UsedElsewhere where another course has these units of a package."""
    others = _elsewhere(conn, who, package_id, set(units))
    if others:
        raise UsedElsewhere(f"{len(others)} other courses")


def _remove(write: Write, who: Author, activity_id: str) -> tuple[str, str]:
    package = package_of(write.conn, who, activity_id)
    units = [one.id for one in units_of(write.conn, who.tenant_id, package.id)]
    check_unused(write.conn, who, package.id, units)
    take_away(write, who, units)
    gone = update(t.package).filter_by(tenant_id=who.tenant_id, id=package.id)
    write.conn.execute(gone.values(removed_at=write.now))
    about = {"course": who.course_id, "package": package.id, "sha256": package.sha256, "units": len(units)}
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "package-deleted", about)
    return tenants.tag_of(write.conn, who.tenant_id), package.tag


def _unit_ids(tenant_id: int, package_id: str) -> Select[Any]:
    return select(t.package_unit.c.activity_id).filter_by(tenant_id=tenant_id, package_id=package_id)


def _on_path(conn: Connection, who: Author, ids: set[str]) -> int:
    """Return how many of these activities the published pathway names."""
    row = drafts.row_in(conn, who.tenant_id, who.course_id, "published")
    body: Mapping[str, Any] = row.body if row is not None else {}
    return len(ids & {one for unit in body.get("units", ()) for one in unit.get("activities", ())})


def _elsewhere(conn: Connection, who: Author, package_id: str, ids: set[str]) -> set[str]:
    """Return the other courses that offer these units of a package or have placed links to them."""
    offers = t.course_activity.c
    offered = conn.execute(
        select(offers.course_id, offers.activity_id).where(
            offers.tenant_id == who.tenant_id, offers.course_id != who.course_id,
            offers.activity_id.in_(_unit_ids(who.tenant_id, package_id)),
        )
    )  # fmt: skip
    links = t.placed.c
    linked = conn.execute(
        select(links.course_id, links.activities).where(
            links.tenant_id == who.tenant_id, links.course_id != who.course_id
        )
    )
    return {row.course_id for row in offered if row.activity_id in ids} | {
        row.course_id for row in linked if ids & set(row.activities)
    }
