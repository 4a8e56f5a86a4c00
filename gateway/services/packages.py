"""Take an uploaded package in: recognise it, read it, unpack it, and keep what can be launched as activities.

All of it or nothing: files are unpacked under a random name that nobody knows before the rows are committed, and are
removed where that fails. What an interrupted upload leaves is swept away by the next one, and once a day.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, insert, select, update

from gateway.db import tables as t
from gateway.db.writer import Database, Write
from gateway.security import new_id
from gateway.services import audit, package_folders, package_units, tenants
from gateway.services.package_units import OWN_IRIS
from xapi.formats import h5p, kinds, tincan, zips
from xapi.formats.cmi5 import structure as cmi5
from xapi.formats.described import Described, Texts
from xapi.formats.errors import PackageError

Reader = Callable[[zips.Archive], Described]

READERS: dict[str, Reader] = {"cmi5": cmi5.read, "h5p": h5p.read, "tincan": tincan.read}
"""How each kind is read; a kind without a reader is refused."""

_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class StoredUnit:
    """One activity that a package became: id of its unit, of its activity, and the activity's IRI in statements."""

    id: str
    activity_id: str
    iri: str


@dataclass(frozen=True)
class Stored:
    """A package that was taken in. `problems`: what its maker should mend. `known`: it was here already.

    `left`: tags of the folders that nobody needs since.
    """

    id: str
    kind: str
    title: Texts
    tag: str
    units: tuple[StoredUnit, ...]
    problems: tuple[str, ...] = ()
    known: bool = False
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Read:
    """What is written of a package once its files lie in place."""

    kind: str
    described: Described
    tag: str
    sha256: str
    size: int
    by: str | None


Also = Callable[[Write, Stored], None]
Allow = Callable[[str], None]
Plan = Callable[[Write, Read], Stored]


def store(
    db: Database, folder: Path, tenant_id: int, data: bytes | Path | IO[bytes], by: str | None,
    also: Also | None = None, allow: Allow | None = None, limits: zips.Limits = zips.DEFAULT,
) -> Stored:  # fmt: skip
    """Take a package in below `folder` (the data folder); PackageError where it is refused, and nothing is left of it.

    `also` runs in the same transaction once the rows are there, for what must stand or fall with the package. `allow`
    gets the kind before anything is read, and may refuse it.
    """

    def plan(write: Write, read: Read) -> Stored:
        return _write(write, tenant_id, read, also)

    return take_in(db, folder, tenant_id, data, by, plan, allow, limits)


def take_in(
    db: Database, folder: Path, tenant_id: int, data: bytes | Path | IO[bytes], by: str | None, plan: Plan,
    allow: Allow | None = None, limits: zips.Limits = zips.DEFAULT,
) -> Stored:  # fmt: skip
    """Read a package, put its files in place and have `plan` write the rows; where that fails nothing is left."""
    with db.read() as conn:
        tenant_tag = tenants.tag_of(conn, tenant_id)
        package_folders.sweep_of(conn, folder, tenant_id, tenant_tag, db.clock())
    home = package_folders.home_of(folder, tenant_tag)
    sha256, size = _measured(data)
    with zips.opened(data, limits) as archive:
        kind, described = _described(archive, allow)
        tag = new_id()
        archive.unpack(home / tag)
    try:
        os.sync()  # what is answered for is on the disk, as the row will be
        read = Read(kind, described, tag, sha256, size, by)
        stored = db.write(lambda write: plan(write, read))
    except BaseException:
        package_folders.drop(home / tag)
        raise
    for one in stored.left:
        package_folders.leave(home / one, db.clock())
    if stored.known:
        package_folders.drop(home / tag)
    return stored


def _described(archive: zips.Archive, allow: Allow | None) -> tuple[str, Described]:
    kind = kinds.recognise(archive)
    kinds.refuse_scorm(kind)
    if allow is not None:
        allow(kind)
    reader = READERS.get(kind)
    if reader is None:
        raise PackageError("unknown-kind", f"Packages of this kind ({kind}) are not taken here.")
    return kind, reader(archive)


def _measured(data: bytes | Path | IO[bytes]) -> tuple[str, int]:
    """Return SHA-256 and size of a file."""
    digest, size = hashlib.sha256(), 0
    with zips.reading(data) as file:
        file.seek(0)
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size


