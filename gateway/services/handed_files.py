"""Files that students handed in, on the disk and on the content host: stored under random names, shown by addresses
that say who may read them for a while and nothing else.

A file lies in place before the row that names it is committed, and goes where that fails. What an interrupted upload
left is swept away once a day.
"""

from __future__ import annotations

import hashlib
import hmac
import mmap
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.files import kinds
from gateway.files.errors import FileRefused
from gateway.files.kinds import Kind
from gateway.settings import Settings

MOST: Final = 25 * 1024 * 1024
"""Bytes of the largest file."""

SHOWN_FOR: Final = timedelta(minutes=30)
"""How long the address of a file on a page works."""

_BLOCK: Final = 64 * 1024
_ORPHAN: Final = 3600
"""Seconds after which a file that no row names was left by an upload that was interrupted."""

_TICKET: Final = re.compile(r"([0-9a-f]{1,12})-([0-9a-z]{1,32})-([0-9a-f]{64})")
_LONGEST_NAME: Final = 120


@dataclass(frozen=True)
class Received:
    """A file that lies in place: its random name, the name it came under, what it is, and its bytes as stored."""

    tag: str
    name: str
    kind: Kind
    size: int


def home_of(folder: Path, tenant_tag: str) -> Path:
    """Return where a tenant's files lie in the data folder; no address of a package can lead there."""
    return folder / "content" / "handed-in" / tenant_tag


def receive(folder: Path, tenant_tag: str, name: str, stream: IO[bytes]) -> Received:
    """Store a file under a random name, without what it says of people; FileRefused where it is not taken.

    It goes to the disk as it comes, and no further than the limit; nothing is left of what is refused.
    """
    home = home_of(folder, tenant_tag)
    home.mkdir(parents=True, exist_ok=True)
    tag = secrets.token_hex(16)
    came, cleaned = home / f"{tag}.came", home / f"{tag}.clean"
    try:
        _write(stream, came)
        with came.open("rb") as file, _mapped(file) as data:
            kind = kinds.recognise(name, data, file)
            if kind.clean is not None:
                with cleaned.open("wb") as out:
                    kind.clean(data, out)
        _settle(cleaned if kind.clean is not None else came, home / tag)
        return Received(tag, shown_name(name), kind, (home / tag).stat().st_size)
    finally:
        for left in (came, cleaned):
            left.unlink(missing_ok=True)


def _write(stream: IO[bytes], to: Path) -> None:
    size = 0
    with to.open("wb") as out:
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > MOST:
                raise FileRefused("too-large")
            out.write(block)
    if not size:
        raise FileRefused("empty")


def _mapped(file: IO[bytes]) -> mmap.mmap:
    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _settle(made: Path, place: Path) -> None:
    """Put a file in its place once its bytes are on the disk, as its row will be."""
    with made.open("rb") as file:
        os.fsync(file.fileno())
    made.replace(place)


def shown_name(name: str) -> str:
    """Return a file's own name as pages and savings show it: its last part, of characters that can be seen."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(one for one in last if one.isprintable() and one not in '"<>|:*?').strip(". ")
    if len(seen) <= _LONGEST_NAME:
        return seen or "file"
    stem, _dot, ending = seen.rpartition(".")
    return f"{stem[: _LONGEST_NAME - len(ending) - 1]}.{ending}"


def remove(folder: Path | None, tenant_tag: str, tags: Iterable[str | None]) -> None:
    """Delete files whose rows are gone; those that are not there any more are no matter."""
    for tag in tags:
        if folder is not None and tag:
            (home_of(folder, tenant_tag) / tag).unlink(missing_ok=True)


def sweep(conn: Connection, folder: Path, now: datetime) -> int:
    """Delete what no row of any tenant names and what no upload is still writing; return how many files."""
    gone = 0
    for tenant in conn.execute(select(t.tenant.c.id, t.tenant.c.tag)).all():
        home = home_of(folder, tenant.tag)
        there = [one for one in home.iterdir() if _old(one, now)] if home.is_dir() else []
        known = set(conn.scalars(select(t.hand_in.c.tag).where(t.hand_in.c.tenant_id == tenant.id)))
        for one in there:
            if one.name not in known:
                one.unlink(missing_ok=True)
                gone += 1
    return gone


def _old(file: Path, now: datetime) -> bool:
    try:
        return now.timestamp() - file.stat().st_mtime > _ORPHAN
    except FileNotFoundError:  # somebody else deleted it
        return False


def address(settings: Settings, tenant_tag: str, tag: str, now: datetime) -> str:
    """Return where a file opens for the next half hour; empty where activities have no host of their own.

    Whoever may see the page on which it stands may follow it; it proves no more than that.
    """
    if settings.content_url is None:
        return ""
    ends = int((now + SHOWN_FOR).timestamp())
    return f"{settings.content_url}/content/{tenant_tag}/handed/{ends:x}-{tag}-{_mark(settings, tenant_tag, tag, ends)}"


def read_ticket(settings: Settings, tenant_tag: str, ticket: str, now: datetime) -> str | None:
    """Return the random name of the file that an address means, None for one that is over or that we never made."""
    found = _TICKET.fullmatch(ticket)
    if found is None:
        return None
    ends, tag = int(found[1], 16), found[2]
    right = hmac.compare_digest(_mark(settings, tenant_tag, tag, ends), found[3])
    return tag if right and ends >= now.timestamp() else None


def _mark(settings: Settings, tenant_tag: str, tag: str, ends: int) -> str:
    key = hmac.new(settings.secret_key, b"addresses of handed-in files", hashlib.sha256).digest()
    return hmac.new(key, f"{tenant_tag}\x1f{tag}\x1f{ends}".encode(), hashlib.sha256).hexdigest()


def find(conn: Connection, tenant_tag: str, tag: str) -> Any:
    """Return the row of a file, None where nobody has it any more."""
    tenant_id = conn.scalar(select(t.tenant.c.id).where(t.tenant.c.tag == tenant_tag))
    return conn.execute(select(t.hand_in).filter_by(tenant_id=tenant_id, tag=tag)).first()
