"""Wait until everything has come through, and hold what came out against what went in."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from sqlalchemy import Connection, Select, func, or_, select

from bench.replay_course import Course
from bench.replay_processes import Process, School
from gateway.db import tables as t
from gateway.db.writer import Database

_STILL = 300.0
"""Seconds without any movement after which a replay is given up."""


class Stuck(Exception):
    """Work that is due does not get done; the text says which."""


@dataclass(frozen=True)
class Drained:
    """Seconds from the beginning until all was evaluated, and until all was delivered."""

    evaluated: float
    delivered: float


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


def drain(db: Database, course: Course, begun: float, server: Process) -> Drained:
    """Return when nothing is due any more; Stuck."""
    evaluated, last, since = 0.0, "", time.perf_counter()
    while True:
        with db.read() as conn:
            learning, sending = _learning(conn, course), _sending(conn, course)
        now = time.perf_counter()
        if not learning and not evaluated:
            evaluated = now - begun
        if not learning and not sending:
            return Drained(evaluated, now - begun)
        seen = f"{learning} learners and {sending} deliveries are due"
        if seen != last:
            last, since = seen, now
        if now - since > _STILL or not server.alive:
            raise Stuck(f"{seen}\n{server.said()}")
        time.sleep(0.25)


def _learning(conn: Connection, course: Course) -> int:
    """Count learners that wait, and the lane that works on them."""
    due = _count(select(func.count()).select_from(t.progress).filter_by(tenant_id=course.tenant_id, due=True), conn)
    return due + _busy(conn, "evaluate/%")


def _sending(conn: Connection, course: Course) -> int:
    places, cells = (
        _count(select(func.count()).select_from(one).filter_by(tenant_id=course.tenant_id, state="waiting"), conn)
        for one in (t.place, t.cell)
    )
    return places + cells + _busy(conn, "deliver/%")


def _busy(conn: Connection, lane: str) -> int:
    working = or_(t.lane.c.owner.is_not(None), t.lane.c.due.is_not(None))
    return _count(select(func.count()).select_from(t.lane).where(t.lane.c.name.like(lane), working), conn)


def _count(query: Select[Any], conn: Connection) -> int:
    return int(conn.scalar(query) or 0)


def counts(db: Database, course: Course) -> Counts:
    """Count what is stored."""
    own = {"tenant_id": course.tenant_id}
    with db.read() as conn:

        def rows(table: Any, *conditions: Any, **values: Any) -> int:
            return _count(select(func.count()).select_from(table).filter_by(**own, **values).where(*conditions), conn)

        return Counts(
            statements=rows(t.statement, decision=False), evidence=rows(t.evidence), mastery=rows(t.mastery),
            cells=rows(t.cell), deliveries=rows(t.attempt, t.attempt.c.person_id.is_not(None), outcome="sent"),
            unsent=rows(t.cell, t.cell.c.state.not_in(("sent", "idle"))), parameter_sets=rows(t.parameter_set),
        )  # fmt: skip


def wrong_cells(db: Database, course: Course, school: School) -> list[str]:
    """Return what differs between mastery, the cells, and the gradebook; nothing may."""
    report = requests.get(f"{school.url}/_sim/state", timeout=300).json()
    shown = {
        (item["id"], score["sub"]): score for item in report["line_items"] for score in item["scores"]
    }  # fmt: skip
    with db.read() as conn:
        cells = conn.execute(_cells(course)).all()
        wanted = conn.execute(
            select(t.mastery.c.person_id, t.mastery.c.standard_id, t.mastery.c.delivered).where(
                t.mastery.c.tenant_id == course.tenant_id, t.mastery.c.delivered.is_not(None)
            )
        ).all()
    sent = {(row.person_id, row.standard_id): row for row in cells}
    problems = [
        f"{row.person_id} {row.standard_id}: mastery says {row.delivered}"
        for row in wanted
        if (row.person_id, row.standard_id) not in sent
        or sent[row.person_id, row.standard_id].sent["value"] != row.delivered
    ]
    for row in cells:
        score = shown.pop((row.place["detail"].get("lineitem") or row.place["id"], row.sub), None)
        problems += _differences(row, score)
    return problems + [f"{key}: in the gradebook only" for key in shown]


def _cells(course: Course) -> Select[Any]:
    cell, place, person = t.cell.c, t.place.c, t.person.c
    return (
        select(
            cell.person_id, cell.sent, cell.wanted, place.standard_id, place.remote.label("place"), person.sub
        )
        .join(t.place, (place.tenant_id == cell.tenant_id) & (place.id == cell.place_id))
        .join(t.person, (person.tenant_id == cell.tenant_id) & (person.id == cell.person_id))
        .where(cell.tenant_id == course.tenant_id, cell.state == "sent")
    )  # fmt: skip


def _differences(row: Any, score: Mapping[str, Any] | None) -> list[str]:
    """Compare one cell with the gradebook: the value itself, and that times of arrival never went back."""
    name = f"{row.person_id} {row.standard_id}"
    if score is None:
        return [f"{name}: not in the gradebook"]
    problems = []
    if score["score"] != row.sent["value"] or row.sent["value"] != row.wanted["value"]:
        problems.append(f"{name}: the gradebook shows {score['score']}, wanted is {row.wanted['value']}")
    times = [post["score"]["timestamp"] for post in score["posts"]]
    if times != sorted(set(times)):
        problems.append(f"{name}: an older value after a newer one: {times}")
    return problems


State = dict[tuple[str, ...], tuple[Any, ...]]


def state(db: Database, course: Course) -> State:
    """Return every learner's fold and mastery, to the last digit."""
    found: State = {}
    with db.read() as conn:
        for table, key in ((t.learner, ("person_id",)), (t.mastery, ("person_id", "standard_id"))):
            for row in conn.execute(select(table).filter_by(tenant_id=course.tenant_id)):
                values = row._asdict()
                found[table.name, *(values[name] for name in key)] = tuple(values.values())
    return found


def differing(before: State, after: State) -> int:
    """Count rows that two states do not share."""
    return sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())
