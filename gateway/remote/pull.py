"""Pull statements from another store: the handler of the lanes `pull/<tenant>/<store>`.

A sweep asks for what was stored there since ten minutes before the newest that was seen, and follows `more`. What is
known already is skipped by its id; the place reached is written in one transaction with the page's statements. The
overlap catches what becomes visible there later than what was stored after it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from gateway.db import tables as t
from gateway.db.writer import Database, Write
from gateway.errors import WaymarkError
from gateway.jobs.lanes import Claim, holds
from gateway.remote import incoming, rows
from gateway.remote.incoming import Incoming
from gateway.remote.rows import Refusal
from gateway.services import collect
from gateway.services.source import Source
from xapi.errors import StatementConflict, XapiError
from xapi.remote import Page, Refused, RemoteStore, Trouble
from xapi.statement import Accepted
from xapi.times import read_time, write_time
from xapi.version import Version

OVERLAP = timedelta(minutes=10)
"""How much later than its neighbours a statement may become visible in the other store."""

LIMITS = (100, 12, 1)
"""Statements in a page, by how often in a row a larger one could not be had."""

NOTHING_NEW = 10_000
"""Pages in a row with nothing new after which a sweep is taken for one that leads in circles."""

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""No store is as old; a time before it is none that one can count back from."""

UNTOLD = frozenset({"erased", "takes-no-part"})
"""Codes with which our store refuses what was erased here (P10) and whom it does not record: no id is listed."""

_VERSION_KEPT = timedelta(hours=1)
_KEEP_PAGE = frozenset({"unreachable", "timeout", "tls", "throttled"})


class Pulling:
    """Fetches what is due from one store."""

    def __init__(self, db: Database, connect: Callable[[Any], RemoteStore], base_url: str) -> None:
        self.db = db
        self.connect = connect
        self.base_url = base_url
        self._versions: dict[str, tuple[Version, datetime]] = {}

    def run(self, lane: str, held: Claim) -> datetime | None:
        """Fetch pages until the sweep is through or half the lease is used; return when to go on."""
        return rows.guarded(self.db, lane, held, lambda row: self._one_page(row, held))

    def _one_page(self, row: Any, held: Claim) -> datetime | None:
        store = self.connect(row)
        version = self._version(row.id, store)
        start = row.page["at"] if row.page else _first(store, row)
        try:
            page = _read(store, start, version)
            known = self._refused(row)
            found = incoming.read(page, version, self._authority(row), self.db.clock(), known)
        except Trouble as error:
            if row.page and error.code not in _KEEP_PAGE:
                self.db.write(lambda w: rows.save(w, held, row, {"page": None}))
            raise
        self._keep(row, held, found, page)
        return None if page.more else self.db.clock() + timedelta(seconds=row.interval)

    def _keep(self, row: Any, held: Claim, found: Incoming, page: Page) -> None:
        """Store what the page brings, and how far it leads, in one transaction; statement by statement if need be."""
        source = Source(row.tenant_id, row.id)

        def plan(write: Write) -> None:
            new = collect.store(write, source, found.good, page.contents)
            rows.save(write, held, row, _progress(write, row, found, page, len(new)), found.refused)

        try:
            self.db.write(plan)
        except (XapiError, WaymarkError) as error:
            if error.retryable:
                raise
            self._keep_each(row, held, found, page)

    def _keep_each(self, row: Any, held: Claim, found: Incoming, page: Page) -> None:
        """Store a page of which our store refuses a part; the place reached is written after the last one."""
        source = Source(row.tenant_id, row.id)
        refused, new = list(found.refused), 0
        for one in found.good:
            try:
                new += self.db.write(lambda w, one=one: _single(w, held, source, one, page))  # type: ignore[misc]
            except (XapiError, WaymarkError) as error:
                if error.retryable:
                    raise
                if error.code not in UNTOLD:
                    refused.append(_refusal(one, error))
        self.db.write(lambda w: rows.save(w, held, row, _progress(w, row, found, page, new), refused))

    def _version(self, store_id: str, store: RemoteStore) -> Version:
        known, until = self._versions.get(store_id, (None, self.db.clock()))
        if known is None or until <= self.db.clock():
            known = store.ask()
            self._versions[store_id] = (known, self.db.clock() + _VERSION_KEPT)
        return known

    def _refused(self, row: Any) -> Collection[str]:
        """Return what is listed as refused since the overlap began: it comes again with every sweep."""
        query = select(t.remote_refused.c.statement_id).filter_by(tenant_id=row.tenant_id, store_id=row.id)
        with self.db.read() as conn:
            return set(conn.scalars(query))

    def _authority(self, row: Any) -> dict[str, Any]:
        """Return who vouches for what was pulled: us, naming the connection (T06)."""
        return {"objectType": "Agent", "account": {"homePage": self.base_url, "name": row.id}}


def _first(store: RemoteStore, row: Any) -> str:
    """Return where a sweep begins; smaller pages, in the end without attachments, where they were too large."""
    code, failures = (row.trouble["code"], rows.tries(row)) if row.trouble else ("", 0)
    at = min(failures, len(LIMITS) - 1) if code in {"too_large", "timeout"} else 0
    since = write_time(row.since - OVERLAP) if row.since and row.since > _BEGINNING else None
    return store.first(since, LIMITS[at], attachments=code != "too_large" or failures <= len(LIMITS))


def _read(store: RemoteStore, start: str, version: Version) -> Page:
    try:
        page = store.page(start, version)
    except Refused as error:
        raise Trouble(
            "forbidden" if error.status == 403 else "refuses_all", f"{error.status} {error.detail}"
        ) from error
    if page.more == start:
        raise Trouble("garbage", "the next page is the same one again")
    return page


def _single(write: Write, held: Claim, source: Source, one: Accepted, page: Page) -> int:
    new = len(collect.store(write, source, [one], page.contents))  # its lock first, then the lane's row
    if not holds(write.conn, held):
        raise rows.Gone
    return new


def _progress(write: Write, row: Any, found: Incoming, page: Page, new: int) -> dict[str, Any]:
    """Return how far a sweep has come. Where pages come oldest first each of them counts, otherwise only the whole.

    A clock there that is ahead of ours must not make us pass over what comes later.
    """
    before = [read_time(row.page["newest"])] if row.page and row.page["newest"] else []
    newest = max([*before, *found.moments], default=None)
    in_order = [*before, *found.moments] == sorted([*before, *found.moments])
    values: dict[str, Any] = {"moved": t.remote_store.c.moved + new, "page": None}
    if new:
        values["last_at"] = write.now
    if page.more:
        idle = (row.page["idle"] if row.page else 0) + 1
        if new == 0 and idle > NOTHING_NEW:
            raise Trouble("garbage", "the pages lead in circles")
        values["page"] = {
            "at": page.more, "newest": newest.isoformat() if newest else None, "idle": 0 if new else idle,
        }  # fmt: skip
    if newest is not None and (in_order or not page.more):
        values["since"] = max([*([row.since] if row.since else []), _certain(min(newest, write.now), page.consistent)])
    return values


def _certain(newest: datetime, consistent: str | None) -> datetime:
    """Return the newest time up to which the other store vouches for having shown everything."""
    try:
        return min(newest, read_time(consistent)) if consistent else newest
    except (ValueError, OverflowError):
        return newest


def _refusal(one: Accepted, error: XapiError | WaymarkError) -> Refusal:
    code = "conflict" if isinstance(error, StatementConflict) else error.code
    return Refusal(str(one.id), code[:32], "" if isinstance(error, StatementConflict) else str(error)[:300])
