"""What happens to a plan that another process, or the server's end, gets in the way of (S09)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from support.processes import another
from support.world import found_school

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import StoreBusy

POSTGRES = pytest.mark.parametrize("database_kind", ["postgresql"])
LIMIT = 25.0
CUT = text("SELECT pg_terminate_backend(pg_backend_pid())")


def rename(write: Write, tenant: int, name: str) -> None:
    write.conn.execute(update(t.tenant).where(t.tenant.c.id == tenant).values(name=name))


def names(waymark: Any) -> list[str]:
    with waymark.db.read() as conn:
        return list(conn.scalars(select(t.tenant.c.name).order_by(t.tenant.c.id)))


@POSTGRES
@pytest.mark.parametrize("limits", ["-c deadlock_timeout=50ms -c lock_timeout=10s", "-c lock_timeout=50ms"])
def test_two_processes_that_lock_each_other_out_both_get_through(waymark, limits) -> None:
    """The server finds the deadlock, or the wait is over first: either way one gives way and comes again."""
    tenants = [found_school(waymark, tag).tenant for tag in ("one", "two")]
    url = f"{waymark.settings.database_url}?options={limits.replace(' ', '%20')}"
    both_hold_one, runs = threading.Barrier(2), {"left": 0, "right": 0}

    def crossing(name: str, order: list[int]) -> Any:
        def plan(write: Write) -> None:
            rename(write, order[0], name)
            runs[name] += 1
            if runs[name] == 1:
                both_hold_one.wait(LIMIT)
            rename(write, order[1], name)

        return plan

    with another(waymark, url) as left, another(waymark, url) as right, ThreadPoolExecutor(2) as pool:
        done = [
            pool.submit(left.db.write, crossing("left", tenants)),
            pool.submit(right.db.write, crossing("right", tenants[::-1])),
        ]
        for one in done:
            one.result(LIMIT)
    assert sum(runs.values()) > 2
    assert len(set(names(waymark))) == 1, "both plans are whole, one after the other"


@POSTGRES
def test_a_row_that_another_process_writes_first_is_found_the_second_time(waymark) -> None:
    lanes = t.lane.c
    here_looked, there_wrote = threading.Event(), threading.Event()

    def plan(write: Write) -> str:
        found = write.conn.execute(select(lanes.owner).where(lanes.name == "x/1")).first()
        if found is None:
            here_looked.set()
            there_wrote.wait(LIMIT)
            write.conn.execute(insert(t.lane).values(name="x/1", owner="here", epoch=0))
        return found.owner if found else "here"

    with another(waymark) as there, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(waymark.db.write, plan)
        assert here_looked.wait(LIMIT)
        there.db.write(lambda w: w.conn.execute(insert(t.lane).values(name="x/1", owner="there", epoch=0)) and None)
        there_wrote.set()
        assert waiting.result(LIMIT) == "there"


def test_a_plan_that_breaks_a_rule_by_itself_hears_so(waymark) -> None:
    def twice(write: Write) -> None:
        for _ in range(2):
            write.conn.execute(insert(t.lane).values(name="x/1", epoch=0))

    with pytest.raises(IntegrityError):
        waymark.db.write(twice)
    assert waymark.db.write(lambda w: w.conn.execute(select(t.lane)).all()) == []


@POSTGRES
def test_S09_a_connection_lost_before_the_commit_costs_nobody_anything(waymark) -> None:
    tenant, runs = found_school(waymark).tenant, []

    def cut(write: Write) -> int:
        rename(write, tenant, "new")
        runs.append(1)
        if len(runs) == 1:
            write.conn.execute(CUT)
        return len(runs)

    assert waymark.db.write(cut) == 2
    assert names(waymark) == ["new"]


@POSTGRES
def test_S09_a_connection_lost_again_and_again_is_503_after_three_more_tries(waymark) -> None:
    tenant, runs = found_school(waymark).tenant, []
    before = names(waymark)

    def cut(write: Write) -> None:
        rename(write, tenant, "new")
        runs.append(1)
        write.conn.execute(CUT)

    with pytest.raises(StoreBusy):
        waymark.db.write(cut)
    assert len(runs) == 4
    assert names(waymark) == before
    waymark.db.write(lambda w: rename(w, tenant, "later"))
    assert names(waymark) == ["later"]


@POSTGRES
def test_S09_a_connection_lost_with_the_commit_on_its_way_is_503_and_not_done_twice(waymark) -> None:
    """Nobody knows whether it was committed; statements are sent again under their ids, so that is safe."""
    tenant, runs = found_school(waymark).tenant, []

    def cut(conn: Any) -> None:
        event.remove(waymark.db.writing, "commit", cut)
        conn.exec_driver_sql(str(CUT))

    def plan(write: Write) -> None:
        runs.append(1)
        rename(write, tenant, "new")

    event.listen(waymark.db.writing, "commit", cut)
    with pytest.raises(StoreBusy):
        waymark.db.write(plan)
    assert len(runs) == 1


@POSTGRES
def test_neighbours_of_a_plan_that_loses_the_connection_are_stored_once(waymark) -> None:
    tenants = [found_school(waymark, tag).tenant for tag in ("one", "two", "three")]
    first_runs, go_on = threading.Event(), threading.Event()

    def first(_write: Write) -> None:
        first_runs.set()
        go_on.wait(LIMIT)

    def cut(write: Write) -> None:
        rename(write, tenants[1], "new")
        write.conn.execute(CUT)

    def plan(tenant: int) -> Any:
        return lambda w: rename(w, tenant, "new")

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(waymark.db.write, first)]
        assert first_runs.wait(LIMIT)
        for one in (plan(tenants[0]), cut, plan(tenants[2])):
            running.append(pool.submit(waymark.db.write, one))
            while waymark.db._queue.qsize() < len(running) - 1:
                threading.Event().wait(0.005)  # on its way into the queue
        go_on.set()
        for one in (running[0], running[1], running[3]):
            one.result(LIMIT)
        with pytest.raises(StoreBusy):
            running[2].result(LIMIT)
    assert names(waymark) == ["new", "two", "new"]


def test_what_nobody_waits_for_any_more_is_not_begun(waymark) -> None:
    """Its sender heard that nothing was kept."""
    first_runs, go_on, ran = threading.Event(), threading.Event(), []

    def first(_write: Write) -> None:
        first_runs.set()
        go_on.wait(LIMIT)

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(waymark.db.write, first)
        assert first_runs.wait(LIMIT)
        with pytest.raises(StoreBusy):
            waymark.db.write(lambda _w: ran.append(1), timeout=0.0)
        go_on.set()
        running.result(LIMIT)
    waymark.db.write(lambda _w: None)
    assert ran == []