def _write(write: Write, tenant_id: int, read: Read, also: Also | None) -> Stored:
    """Write the rows of a package, or find that the same activity came with the same file before."""
    stored = _same(write.conn, tenant_id, read) or _new(write, tenant_id, read)
    who = f"person/{read.by}" if read.by else "api"
    audit.record(
        write, tenant_id, who, "package-stored", {"package": stored.id, "kind": read.kind, "again": stored.known}
    )
    if also is not None:
        also(write, stored)
    return stored


def _same(conn: Connection, tenant_id: int, read: Read) -> Stored | None:
    """Return the package of the same bytes that already holds these ids; PackageError where another one holds them.

    Content of such kinds speaks of its activity by the maker's own id, so that two uploads would be one activity.
    """
    if read.kind not in OWN_IRIS:
        return None
    iris = [unit.id for unit in read.described.units]
    columns = t.package.c
    row = conn.execute(
        select(t.activity.c.removed_at, columns.id.label("package"), columns.sha256, columns.by_person_id)
        .outerjoin(t.package_unit, _joined(t.package_unit.c.activity_id, t.activity.c.id))
        .outerjoin(t.package, _joined(t.package.c.id, t.package_unit.c.package_id))
        .where(t.activity.c.tenant_id == tenant_id, t.activity.c.iri.in_(iris))
    ).first()
    if row is None or row.removed_at is not None:
        return None
    if row.by_person_id == read.by and row.package and row.sha256 != read.sha256:
        return None
    if row.sha256 == read.sha256:
        return replace(of(conn, tenant_id, row.package), problems=read.described.problems, known=True)
    raise PackageError(
        "activity-known", "Your school has this activity already, from another file or person. "
        "Use that one, or give this one an id of its own where it was made."
    )  # fmt: skip


def _joined(one: Any, other: Any) -> Any:
    return (one.table.c.tenant_id == other.table.c.tenant_id) & (one == other)


def _new(write: Write, tenant_id: int, read: Read) -> Stored:
    """Write a package; an activity that its own uploader had sent in another version goes on with the new files."""
    package_id = new_id()
    write.conn.execute(
        insert(t.package).values(
            tenant_id=tenant_id, id=package_id, kind=read.kind, title=dict(read.described.title), tag=read.tag,
            sha256=read.sha256, size=read.size, stored_at=write.now, by_person_id=read.by,
            extra={**read.described.extra, "problems": list(read.described.problems)},
        )
    )  # fmt: skip
    package_units.put(write, tenant_id, read.kind, package_id, list(enumerate(read.described.units)))
    return replace(of(write.conn, tenant_id, package_id), left=_retired(write, tenant_id, package_id))


def _retired(write: Write, tenant_id: int, newer: str) -> tuple[str, ...]:
    """Let go of packages whose units have all gone on with newer files; return their tags."""
    columns = t.package.c
    units = select(t.package_unit.c.id).where(
        t.package_unit.c.tenant_id == tenant_id, t.package_unit.c.package_id == columns.id
    )
    gone = write.conn.execute(
        update(t.package)
        .where(columns.tenant_id == tenant_id, columns.id != newer, columns.removed_at.is_(None), ~units.exists())
        .values(removed_at=write.now)
        .returning(columns.tag)
    )
    return tuple(gone.scalars())


def of(conn: Connection, tenant_id: int, package_id: str) -> Stored:
    """Return a package that was taken in before, by its id."""
    row = conn.execute(select(t.package).filter_by(tenant_id=tenant_id, id=package_id)).one()
    units = conn.execute(
        select(t.package_unit.c.id, t.package_unit.c.activity_id, t.activity.c.iri)
        .join(t.activity, _joined(t.activity.c.id, t.package_unit.c.activity_id))
        .where(t.package_unit.c.tenant_id == tenant_id, t.package_unit.c.package_id == package_id)
        .order_by(t.package_unit.c.position)
    )
    found = tuple(StoredUnit(one.id, one.activity_id, one.iri) for one in units)
    problems: Mapping[str, Any] = row.extra
    return Stored(row.id, row.kind, row.title, row.tag, found, tuple(problems.get("problems", ())))
