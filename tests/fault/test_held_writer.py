"""Several processes write one PostgreSQL: the log of a tenant has one order, and one that hangs stops only itself.

Two Waymarks over one database stand for two processes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import count, pairwise
from typing import Any

import orjson
import psycopg
import pytest
from sqlalchemy import select, text
from support.app import Doors, app_of
from support.processes import another, held_open
from support.statements import completed, key, number, store, taken
from support.world import School, found_school, iri

from gateway.clock import system_clock
from gateway.db import aside, group, writer
from gateway.db import tables as t
from gateway.errors import StoreBusy
from gateway.services.collect import storing
from gateway.services.source import Source

pytestmark = pytest.mark.parametrize("database_kind", ["postgresql"])

ASCENDING = ["true", "false"]
LIMIT = 25.0
"""Seconds after which something that should happen has not."""


@pytest.fixture
def school(waymark) -> School:
    made = found_school(waymark)
    made.learner("ana")
    return made


@pytest.fixture
def elsewhere(waymark) -> Iterator[Any]:
    """Return a second process's Waymark."""
    with another(waymark) as made:
        yield made


def one(school: School, n: int) -> list[dict[str, Any]]:
    return [completed(school.actor("ana"), "a1", 0.5, n=n)]


def after(school: School, seq: int) -> list[int]:
    """Return what a consumer that forwards the log reads: everything it has not had."""
    columns = t.statement.c
    with school.waymark.db.read() as conn:
        found = select(columns.seq).where(columns.tenant_id == school.tenant, columns.seq > seq).order_by(columns.seq)
        return list(conn.scalars(found))


def test_other_tenants_commit_while_one_is_held_open(waymark, elsewhere, school) -> None:
    other = found_school(waymark, "two")
    other.learner("ana")
    with held_open(elsewhere, school, one(school, 1)) as held, ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(store, school, one(school, n)) for n in range(2, 6)]
        for n in range(8):
            store(other, one(other, n))
        assert not held.done.done()
        assert not any(each.done() for each in waiting)
        assert len(other.rows(t.statement)) == 8
        assert school.rows(t.statement) == []
        held.go_on.set()
        for each in waiting:
            each.result(LIMIT)
    assert len(school.rows(t.statement)) == 5


def test_writers_of_the_same_tenant_wait_and_come_after_the_held_one(waymark, elsewhere, school, clock) -> None:
    with held_open(elsewhere, school, one(school, 1)) as held, ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(store, school, one(school, n)) for n in range(2, 10)]
        clock.advance(hours=-2)  # nor do they come before it because their machine's clock is behind
        held.go_on.set()
        for each in waiting:
            each.result(LIMIT)
    rows = sorted(school.rows(t.statement), key=lambda row: row.seq)
    assert [row.seq for row in rows] == list(range(1, 10))
    assert bytes(rows[0].id) == number(1).bytes
    assert {bytes(row.id) for row in rows} == {number(n).bytes for n in range(1, 10)}
    assert all(earlier.stored < later.stored for earlier, later in pairwise(rows))


def test_S06_one_statement_sent_to_two_processes_at_once_is_stored_once(waymark, elsewhere, school) -> None:
    doors = Doors(app_of(waymark))
    sent = {"data": orjson.dumps(one(school, 1)), "headers": {**key(school), "Content-Type": "application/json"}}
    waits = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    with held_open(elsewhere, school, one(school, 1)) as held, ThreadPoolExecutor(1) as pool:
        second = pool.submit(doors, "POST", "/xapi/statements", **sent)
        with waymark.db.read() as conn:
            while not conn.scalar(waits):
                threading.Event().wait(0.005)  # it has not come to the log yet
        held.go_on.set()
        assert held.done.result(LIMIT) is None
        assert second.result(LIMIT).status_code == 200
    assert len(school.rows(t.statement)) == 1


class Writers:
    """Two processes that store one statement after the other until told to stop, each holding some back for a while."""

    def __init__(self, *schools: School) -> None:
        self.numbers, self.stop = count(1), threading.Event()
        self.schools = schools
        self.pool = ThreadPoolExecutor(6)
        self.running = [self.pool.submit(self._store, school, lag) for school in schools for lag in (0.0, 0.0, 0.004)]

    def _store(self, school: School, lag: float) -> int:
        made = 0
        while not self.stop.is_set():
            plan = storing(Source(school.tenant), taken(school, one(school, next(self.numbers))))

            def slowly(write: writer.Write, plan: Any = plan) -> None:
                plan(write)
                threading.Event().wait(lag)  # the commit of this one comes later than it could

            school.waymark.db.write(slowly)
            made += 1
        return made

    def finish(self) -> int:
        self.stop.set()
        made = sum(each.result(LIMIT) for each in self.running)
        self.pool.shutdown()
        return made


@pytest.fixture
def writers(school, elsewhere) -> Iterator[Writers]:
    there = School(elsewhere, school.tenant, school.platform, school.course, school.standards)
    there.people, there.accounts = school.people, school.accounts
    running = Writers(school, there)
    yield running
    running.stop.set()
    running.pool.shutdown()


def test_a_consumer_that_reads_on_from_the_last_number_misses_nothing(school, writers) -> None:
    seen: list[int] = []
    while len(seen) < 300:
        seen += after(school, seen[-1] if seen else 0)
    made = writers.finish()
    seen += after(school, seen[-1])
    assert seen == list(range(1, made + 1))


