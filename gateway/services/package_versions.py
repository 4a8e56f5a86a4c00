"""A newer version takes the place of a package: its units stay the same activities, with all that was done in them.

A unit is known again by the id that its maker gave it. The package keeps its row, so that learners stay enrolled; its
files lie in a new folder, and the old one stays for an hour, as somebody may have it open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from sqlalchemy import bindparam, delete, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.writer import Database, Write
from gateway.services import audit, course_activities, package_removal, package_units, packages
from gateway.services.drafts import Author
from gateway.services.packages import Allow, Read, Stored
from xapi.formats.described import Unit
from xapi.formats.errors import PackageError


def put(
    db: Database, folder: Path, who: Author, activity_id: str, data: bytes | Path | IO[bytes], allow: Allow
) -> Stored:  # fmt: skip
    """Put a newer version in place of the package of an activity; NotFound for one that this course did not bring in.

    PackageError where the file is refused or is no version of this package, UsedElsewhere where a unit would vanish
    that another course offers: then all stays as it was.
    """

    def plan(write: Write, read: Read) -> Stored:
        return _put(write, who, activity_id, read)

    return packages.take_in(db, folder, who.tenant_id, data, who.person_id, plan, allow)


def _put(write: Write, who: Author, activity_id: str, read: Read) -> Stored:
    package = package_removal.package_of(write.conn, who, activity_id)
    if package.sha256 == read.sha256:
        return replace(packages.of(write.conn, who.tenant_id, package.id), known=True)
    here = _units(write, who.tenant_id, package.id)
    sent = {unit.id: (position, unit) for position, unit in enumerate(read.described.units)}
    if package.kind != read.kind or here.keys().isdisjoint(sent):
        raise PackageError(
            "other-package", "This is another package, not a newer version of the one that stands here: "
            "they have no unit in common. Upload it by itself.",
        )  # fmt: skip
    gone = [here[one] for one in here if one not in sent]
    package_removal.check_unused(write.conn, who, package.id, gone)
    package_removal.take_away(write, who, gone)
    _drop(write, who.tenant_id, gone)
    kept = [(here[one], unit) for one, unit in sent.items() if one in here]
    _newer(write, who.tenant_id, [(key, unit) for key, (_, unit) in kept])
    package_units.launched_by(write, who.tenant_id, package.id, kept)
    new = [unit for one, unit in sent.items() if one not in here]
    added = package_units.put(write, who.tenant_id, read.kind, package.id, new)
    course_activities.bring(write, who, added)
    _row(write, who.tenant_id, package.id, read)
    about = {"course": who.course_id, "package": package.id, "kept": len(kept), "new": len(new), "gone": len(gone)}
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "package-replaced", about)
    return replace(packages.of(write.conn, who.tenant_id, package.id), left=(package.tag,))


def _units(write: Write, tenant_id: int, package_id: str) -> dict[str, str]:
    """Return the activities of a package by the ids that its maker gave the units; one without any has an empty one."""
    columns = t.package_unit.c
    of = {"tenant_id": tenant_id, "package_id": package_id}
    rows: Sequence[Any] = write.conn.execute(select(columns.extra, columns.activity_id).filter_by(**of)).all()
    return {row.extra["id"]: row.activity_id for row in rows}


def _drop(write: Write, tenant_id: int, gone: Sequence[str]) -> None:
    """Let units out of the package: learners need them no more to be through with it."""
    columns = t.package_unit.c
    for some in chunks(gone):
        of = (columns.tenant_id == tenant_id, columns.activity_id.in_(some))
        write.conn.execute(delete(t.package_unit).where(*of))


def _newer(write: Write, tenant_id: int, kept: Sequence[tuple[str, Unit]]) -> None:
    """Bring descriptions up to date; the name stays, as a teacher may have changed it."""
    own = t.activity.c.id == bindparam("own")
    one = update(t.activity).where(t.activity.c.tenant_id == tenant_id, own)
    values: dict[str, Any] = {"words": bindparam("new_words"), "removed_at": None}
    rows = [{"own": key, "new_words": {"learn": dict(unit.description), "matters": {}}} for key, unit in kept]
    write.conn.execute(one.values(values), rows)


def _row(write: Write, tenant_id: int, package_id: str, read: Read) -> None:
    values = {
        "title": dict(read.described.title), "tag": read.tag, "sha256": read.sha256, "size": read.size,
        "stored_at": write.now, "by_person_id": read.by,
        "extra": {**read.described.extra, "problems": list(read.described.problems)},
    }  # fmt: skip
    write.conn.execute(update(t.package).filter_by(tenant_id=tenant_id, id=package_id).values(**values))
