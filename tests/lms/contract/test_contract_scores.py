"""Scores: one value in one cell, whatever goes wrong on the way (F01-F10, F19-F23, F29)."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest

from lti.lms.base import Permanent, Refused, Superseded, Transient


def refusal(kind, call):
    with pytest.raises(kind) as caught:
        call()
    return caught.value


def test_a_score_stands_in_the_gradebook_and_is_read_back(world):
    column = world.column()
    world.adapter.send_score(column, world.score(3, comment="Nearly: 7 of 9"))
    assert (world.cell().value, world.cell().comment, world.cell().by) == (3, "Nearly: 7 of 9", "tool")
    seen = world.adapter.read_score(column, world.member())
    assert (seen.value, seen.maximum, seen.comment, seen.flag) == (3, 4, "Nearly: 7 of 9", None)


def test_F19_numbers_are_sent_exactly(world):
    world.adapter.send_score(world.column(), world.score(4))
    sent = world.posts()[0]
    assert (sent["scoreGiven"], sent["scoreMaximum"]) == (4, 4)
    assert (sent["timestamp"], sent["gradingProgress"]) == ("2026-11-21T12:00:00.000Z", "FullyGraded")


def test_a_cell_without_a_score_reads_as_empty(world):
    assert world.adapter.read_score(world.column(), world.member()).value is None


def test_a_cleared_cell_is_empty(world):
    column = world.column()
    world.adapter.send_score(column, world.score(3))
    world.wait()
    world.adapter.clear_score(column, world.member(), world.clock.now)
    assert world.cell().value is None
    assert world.adapter.read_score(column, world.member()).value is None


def test_a_newer_score_replaces_the_older_and_its_comment(world):
    column = world.column()
    world.send(column, 2, comment="first")
    world.send(column, 3, comment="second")
    assert (world.cell().value, world.cell().comment) == (3, "second")


def test_one_learners_score_is_no_other_learners(world):
    column = world.column()
    world.send(column, 2, number=0)
    world.send(column, 4, number=1)
    assert (world.cell(0).value, world.cell(1).value, world.cell(2).value) == (2, 4, None)
    assert world.adapter.read_score(column, world.member(2)).value is None


def test_F10_the_same_score_twice_is_one_grade(world):
    column = world.column()
    world.adapter.send_score(column, world.score(3))
    with suppress(Superseded):  # some refuse an equal time: the value stands there all the same
        world.adapter.send_score(column, world.score(3))
    assert world.cell().value == 3


def test_F10_after_a_lost_answer_reading_tells_that_it_arrived(world):
    column = world.column()
    world.sim.faults.drop_answer_after_store = 1
    assert refusal(Transient, lambda: world.adapter.send_score(column, world.score(3))).code == "unreachable"
    assert world.adapter.read_score(column, world.member()).value == 3
    world.send(column, 4)
    assert world.cell().value == 4


def test_F14_an_older_score_is_superseded_and_the_newer_one_stays(world):
    column = world.column()
    world.adapter.send_score(column, world.score(3, seconds=10))
    failed = refusal(Superseded, lambda: world.adapter.send_score(column, world.score(1, seconds=5)))
    assert failed.code == "newer_there"
    assert world.cell().value == 3


def test_F20_a_teachers_grade_is_what_is_read(world):
    column = world.column()
    world.adapter.send_score(column, world.score(2))
    world.sim.type_grade(world.columns()[0].id, world.student().login, 4)
    assert world.adapter.read_score(column, world.member()).value == 4


def test_F21_a_grade_that_a_teacher_cleared_reads_as_empty(world):
    column = world.column()
    world.adapter.send_score(column, world.score(2))
    world.sim.type_grade(world.columns()[0].id, world.student().login, None)
    assert world.adapter.read_score(column, world.member()).value is None


def test_F29_a_learner_who_left_is_told_apart(world):
    column = world.column()
    world.sim.enrol(world.student(1).login, "deleted")

    def deliver():
        world.adapter.read_score(column, world.member(1))  # as the delivery does before every score
        world.adapter.send_score(column, world.score(3, number=1))

    failed = refusal(Permanent, deliver)
    # Schoology's grade service alone does not say why it refuses; its own interface does.
    unsaid = world.lms == "schoology" and not world.credentials
    assert failed.code == ("not_accepted" if unsaid else "not_in_course")
    world.adapter.send_score(column, world.score(3))
    assert world.cell().value == 3


def test_F23_a_deleted_column_is_told_apart_and_not_made_again(world):
    column = world.column()
    world.sim.delete_column(world.columns()[0].id)
    assert refusal(Permanent, lambda: world.adapter.send_score(column, world.score(3))).code == "column_gone"
    assert refusal(Permanent, lambda: world.adapter.read_score(column, world.member())).code == "column_gone"
    assert world.columns() == []


@pytest.mark.parametrize(("header", "wait"), [("120", 120), ("Sat, 21 Nov 2026 12:02:00 GMT", 120)])
def test_F05_F06_throttling_is_a_passing_trouble(world, header, wait):
    column = world.column()
    world.sim.faults.retry_after, world.sim.faults.throttle_next = header, 1
    failed = refusal(Transient, lambda: world.adapter.send_score(column, world.score(3)))
    assert failed.code in {"throttled", "lms_error"}  # some only say that they are busy (503)
    assert failed.retry_after == wait
    world.adapter.send_score(column, world.score(3))
    assert world.cell().value == 3


def test_F01_an_expired_token_costs_exactly_one_new_one(world):
    column = world.column()
    world.send(column, 2)
    before = world.token_calls()
    world.sim.faults.expire_tokens_now = True
    world.send(column, 3)
    assert world.token_calls() == before + 1
    assert (world.cell().value, len(world.posts())) == (3, 2)


def test_F02_a_key_the_platform_does_not_know_is_not_hammered(world):
    world.sim.faults.invalid_client = True
    for _ in range(3):
        failed = refusal(Refused, world.adapter.roster)
        assert failed.code == "key_refused"
    assert world.token_calls() == 1
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


def test_F08_an_lms_that_is_down_is_a_passing_trouble(world):
    column = world.column()
    world.sim.faults.down = True
    assert refusal(Transient, lambda: world.adapter.send_score(column, world.score(3))).code == "lms_error"