@pytest.mark.parametrize("ascending", ASCENDING)
def test_rule_20_pages_miss_and_repeat_nothing_while_two_processes_write(school, writers, ascending) -> None:
    doors, headers = Doors(app_of(school.waymark)), key(school)
    while len(after(school, 0)) < 60:
        pass
    there = {str(number(n)) for n in range(1, 400)} & set(ids(school))
    seen: list[str] = []
    more = f"/xapi/statements?limit=7&ascending={ascending}&activity={iri('a1')}"
    while more and len(seen) < 400:
        page = doors("GET", more, headers=headers).json
        seen += [each["id"] for each in page["statements"]]
        more = page["more"]
    writers.finish()
    order = ids(school)
    assert there <= set(seen) or len(seen) >= 400
    assert len(seen) == len(set(seen))
    if ascending == "true":
        assert seen == order[: len(seen)]
    else:
        first = order.index(seen[-1])
        assert seen == order[first : first + len(seen)][::-1]


def ids(school: School) -> list[str]:
    """Return all statement ids in the order of the log."""
    rows = sorted(school.rows(t.statement, t.statement.c.seq, t.statement.c.body), key=lambda row: row.seq)
    return [orjson.loads(row.body)["id"] for row in rows]


def test_one_that_never_ends_is_503_for_its_tenant_alone_until_it_is_cut_off(waymark, school, monkeypatch) -> None:
    monkeypatch.setattr(aside, "OLD", 0.4)
    doors, headers = Doors(app_of(waymark)), key(school)
    sent = orjson.dumps(one(school, 2))
    post = {"data": sent, "headers": {**headers, "Content-Type": "application/json"}}
    other = found_school(waymark, "two")
    other.learner("ana")
    with psycopg.connect(waymark.settings.database_url) as hung:
        hung.execute("SELECT pg_advisory_xact_lock(%s, %s)", (group.LOG, school.tenant))
        answer = doors("POST", "/xapi/statements", **post)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert doors("GET", "/xapi/statements", headers=headers).status_code == 200
        store(other, one(other, 1))
        process = hung.execute("SELECT pg_backend_pid()").fetchone()
        with waymark.db.writing.connect() as conn:
            conn.exec_driver_sql("SELECT pg_terminate_backend(%s)", process)
        assert doors("POST", "/xapi/statements", **post).status_code == 200
        with pytest.raises(psycopg.OperationalError):
            hung.execute("SELECT 1")
    assert len(school.rows(t.statement)) == 1


def test_a_process_that_hangs_in_a_transaction_is_cut_off_by_the_server(waymark, school) -> None:
    """It is told so, begins again, and its statement is stored once."""
    limit = f"{waymark.settings.database_url}?options=-c%20idle_in_transaction_session_timeout%3D200ms"
    with another(waymark, limit) as hung, held_open(hung, school, one(school, 1)) as held:
        store(school, one(school, 2))
        assert bytes(school.rows(t.statement)[0].id) == number(2).bytes
        held.go_on.set()
        held.done.result(LIMIT)
    assert [row.seq for row in school.rows(t.statement)] == [1, 2]


def test_every_writing_connection_has_its_limits_and_readers_see_one_moment(waymark) -> None:
    def told(engine: Any, name: str) -> Any:
        with engine.connect() as conn:
            return conn.exec_driver_sql(f"SHOW {name}").scalar()

    assert told(waymark.db.writing, "idle_in_transaction_session_timeout") == "1min"
    assert told(waymark.db.writing, "lock_timeout") == "500ms"
    assert told(waymark.db.writing, "synchronous_commit") != "off" or told(waymark.db.writing, "fsync") == "off"
    assert told(waymark.db.reading, "transaction_isolation") == "repeatable read"
    assert told(waymark.db.reading, "transaction_read_only") == "on"


def test_rule_22_consistent_through_never_passes_what_is_still_to_come(waymark, elsewhere, school, clock) -> None:
    doors, headers = Doors(app_of(waymark)), key(school)

    def through() -> datetime:
        answer = doors("GET", "/xapi/statements", headers=headers)
        return datetime.fromisoformat(answer.headers["X-Experience-API-Consistent-Through"])

    store(school, one(school, 1))
    first = school.rows(t.statement)[0].stored
    clock.advance(seconds=5)
    assert through() == clock.now, "nobody writes: it goes with the clock"
    with held_open(elsewhere, school, one(school, 2)) as held:
        clock.advance(seconds=5)
        assert through() == first
        held.go_on.set()
        held.done.result(LIMIT)
    assert through() == clock.now


@pytest.fixture
def real_clocks(waymark, elsewhere) -> None:
    """Let time pass for both writers as it does."""
    waymark.db.clock = elsewhere.db.clock = system_clock


def test_rule_22_what_was_announced_holds_for_everything_read_later(school, real_clocks, writers) -> None:
    """Whatever is stored up to the announced moment was in the log when it was announced."""
    doors, headers = Doors(app_of(school.waymark)), key(school)
    announced: list[tuple[datetime, int]] = []
    while len(announced) < 60 or len(after(school, 0)) < 200:
        answer = doors("GET", "/xapi/statements?limit=1", headers=headers)
        newest = answer.json["statements"]
        seq = len(ids_until(school, newest[0]["id"])) if newest else 0
        announced.append((datetime.fromisoformat(answer.headers["X-Experience-API-Consistent-Through"]), seq))
    writers.finish()
    rows = school.rows(t.statement, t.statement.c.seq, t.statement.c.stored)
    for moment, seq in announced:
        assert not [row.seq for row in rows if row.stored <= moment and row.seq > seq]


def ids_until(school: School, last: str) -> list[str]:
    """Return the ids of the log up to and with one."""
    order = ids(school)
    return order[: order.index(last) + 1]


def test_a_writer_locked_out_for_long_says_so(waymark, elsewhere, school, monkeypatch) -> None:
    monkeypatch.setattr(aside, "OLD", 0.0)
    with held_open(elsewhere, school, one(school, 1)), pytest.raises(StoreBusy):
        store(school, one(school, 2))
    assert len(school.rows(t.statement)) == 1
