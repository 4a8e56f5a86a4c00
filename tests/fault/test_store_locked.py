"""S05: another process holds the database: 503 within the patience, readers go on, and nobody waits in vain."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import orjson
import psycopg
import pytest
from sqlalchemy.engine import make_url
from support.app import Doors, app_of
from support.databases import settings_for
from support.processes import another
from support.statements import completed, key
from support.world import School, found_school

from gateway import wiring
from gateway.db import aside, embedded, writer
from gateway.db import tables as t
from gateway.errors import StoreBusy

PATIENCE = 300
SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def patient(waymark, monkeypatch) -> Iterator[Any]:
    """Return Waymark with little patience."""
    monkeypatch.setattr(aside, "OLD", PATIENCE / 1000)
    settings = settings_for(waymark.settings.data_dir, waymark.settings.database_url)
    made = wiring.build(settings, waymark.clock, patience=PATIENCE)
    yield made
    made.close()


@pytest.fixture
def school(patient) -> School:
    made = found_school(patient)
    made.learner("ana")
    made.publish()
    return made


@contextmanager
def locked(waymark: Any) -> Iterator[None]:
    """Hold the lock that every writer needs, on a connection of our own."""
    url = waymark.settings.database_url
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(make_url(url).database, isolation_level=None)) as conn:
            conn.execute("BEGIN IMMEDIATE")
            yield
    else:
        with psycopg.connect(url) as conn:
            conn.execute("LOCK TABLE statement, document, session IN EXCLUSIVE MODE")
            yield


def test_S05_writers_hear_503_and_readers_are_served_while_it_is_locked(patient, school) -> None:
    doors, headers = Doors(app_of(patient)), key(school)
    learner = doors.sign_in(school, "learner", school.people["ana"])
    body = {"data": orjson.dumps([completed(school.actor("ana"), "a1", 0.5, n=1)])}
    sent = {**body, "headers": {**headers, "Content-Type": "application/json"}}
    assert doors("GET", "/xapi/statements", headers=headers).status_code == 200
    with locked(patient):
        for _ in range(3):
            answer = doors("POST", "/xapi/statements", **sent)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
            assert answer.json["code"] == "store-busy"
            for path in ("/xapi/statements", f"/student/{learner}/", "/health/ready"):
                assert doors("GET", path, headers=headers if "xapi" in path else {}).status_code == 200
        named = {"activityId": "https://x.example/a", "agent": '{"mbox":"mailto:a@x.example"}', "stateId": "s"}
        put = doors("PUT", "/xapi/activities/state", data=b"x", headers=sent["headers"], query_string=named)
        assert put.status_code == 503
    assert doors("POST", "/xapi/statements", **sent).status_code == 200
    assert len(school.rows(t.statement)) == 1


def test_S05_a_key_last_used_long_ago_reads_while_it_is_locked(patient, school, clock) -> None:
    doors, headers = Doors(app_of(patient)), key(school)
    clock.advance(hours=5)
    with locked(patient):
        assert doors("GET", "/xapi/statements", headers=headers).status_code == 200


@SQLITE
def test_S05_who_found_it_locked_for_long_waits_less_until_it_is_free(patient, school) -> None:
    """So that the senders who try again do not keep all threads."""

    def patience() -> int:
        with patient.db.writing.connect() as conn:
            return int(conn.connection.driver_connection.execute("PRAGMA busy_timeout").fetchone()[0])

    assert patience() == PATIENCE
    with locked(patient):
        for _ in range(2):
            with pytest.raises(StoreBusy):
                patient.db.write(lambda _write: None)
    assert patience() == embedded.SHORT
    for _ in range(2):
        patient.db.write(lambda _write: None)
    assert patience() == PATIENCE


@SQLITE
def test_S05_where_many_wait_for_the_lock_the_next_is_refused_at_once(waymark, school, monkeypatch) -> None:
    monkeypatch.setattr(writer, "CROWD", 3)
    monkeypatch.setattr(writer, "STALL", 0.0)
    with ThreadPoolExecutor(3) as pool, locked(waymark):
        waiting = [pool.submit(waymark.db.write, lambda _write: None)]
        while waymark.db._began is None or not waymark.db._ready:
            threading.Event().wait(0.005)  # the first waits for the lock
        while len(waiting) < 3:
            waiting.append(pool.submit(waymark.db.write, lambda _write: None))
            while waymark.db._queue.qsize() < len(waiting) - 1:
                threading.Event().wait(0.005)  # on its way into the queue
        with pytest.raises(StoreBusy, match="many wait"):
            waymark.db.write(lambda _write: None)
        assert not any(one.done() for one in waiting)
    for one in waiting:
        one.result(10)


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_S05_a_table_that_is_locked_against_readers_is_503_for_them(waymark) -> None:
    url = f"{waymark.settings.database_url}?options=-c%20lock_timeout%3D200ms"
    with another(waymark, url) as here:
        school = found_school(here)
        doors, headers = Doors(app_of(here)), key(school)
        assert doors("GET", "/xapi/statements", headers=headers).status_code == 200
        with psycopg.connect(waymark.settings.database_url) as conn:
            conn.execute("LOCK TABLE mention, statement IN ACCESS EXCLUSIVE MODE")
            answer = doors("GET", "/xapi/statements", headers=headers)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert doors("GET", "/xapi/statements", headers=headers).status_code == 200
