"""Scores: one value in one cell, whatever goes wrong on the way (F01-F10, F19-F23, F28, F29, F31)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lti.lms.base import Permanent, Refused, Transient


def refusal(kind, call):
    with pytest.raises(kind) as caught:
        call()
    return caught.value


def test_F22_refreshing_a_score_makes_no_attempt(world):
    column = world.column()
    for step in range(3):
        world.adapter.send_score(column, world.score(step + 1, seconds=step))
    assert (world.submission()["attempt"], world.cell().value) == (0, 3)
    sent = world.posts()[0]
    assert sent["submission"] == {"submittedAt": "2026-11-21T11:55:00.000Z"}
    assert sent["https://canvas.instructure.com/lti/submission"] == {"new_submission": False}


def test_F28_an_unpublished_assignment_is_refused_for_good(world):
    column = world.column()
    world.sim.faults.unpublished = True
    failed = refusal(Permanent, lambda: world.adapter.send_score(column, world.score(3)))
    assert failed.code == "unpublished"


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("This assignment is in a closed grading period and cannot be graded", "period_closed"),
        ("This assignment is currently being moderated", "not_accepted"),
    ],
)
def test_grading_that_is_refused_with_a_reason_is_not_tried_again(world, reason, code):
    column = world.column()
    world.sim.faults.grading_refused = reason
    failed = refusal(Permanent, lambda: world.adapter.send_score(column, world.score(3)))
    assert failed.code == code
    assert world.submission() == {}


def test_F31_a_concluded_course_is_refused_for_good(world):
    column = world.column()
    world.sim.faults.ags_concluded = True
    failed = refusal(Permanent, lambda: world.adapter.send_score(column, world.score(3)))
    assert failed.code == "course_closed"


@pytest.mark.parametrize(
    ("status", "header", "wait"),
    [(403, "", None), (429, "", None), (429, "120", 120), (429, "Sat, 21 Nov 2026 12:02:00 GMT", 120)],
)
def test_F05_F06_throttling_is_a_passing_trouble(world, status, header, wait):
    column = world.column()
    world.sim.faults.throttle_status, world.sim.faults.retry_after = status, header
    world.sim.faults.throttle_next = 1
    failed = refusal(Transient, lambda: world.adapter.send_score(column, world.score(3)))
    assert failed.code == "throttled"
    assert failed.retry_after == (20 if wait is None else wait)
    world.adapter.send_score(column, world.score(3))
    assert world.cell().value == 3


def test_F06_a_full_bucket_opens_again_after_the_time_told(world):
    column = world.column()
    world.sim.fill_bucket(f"client:{world.sim.client_id}", 800)
    failed = refusal(Transient, lambda: world.adapter.send_score(column, world.score(3)))
    assert failed.retry_after is not None
    world.clock.now += timedelta(seconds=failed.retry_after + 0.1)
    world.adapter.send_score(column, world.score(3))
    assert world.cell().value == 3


@pytest.mark.parametrize("status", [400, 401])
def test_F02_a_key_the_platform_does_not_know_is_not_hammered(world, status):
    world.sim.faults.invalid_client, world.sim.faults.invalid_client_status = True, status
    for _ in range(3):
        failed = refusal(Refused, world.adapter.roster)
        assert failed.code == "key_refused"
    assert world.count("/login/oauth2/token") == 1
    world.sim.faults.invalid_client = False
    world.clock.now += timedelta(minutes=10, seconds=1)
    assert world.adapter.roster()


def test_F01_a_key_switched_off_is_a_refusal(world):
    column = world.column()
    world.sim.faults.tool_off = True
    failed = refusal(Refused, lambda: world.adapter.send_score(column, world.score(3)))
    assert failed.code == "key_refused"
