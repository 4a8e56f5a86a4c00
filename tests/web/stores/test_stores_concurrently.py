"""Nothing is missed while others write: many threads, a second process's connections, and stores in a circle."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from stores_world import here
from support.statements import AUTHORITY, completed, run

from gateway.db import tables as t
from gateway.db.writer import Database
from gateway.services import credentials, stores
from gateway.services.collect import storing
from gateway.services.records import new_statement_id
from gateway.services.source import Source
from xapi.statement import accept
from xapi.version import Version

WRITERS, ROUNDS, EACH = 4, 15, 3


def write(db: Database, school: Any, actor: dict[str, Any], first: int) -> None:
    """Store a few statements in one commit."""
    raw = [completed(actor, "a1", 0.5, n=n) for n in range(first, first + EACH)]
    now = db.clock()
    taken = [accept(one, version=Version.V1, authority=AUTHORITY, stored=now, new_id=new_statement_id) for one in raw]
    db.write(storing(Source(school.tenant), taken))


@contextmanager
def writers(school: Any, actor: dict[str, Any], databases: list[Database]) -> Iterator[threading.Event]:
    """Write from several threads through several writers; the event is set when all have ended."""
    ended, failed = threading.Event(), []

    def work(at: int) -> None:
        try:
            for one in range(ROUNDS):
                write(databases[at % len(databases)], school, actor, 1 + (at * ROUNDS + one) * EACH)
        except Exception as error:  # noqa: BLE001 - told to the test
            failed.append(error)

    threads = [threading.Thread(target=work, args=(at,)) for at in range(WRITERS)]
    for thread in threads:
        thread.start()

    def wait() -> None:
        for thread in threads:
            thread.join()
        ended.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    yield ended
    waiting.join()
    assert not failed


@pytest.fixture
def databases(waymark, database_kind) -> Iterator[list[Database]]:
    """Give the writer, and on PostgreSQL a second one as another process has it."""
    if database_kind == "sqlite":
        yield [waymark.db]
        return
    second = Database(waymark.settings.database_url, waymark.clock)
    yield [waymark.db, second]
    second.stop()


def test_forwarding_while_others_commit_misses_nothing_and_keeps_the_order(
    school, other, connect, row, waymark, clock, databases
) -> None:
    store_id = connect()
    with writers(school, school.actor("ana"), databases) as ended:
        while not ended.is_set():
            clock.advance(minutes=2)
            run(waymark, "forward")
    clock.advance(minutes=2)
    run(waymark, "forward")
    assert other.ids() == list(here(school))
    assert len(other.ids()) == WRITERS * ROUNDS * EACH
    assert row(store_id).moved == WRITERS * ROUNDS * EACH


def test_pulling_while_others_write_there_misses_nothing(school, other, connect, waymark, clock) -> None:
    other.school.learner("ana")
    connect("pull")
    with writers(other.school, other.school.actor("ana"), [other.waymark.db]) as ended:
        while not ended.is_set():
            clock.advance(minutes=2)
            run(waymark, "pull")
    clock.advance(minutes=2)
    run(waymark, "pull")
    assert set(here(school)) == set(other.ids())
    assert len(other.ids()) == WRITERS * ROUNDS * EACH


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_a_writer_held_open_before_its_commit_is_not_skipped(school, other, connect, waymark, clock, databases) -> None:
    connect()
    second = databases[1]
    inside, let_go = threading.Event(), threading.Event()

    def held(writing: Any) -> None:
        taken = accept(
            completed(school.actor("ana"), "a1", 0.5, n=1), version=Version.V1, authority=AUTHORITY, stored=clock(),
            new_id=new_statement_id,
        )  # fmt: skip
        storing(Source(school.tenant), [taken])(writing)
        inside.set()
        assert let_go.wait(30)

    slow = threading.Thread(target=lambda: second.write(held))
    slow.start()
    assert inside.wait(30)
    fast = threading.Thread(target=lambda: write(waymark.db, school, school.actor("ana"), 2))
    fast.start()
    assert school.rows(t.statement) == []  # the later one waits for the earlier: no number becomes visible before it
    let_go.set()
    slow.join()
    fast.join()
    run(waymark, "forward")
    assert other.ids() == list(here(school))
    assert len(other.ids()) == 1 + EACH


def test_two_stores_that_forward_and_pull_each_other_come_to_rest(school, other, connect, waymark, clock) -> None:
    other.school.learner("ana")
    write(waymark.db, school, school.actor("ana"), 1)
    write(other.waymark.db, other.school, other.school.actor("ana"), 100)
    connect()
    connect("pull", name="Back")
    from support.app import app_of
    from support.remote_lrs import Gate

    name, secret = waymark.db.write(lambda w: credentials.make_key(w, school.tenant, "in", ("all",), "keep", None))
    with Gate(app_of(waymark).wsgi_app, host="localhost:8400").serving() as gate:
        for direction in stores.DIRECTIONS:
            new = stores.NewStore(direction, direction, gate.endpoint, name, secret)
            other.waymark.db.write(
                lambda w, new=new: stores.add(
                    w, other.school.tenant, "test", new, seal=other.waymark.stores.sealed, loopback=True
                )
            )
        for _ in range(4):
            for one in (waymark, other.waymark):
                clock.advance(minutes=2)
                run(one, "forward", "pull")
        quiet = len(other.gate.sent()), len(gate.sent())
        for _ in range(4):
            for one in (waymark, other.waymark):
                clock.advance(minutes=2)
                run(one, "forward", "pull")
        assert (len(other.gate.sent()), len(gate.sent())) == quiet
    assert set(here(school)) == set(other.ids())
    assert len(other.ids()) == 2 * EACH
    assert not school.rows(t.remote_refused)
    assert not other.school.rows(t.remote_refused)
    assert {one.trouble for one in school.rows(t.remote_store)} == {None}
