"""Take an uploaded package in: recognise it, read it, unpack it, and keep what can be launched as activities.

All of it or nothing: files are unpacked under a random name that nobody knows before the rows are committed, and are
removed where that fails. What an interrupted upload leaves is swept away by the next one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, insert, select, update

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Database, Write
from gateway.library.model import ACTIVITY_BASE
from gateway.security import new_id
from gateway.services import audit, tenants
from xapi.formats import h5p, kinds, tincan, zips
from xapi.formats.cmi5 import structure as cmi5
from xapi.formats.described import Described, Texts, Unit
from xapi.formats.errors import PackageError

Reader = Callable[[zips.Archive], Described]

READERS: dict[str, Reader] = {"cmi5": cmi5.read, "h5p": h5p.read, "tincan": tincan.read}
"""How each kind is read; a kind without a reader is refused."""

OWN_IRIS = frozenset({"tincan"})
"""Kinds whose content names its activity itself; to all others we give an id of ours."""

STYLE, MINUTES, LEVEL = "try", 15, "core"
"""What an activity is until its teacher says otherwise."""

_ORPHAN = 3600
"""Seconds after which a folder that no row names was left by an upload that was interrupted."""

_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class StoredUnit:
    """One activity that a package became: id of its unit, of its activity, and the activity's IRI in statements."""

    id: str
    activity_id: str
    iri: str


@dataclass(frozen=True)
class Stored:
    """A package that was taken in. `problems`: what its maker should mend. `known`: it was here already."""

    id: str
    kind: str
    title: Texts
    tag: str
    units: tuple[StoredUnit, ...]
    problems: tuple[str, ...] = ()
    known: bool = False


@dataclass(frozen=True)
class _Read:
    """What is written of a package once its files lie in place."""

    kind: str
    described: Described
    tag: str
    sha256: str
    size: int
    by: str | None


Also = Callable[[Write, Stored], None]
Allow = Callable[[str], None]


def store(
    db: Database, folder: Path, tenant_id: int, data: bytes | Path | IO[bytes], by: str | None,
    also: Also | None = None, allow: Allow | None = None, limits: zips.Limits = zips.DEFAULT,
) -> Stored:  # fmt: skip
    """Take a package in below `folder` (the data folder); PackageError where it is refused, and nothing is left of it.

    `also` runs in the same transaction once the rows are there, for what must stand or fall with the package. `allow`
    gets the kind before anything is read, and may refuse it.
    """
    with db.read() as conn:
        home = home_of(folder, tenants.tag_of(conn, tenant_id))
        _sweep(conn, tenant_id, home)
    sha256, size = _measured(data)
    with zips.opened(data, limits) as archive:
        kind, described = _described(archive, allow)
        tag = new_id()
        place = home / tag
        archive.unpack(place)
    try:
        os.sync()  # what is answered for is on the disk, as the row will be
        read = _Read(kind, described, tag, sha256, size, by)
        stored = db.write(lambda write: _write(write, tenant_id, read, also))
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    if stored.known:
        shutil.rmtree(place, ignore_errors=True)
    return stored


def home_of(folder: Path, tag: str) -> Path:
    """Return where a tenant's packages lie in the data folder."""
    return folder / "content" / tag


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


def _sweep(conn: Connection, tenant_id: int, home: Path) -> None:
    known = set(conn.scalars(select(t.package.c.tag).where(t.package.c.tenant_id == tenant_id)))
    for one in home.iterdir() if home.is_dir() else ():
        if one.name not in known and time.time() - one.stat().st_mtime > _ORPHAN:
            shutil.rmtree(one, ignore_errors=True)


def _write(write: Write, tenant_id: int, read: _Read, also: Also | None) -> Stored:
    """Write the rows of a package, or find that the same activity came with the same file before."""
    stored = _same(write.conn, tenant_id, read) or _new(write, tenant_id, read)
    who = f"person/{read.by}" if read.by else "api"
    audit.record(
        write, tenant_id, who, "package-stored", {"package": stored.id, "kind": read.kind, "again": stored.known}
    )
    if also is not None:
        also(write, stored)
    return stored


