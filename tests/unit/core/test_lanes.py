"""Lanes: one holder, a lease that ends, and nothing that a dead holder or a late wake-up could lose (F11, F12)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.jobs import lanes
from gateway.jobs.lanes import LEASE

LANE = "test/1"
KINDS = {"test"}


@pytest.fixture
def claim(waymark):
    """Return a function that claims the lane as somebody."""
    waymark.db.write(lambda w: w.wake(LANE))
    return lambda owner: waymark.db.write(lambda w: lanes.claim(w.conn, LANE, owner, w.now))


def due(waymark) -> list[str]:
    with waymark.db.read() as conn:
        return lanes.due_lanes(conn, waymark.clock(), KINDS)


def test_one_holder_at_a_time(waymark, claim) -> None:
    assert due(waymark) == [LANE]
    held = claim("one")
    assert claim("two") is None
    assert due(waymark) == []
    waymark.db.write(lambda w: lanes.give_back(w.conn, held, None))
    assert due(waymark) == []


def test_F11_what_a_dead_holder_had_is_due_again_when_its_lease_ends(waymark, claim, clock) -> None:
    held = claim("dead")
    with waymark.db.read() as conn:
        assert lanes.next_due(conn, KINDS) == held.until
    clock.advance(seconds=LEASE.total_seconds())
    assert due(waymark) == [LANE]
    assert claim("two").epoch == held.epoch + 1


def test_F12_an_earlier_holder_is_fenced_off(waymark, claim, clock) -> None:
    first = claim("one")
    clock.advance(seconds=LEASE.total_seconds())
    second = claim("two")
    assert not waymark.db.write(lambda w: lanes.holds(w.conn, first))
    waymark.db.write(lambda w: lanes.give_back(w.conn, first, None))
    assert waymark.db.write(lambda w: lanes.holds(w.conn, second))
    assert claim("three") is None


def test_a_wake_up_during_a_run_is_not_lost(waymark, claim) -> None:
    held = claim("one")
    waymark.db.write(lambda w: w.wake(LANE))
    assert due(waymark) == []
    waymark.db.write(lambda w: lanes.give_back(w.conn, held, w.now + timedelta(hours=1)))
    assert due(waymark) == [LANE]


def test_lanes_without_a_handler_here_hold_nobody_up(waymark, claim) -> None:
    def many(write) -> None:
        for number in range(80):
            write.wake(f"another/{number}")

    waymark.db.write(many)
    assert due(waymark) == [LANE]


def test_a_handler_that_fails_is_tried_again_later(waymark, clock) -> None:
    calls = []

    def handler(lane: str, _held: lanes.Claim) -> None:
        calls.append(lane)
        raise ValueError(lane)

    waymark.runner.handlers = {"test": handler}
    waymark.db.write(lambda w: w.wake(LANE))
    waymark.runner.run_due()
    assert calls == [LANE]
    clock.advance(seconds=31)
    waymark.runner.run_due()
    assert len(calls) == 2
