"""Scores: one value in one cell, whatever goes wrong on the way (F01-F10, F19-F23, F28, F29, F31)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from contract_facts import NOW

from lti.lms.base import Permanent, Refused, Superseded, Transient


def refusal(kind, call):
    with pytest.raises(kind) as caught:
        call()
    return caught.value


def test_a_score_stands_in_the_gradebook_and_is_read_back(world):
    column = world.column()
    world.adapter.send_score(column, world.score(3, comment="Nearly: 7 of 9"))
    assert (world.cell()["score"], world.cell()["comments"]) == (3, ["Nearly: 7 of 9"])
    seen = world.adapter.read_score(column, world.member())
    assert (seen.value, seen.maximum, seen.comment) == (3, 4, "Nearly: 7 of 9")


def test_F19_numbers_are_sent_exactly(world):
    world.adapter.send_score(world.column(), world.score(4))
    sent = world.posts()[0]["score"]
    assert (sent["scoreGiven"], sent["scoreMaximum"]) == (4, 4)
    assert (sent["timestamp"], sent["gradingProgress"]) == ("2026-11-21T12:00:00.000Z", "FullyGraded")


def test_a_cell_without_a_score_reads_as_empty(world):
    assert world.adapter.read_score(world.column(), world.member()).value is None


def test_a_cleared_cell_is_empty(world):
    column = world.column()
    world.adapter.send_score(column, world.score(3))
    world.adapter.clear_score(column, world.member(), NOW + timedelta(seconds=1))
    assert world.cell()["score"] is None
    assert world.adapter.read_score(column, world.member()).value is None


def test_F10_the_same_score_twice_is_one_grade(world):
    column = world.column()
    for _ in range(2):
        world.adapter.send_score(column, world.score(3))
    assert world.cell()["score"] == 3


def test_F10_a_lost_answer_is_repaired_by_sending_again(world):
    column = world.column()
    world.sim.faults.drop_answer_after_store = 1
    assert refusal(Transient, lambda: world.adapter.send_score(column, world.score(3))).code == "unreachable"
    world.adapter.send_score(column, world.score(3))
    assert world.cell()["score"] == 3
    assert world.adapter.read_score(column, world.member()).value == 3


def test_F14_an_older_score_is_superseded_and_the_newer_one_stays(world):
    column = world.column()
    world.adapter.send_score(column, world.score(3, seconds=10))
    failed = refusal(Superseded, lambda: world.adapter.send_score(column, world.score(1, seconds=5)))
    assert failed.code == "newer_there"
    assert world.cell()["score"] == 3


def test_F22_refreshing_a_score_makes_no_attempt(canvas_only):
    world = canvas_only
    column = world.column()
    for step in range(3):
        world.adapter.send_score(column, world.score(step + 1, seconds=step))
    assert (world.cell()["attempt"], world.cell()["score"]) == (0, 3)
    sent = world.posts()[0]["score"]
    assert sent["submission"] == {"submittedAt": "2026-11-21T11:55:00.000Z"}
    assert sent["https://canvas.instructure.com/lti/submission"] == {"new_submission": False}


def test_F20_a_teachers_grade_is_what_is_read(world):
    column = world.column()
    world.adapter.send_score(column, world.score(2))
    assignment_id = world.sim.state()["line_items"][0]["assignment_id"]
    world.sim.grade(assignment_id, world.student().login, 4)
    assert world.adapter.read_score(column, world.member()).value == 4


def test_F29_a_learner_who_left_is_told_apart(world):
    column = world.column()
    world.sim.enrol(world.student(1).login, "deleted")
    failed = refusal(Permanent, lambda: world.adapter.send_score(column, world.score(3, number=1)))
    assert failed.code == "not_in_course"
    world.adapter.send_score(column, world.score(3))
    assert world.cell()["score"] == 3


def test_F23_a_deleted_column_is_told_apart_and_not_made_again(world):
    column = world.column()
    world.by_hand("DELETE", "/1", {})
    assert refusal(Permanent, lambda: world.adapter.send_score(column, world.score(3))).code == "column_gone"
    assert refusal(Permanent, lambda: world.adapter.read_score(column, world.member())).code == "column_gone"
    assert world.sim.state()["line_items"] == []


def test_F28_an_unpublished_assignment_is_refused_for_good(world):
    column = world.column()
    world.sim.faults.unpublished = True
    failed = refusal(Permanent, lambda: world.adapter.send_score(column, world.score(3)))
    assert failed.code == ("unpublished" if world.lms == "canvas" else "not_accepted")


def test_F31_a_concluded_course_is_refused_for_good(world):
    column = world.column()
    world.sim.faults.ags_concluded = True
    failed = refusal(Permanent, lambda: world.adapter.send_score(column, world.score(3)))
    assert failed.code == ("course_closed" if world.lms == "canvas" else "not_accepted")


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
    assert failed.retry_after == (20 if wait is None and world.lms == "canvas" else wait)
    world.adapter.send_score(column, world.score(3))
    assert world.cell()["score"] == 3


def test_F06_a_full_bucket_opens_again_after_the_time_told(canvas_only):
    world = canvas_only
    column = world.column()
    world.sim.fill_bucket(f"client:{world.sim.client_id}", 800)
    failed = refusal(Transient, lambda: world.adapter.send_score(column, world.score(3)))
    assert failed.retry_after is not None
    world.clock.now += timedelta(seconds=failed.retry_after + 0.1)
    world.adapter.send_score(column, world.score(3))
    assert world.cell()["score"] == 3


def test_F01_an_expired_token_costs_exactly_one_new_one(world):
    column = world.column()
    world.adapter.send_score(column, world.score(2))
    before = world.count("/login/oauth2/token")
    world.sim.faults.expire_tokens_now = True
    world.adapter.send_score(column, world.score(3, seconds=1))
    assert world.count("/login/oauth2/token") == before + 1
    assert (world.cell()["score"], len(world.posts())) == (3, 2)


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


def test_F04_a_missing_permission_is_named(world):
    column = world.column()
    score_scope = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
    world.sim.faults.missing_scopes = [score_scope]
    failed = refusal(Refused, lambda: world.adapter.send_score(column, world.score(3)))
    assert (failed.code, failed.detail) == ("scope_missing", score_scope)
    assert world.adapter.roster()


def test_F01_a_key_switched_off_is_a_refusal(world):
    column = world.column()
    world.sim.faults.tool_off = True
    failed = refusal(Refused, lambda: world.adapter.send_score(column, world.score(3)))
    assert failed.code == ("key_refused" if world.lms == "canvas" else "token_refused")


def test_F08_an_lms_that_is_down_is_a_passing_trouble(world):
    column = world.column()
    world.sim.faults.down = True
    assert refusal(Transient, lambda: world.adapter.send_score(column, world.score(3))).code == "lms_error"