def _same(conn: Connection, tenant_id: int, read: _Read) -> Stored | None:
    """Return the package of the same bytes that already holds these ids; PackageError where another one holds them.

    Content of such kinds speaks of its activity by the maker's own id, so that two uploads would be one activity.
    """
    if read.kind not in OWN_IRIS:
        return None
    iris = [unit.id for unit in read.described.units]
    row = conn.execute(
        select(t.activity.c.id, t.package.c.id.label("package"), t.package.c.sha256, t.package.c.by_person_id)
        .outerjoin(t.package_unit, _joined(t.package_unit.c.activity_id, t.activity.c.id))
        .outerjoin(t.package, _joined(t.package.c.id, t.package_unit.c.package_id))
        .where(t.activity.c.tenant_id == tenant_id, t.activity.c.iri.in_(iris))
    ).first()
    if row is None or (row.by_person_id == read.by and row.package and row.sha256 != read.sha256):
        return None
    if row.sha256 == read.sha256:
        return replace(of(conn, tenant_id, row.package), problems=read.described.problems, known=True)
    raise PackageError(
        "activity-known", "Your school has this activity already, from another file or person. "
        "Use that one, or give this one an id of its own where it was made."
    )  # fmt: skip


def _joined(one: Any, other: Any) -> Any:
    return (one.table.c.tenant_id == other.table.c.tenant_id) & (one == other)


def _new(write: Write, tenant_id: int, read: _Read) -> Stored:
    """Write a package; an activity that its own uploader had sent in another version goes on with the new files."""
    package_id = new_id()
    write.conn.execute(
        insert(t.package).values(
            tenant_id=tenant_id, id=package_id, kind=read.kind, title=dict(read.described.title), tag=read.tag,
            sha256=read.sha256, size=read.size, stored_at=write.now, by_person_id=read.by,
            extra={**read.described.extra, "problems": list(read.described.problems)},
        )
    )  # fmt: skip
    for position, unit in enumerate(read.described.units):
        held = {"package_id": package_id, "position": position, "launch": unit.launch}
        _unit(write, tenant_id, read.kind, unit, {**held, "extra": {**unit.extra, "id": unit.id}})
    return of(write.conn, tenant_id, package_id)


def _unit(write: Write, tenant_id: int, kind: str, unit: Unit, held: Mapping[str, Any]) -> None:
    """Write one unit with its activity; an activity that is there keeps its row and is launched from here on."""
    key = new_id()
    iri = unit.id if kind in OWN_IRIS else f"{ACTIVITY_BASE}p/{key}"
    detail = {"own_window": True} if unit.extra.get("launchMethod") == "OwnWindow" else {}
    words = {"title": _english(unit.title), "words": {"learn": dict(unit.description), "matters": {}}}
    known = write.conn.scalar(select(t.activity.c.id).filter_by(tenant_id=tenant_id, iri=iri))
    if known is not None:
        write.conn.execute(update(t.activity).filter_by(tenant_id=tenant_id, id=known).values(**words))
    else:
        write.conn.execute(
            insert(t.activity).values(
                tenant_id=tenant_id, id=key, iri=iri, key=key, kind=kind, style=STYLE, minutes=MINUTES,
                difficulty=LEVEL, detail=detail, created_at=write.now, **words,
            )
        )  # fmt: skip
    owner = {"tenant_id": tenant_id, "activity_id": str(known or key)}
    upsert(write.conn, t.package_unit, owner, held, insert_only={"id": new_id()})


def _english(texts: Texts) -> dict[str, str]:
    """Return texts with one under `en`, which pages fall back to."""
    first = next(iter(texts.values()), "")
    return {"en": texts.get("en") or texts.get("en-US") or first, **texts}


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
