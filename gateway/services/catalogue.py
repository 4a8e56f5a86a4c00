"""A framework kept ready for finding its standards: by identifier, by code, and by what a text is about.

Read from the database once for each version of the framework and shared by all requests of the process.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.services.standards_staged import SHOWN
from gateway.standards.codes import normalise, without_cluster
from gateway.standards.declared import Ref
from gateway.standards.plain import plain
from gateway.standards.suggest import Candidate, Index

_KEPT = 12
_UUID = "urn:uuid:"


@dataclass(frozen=True)
class Known:
    """A standard that results can count for."""

    id: str
    code: str
    statement: str
    grades: tuple[int, ...]
    context: str = ""


@dataclass
class Catalogue:
    """One framework's standards by id, in reading order, without headings and what was retired."""

    framework_id: str
    standards: Mapping[str, Known]
    names: Mapping[str, str]
    codes: Mapping[str, str]
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @cached_property
    def _index(self) -> Index:
        return Index([Candidate(one.id, one.statement, one.context, one.grades) for one in self.standards.values()])

    @property
    def index(self) -> Index:
        """What is asked for suggestions; made when it is first wanted, once."""
        with self._lock:
            return self._index

    def resolve(self, ref: Ref) -> str | None:
        """Return the standard that a name or a code means here."""
        if ref.kind == "name":
            value = ref.value.strip().rstrip("/").lower()
            for form in (value, value.removeprefix(_UUID), _swapped(value), value.rpartition("/")[2]):
                if form in self.names:
                    return self.names[form]
            return None
        key = normalise(ref.value)
        return self.codes.get(key) or self.codes.get(without_cluster(key))


def _swapped(address: str) -> str:
    if address.startswith("http://"):
        return "https://" + address.removeprefix("http://")
    return "http://" + address.removeprefix("https://") if address.startswith("https://") else address


class Catalogues:
    """Keeps the frameworks in use; safe for threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, str, datetime], Catalogue] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, conn: Connection, tenant_id: int, framework_id: str) -> Catalogue | None:
        """Return a framework as this connection sees it; None where it is not there."""
        key = {"tenant_id": tenant_id, "id": framework_id, "staged_at": None}
        at = conn.scalar(select(t.framework.c.imported_at).filter_by(**key))
        if at is None:
            return None
        with self._lock:
            found = self._kept.get((tenant_id, framework_id, at))
            if found is not None:
                self._kept.move_to_end((tenant_id, framework_id, at))
                return found
        made = load(conn, tenant_id, framework_id)
        with self._lock:
            self._kept[(tenant_id, framework_id, at)] = made
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made

    def all(self, conn: Connection, tenant_id: int, first: Collection[str] = ()) -> list[Catalogue]:
        """Return all frameworks of a school; those that hold the `first` standards come first."""
        rows = conn.execute(
            select(t.framework.c.id).where(t.framework.c.tenant_id == tenant_id, SHOWN).order_by(t.framework.c.id)
        ).all()
        found = [one for row in rows if (one := self.of(conn, tenant_id, row.id)) is not None]
        wanted = set(first)
        return sorted(found, key=lambda one: wanted.isdisjoint(one.standards))


def resolve(catalogues: Sequence[Catalogue], refs: Iterable[Ref]) -> list[str]:
    """Return the standards that these name, names before codes; a code means one of the first framework that has it."""
    ordered = sorted(refs, key=lambda one: one.kind != "name")
    found = (next((hit for each in catalogues if (hit := each.resolve(one))), None) for one in ordered)
    return list(dict.fromkeys(one for one in found if one is not None))


def load(conn: Connection, tenant_id: int, framework_id: str) -> Catalogue:
    """Read a framework; headings lend their words to what stands below them."""
    rows = conn.execute(
        select(t.standard).filter_by(tenant_id=tenant_id, framework_id=framework_id).order_by(t.standard.c.position)
    )
    standards: dict[str, Known] = {}
    names: dict[str, str] = {}
    codes: dict[str, str] = {}
    above: list[Any] = []
    for row in rows:
        above = [one for one in above if one.depth < row.depth]
        if row.assessable and not row.retired:
            context = " ".join(plain(one.statement) for one in above[-2:])
            standards[row.id] = Known(row.id, row.code or "", plain(row.statement), tuple(row.grades), context)
            names |= {one.strip().rstrip("/").lower(): row.id for one in (row.identifier, row.uri) if one}
            if row.code_key:
                codes[row.code_key] = row.id
                codes.setdefault(without_cluster(row.code_key), row.id)
        above.append(row)
    return Catalogue(framework_id, standards, names, codes)
