"""Wait until everything has come through, and hold what came out against what went in."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import requests
from sqlalchemy import Connection, Select, func, or_, select

from bench.replay_course import Tenant
from bench.replay_processes import Process, School
from gateway.db import tables as t
from gateway.db.writer import Database

_STILL = 300.0
"""Seconds without any movement after which a replay is given up."""


class Stuck(Exception):
    """Work that is due does not get done; the text says which."""


@dataclass(frozen=True)
class Drained:
    """Seconds from the beginning until all was evaluated, and until all was delivered to each LMS, by its kind."""

    evaluated: float
    by_lms: Mapping[str, float]

    @property
    def delivered(self) -> float:
        """Seconds until every gradebook was up to date."""
        return max(self.by_lms.values())


@dataclass(frozen=True)
class Counts:
    """Rows of the store at the end; `missing` statements are scored and aligned but did not become evidence."""

    statements: int
    evidence: int
    mastery: int
    cells: int
    deliveries: int
    unsent: int
    parameter_sets: int


def drain(db: Database, tenant: Tenant, begun: float, server: Process) -> Drained:
    """Return when nothing is due any more; Stuck."""
    evaluated, last, since = 0.0, "", time.perf_counter()
    by_lms: dict[str, float] = {}
    while True:
        with db.read() as conn:
            learning = _learning(conn, tenant)
            sending = {kind: _sending(conn, tenant, one) for kind, one in tenant.platforms.items()}
        now = time.perf_counter()
        if not learning and not evaluated:
            evaluated = now - begun
        by_lms = {kind: by_lms.get(kind, now - begun) for kind, left in sending.items() if not learning and not left}
        if len(by_lms) == len(sending):
            return Drained(evaluated, by_lms)
        seen = f"{learning} learners and {sending} deliveries are due"
        if seen != last:
            last, since = seen, now
        if now - since > _STILL or not server.alive:
            raise Stuck(f"{seen}\n{server.said()}")
        time.sleep(0.25)


def _learning(conn: Connection, tenant: Tenant) -> int:
    """Count learners that wait, and the lane that works on them."""
    due = _count(select(func.count()).select_from(t.progress).filter_by(tenant_id=tenant.id, due=True), conn)
    return due + _busy(conn, "evaluate/%")


def _sending(conn: Connection, tenant: Tenant, platform_id: str) -> int:
    place, cell = t.place.c, t.cell.c
    mine = (place.tenant_id == tenant.id) & (place.platform_id == platform_id)
    places = _count(select(func.count()).select_from(t.place).where(mine, place.state == "waiting"), conn)
    cells = _count(
        select(func.count())
        .select_from(t.cell)
        .join(t.place, (place.tenant_id == cell.tenant_id) & (place.id == cell.place_id))
        .where(mine, cell.state == "waiting"),
        conn,
    )
    return places + cells + _busy(conn, f"deliver/{platform_id}")


def _busy(conn: Connection, lane: str) -> int:
    working = or_(t.lane.c.owner.is_not(None), t.lane.c.due.is_not(None))
    return _count(select(func.count()).select_from(t.lane).where(t.lane.c.name.like(lane), working), conn)


def _count(query: Select[Any], conn: Connection) -> int:
    return int(conn.scalar(query) or 0)


def counts(db: Database, tenant: Tenant) -> Counts:
    """Count what is stored."""
    own = {"tenant_id": tenant.id}
    with db.read() as conn:

        def rows(table: Any, *conditions: Any, **values: Any) -> int:
            return _count(select(func.count()).select_from(table).filter_by(**own, **values).where(*conditions), conn)

        return Counts(
            statements=rows(t.statement, decision=False), evidence=rows(t.evidence), mastery=rows(t.mastery),
            cells=rows(t.cell), deliveries=rows(t.attempt, t.attempt.c.person_id.is_not(None), outcome="sent"),
            unsent=rows(t.cell, t.cell.c.state.not_in(("sent", "idle"))), parameter_sets=rows(t.parameter_set),
        )  # fmt: skip


def cells_by_lms(db: Database, tenant: Tenant) -> dict[str, int]:
    """Count the cells that were sent to each LMS."""
    with db.read() as conn:
        rows = conn.execute(_cells(tenant)).all()
    return {kind: sum(row.platform_id == one for row in rows) for kind, one in tenant.platforms.items()}


def wrong_cells(db: Database, tenant: Tenant, schools: Sequence[School]) -> dict[str, list[str]]:
    """Return, by LMS, what differs between mastery, the cells, and the gradebook; nothing may."""
    with db.read() as conn:
        rows = conn.execute(_cells(tenant)).all()
        wanted = conn.execute(
            select(t.mastery.c.person_id, t.mastery.c.standard_id, t.mastery.c.delivered, t.person.c.platform_id)
            .join(t.person, (t.person.c.tenant_id == t.mastery.c.tenant_id) & (t.person.c.id == t.mastery.c.person_id))
            .where(t.mastery.c.tenant_id == tenant.id, t.mastery.c.delivered.is_not(None))
        ).all()
    return {
        one.kind: _wrong(
            one,
            [row for row in rows if row.platform_id == tenant.platforms[one.kind]],
            [row for row in wanted if row.platform_id == tenant.platforms[one.kind]],
        )
        for one in schools
    }


def _wrong(school: School, rows: Sequence[Any], wanted: Sequence[Any]) -> list[str]:
    report = requests.get(f"{school.url}/_sim/state", timeout=300).json()
    keys = {column["id"]: column["key"] for column in report["readback"]["columns"]}
    subs = {person["login"]: person["sub"] for person in report["people"]}
    shown = {(keys[cell["column"]], subs[cell["login"]]): cell for cell in report["readback"]["cells"] if cell["posts"]}
    sent = {(row.person_id, row.standard_id): row for row in rows}
    problems = [
        f"{row.person_id} {row.standard_id}: mastery says {row.delivered}"
        for row in wanted
        if (row.person_id, row.standard_id) not in sent
        or sent[row.person_id, row.standard_id].sent["value"] != row.delivered
    ]
    for row in rows:
        problems += _differences(row, shown.pop((row.key, row.sub), None))
    return problems + [f"{key}: in the gradebook only" for key in shown]


def _cells(tenant: Tenant) -> Select[Any]:
    cell, place, person = t.cell.c, t.place.c, t.person.c
    return (
        select(
            cell.person_id, cell.sent, cell.wanted, place.standard_id, place.key, place.platform_id, person.sub
        )
        .join(t.place, (place.tenant_id == cell.tenant_id) & (place.id == cell.place_id))
        .join(t.person, (person.tenant_id == cell.tenant_id) & (person.id == cell.person_id))
        .where(cell.tenant_id == tenant.id, cell.state == "sent")
    )  # fmt: skip


def _differences(row: Any, cell: Mapping[str, Any] | None) -> list[str]:
    """Compare one cell with the gradebook: the value itself, and that times of arrival never went back."""
    name = f"{row.person_id} {row.standard_id}"
    if cell is None:
        return [f"{name}: not in the gradebook"]
    problems = []
    if cell["value"] != row.sent["value"] or row.sent["value"] != row.wanted["value"]:
        problems.append(f"{name}: the gradebook shows {cell['value']}, wanted is {row.wanted['value']}")
    times = [post["timestamp"] for post in cell["posts"]]
    if times != sorted(set(times)):
        problems.append(f"{name}: an older value after a newer one: {times}")
    return problems


State = dict[tuple[str, ...], tuple[Any, ...]]


def state(db: Database, tenant: Tenant) -> State:
    """Return every learner's fold and mastery, to the last digit."""
    found: State = {}
    with db.read() as conn:
        for table, key in ((t.learner, ("person_id",)), (t.mastery, ("person_id", "standard_id"))):
            for row in conn.execute(select(table).filter_by(tenant_id=tenant.id)):
                values = row._asdict()
                found[table.name, *(values[name] for name in key)] = tuple(values.values())
    return found


def differing(before: State, after: State) -> int:
    """Count rows that two states do not share."""
    return sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())
