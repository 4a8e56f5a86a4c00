"""One commit serves many plans, and none of them keeps another process waiting for long (design.md 1.6, S05)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event

from gateway.db import writer
from gateway.errors import StoreBusy
from gateway.services import audit, tenants

PLANS = 5


def together(waymark: Any, plans: Sequence[Callable[[writer.Write], Any]]) -> list[Future[Any]]:
    """Let a plan wait until these queue behind it, in any order; return what came of them."""
    first_runs, go_on = threading.Event(), threading.Event()

    def first(_write: writer.Write) -> None:
        first_runs.set()
        go_on.wait(10)

    with ThreadPoolExecutor(len(plans) + 1) as pool:
        before = pool.submit(waymark.db.write, first)
        first_runs.wait(10)
        running = [pool.submit(waymark.db.write, plan) for plan in plans]
        while waymark.db._queue.qsize() < len(plans):
            threading.Event().wait(0.01)  # the others are on their way into the queue
        go_on.set()
        before.result(10)
    return running


def commits(waymark: Any) -> int:
    """Return how many transactions a plan and those take that queue behind it."""
    seen: list[object] = []
    hear = seen.append
    event.listen(waymark.db.writing, "commit", hear)
    for one in together(waymark, [lambda _write: None] * PLANS):
        one.result(10)
    event.remove(waymark.db.writing, "commit", hear)
    return len(seen)


def test_plans_that_wait_together_share_a_commit(waymark) -> None:
    assert commits(waymark) == 2


def test_S05_a_group_lets_go_of_the_lock_when_it_has_held_it_long_enough(waymark, monkeypatch) -> None:
    monkeypatch.setattr(writer, "HOLD", 0.0)
    monkeypatch.setattr(writer, "SHARED_HOLD", 0.0)
    assert commits(waymark) == 1 + PLANS


def test_a_refused_plan_does_not_undo_its_neighbours(waymark) -> None:
    def refused(_write: writer.Write) -> None:
        raise LookupError("refused")

    with pytest.raises(LookupError):
        waymark.db.write(refused)
    assert waymark.db.write(lambda _write: "kept") == "kept"


def test_T23_the_audit_log_holds_where_a_neighbour_is_refused(waymark) -> None:
    tenant = waymark.db.write(tenants.only)

    def refused(write: writer.Write) -> None:
        audit.record(write, tenant, "refused", "try", {})
        raise LookupError("refused")

    def kept(write: writer.Write) -> None:
        audit.record(write, tenant, "kept", "try", {})

    done = together(waymark, [kept, refused, kept, refused, kept])
    assert [one.exception(10) is None for one in done] == [True, False, True, False, True]
    with waymark.db.read() as conn:
        assert audit.verify(conn, tenant) is None
        assert audit.count(conn, tenant) == 3


def test_more_plans_than_the_queue_holds_are_refused_at_once(waymark, monkeypatch) -> None:
    monkeypatch.setattr(writer, "QUEUE", 0)
    with pytest.raises(StoreBusy):
        waymark.db.write(lambda _write: None)
