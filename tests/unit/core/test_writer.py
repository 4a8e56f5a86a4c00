"""One commit serves many plans, and none of them keeps another process waiting for long (design.md 1.6, S05)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event

from gateway.db import writer

PLANS = 5


def commits(waymark: Any) -> int:
    """Let a plan wait until others queue behind it; return how many transactions all of them took."""
    seen: list[object] = []
    event.listen(waymark.db.writing, "commit", seen.append)
    first_runs, go_on = threading.Event(), threading.Event()

    def first(_write: writer.Write) -> None:
        first_runs.set()
        go_on.wait(10)

    with ThreadPoolExecutor(PLANS + 1) as pool:
        running = [pool.submit(waymark.db.write, first)]
        first_runs.wait(10)
        running += [pool.submit(waymark.db.write, lambda _write: None) for _ in range(PLANS)]
        while waymark.db._queue.qsize() < PLANS:
            threading.Event().wait(0.01)  # the others are on their way into the queue
        go_on.set()
        for one in running:
            one.result(10)
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
