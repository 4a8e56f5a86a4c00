"""Credits of a key, repeated nonces, rows of bulk answers: what passes is waited for, one row is one cell (5, 8.2)."""

from __future__ import annotations

from contextlib import suppress

import pytest
from support import lms_site
from support.lms_site import COLUMN, WORK

from lti.lms.base import AdapterError, Permanent, Transient


def refusal(call) -> AdapterError:
    with pytest.raises(AdapterError) as caught:
        call()
    return caught.value


def use_up(world, column) -> AdapterError:
    """Read until the key's credits are used up."""
    adapter = world.adapter
    for _ in range(100):
        try:
            adapter.read_score(column, world.member())
        except Transient as error:
            return error
    raise AssertionError("no limit")


@pytest.mark.parametrize("status", [429, 403, 503])
def test_F05_a_key_without_credits_waits_as_long_as_it_is_told_and_goes_on(world, status):
    column = world.column()
    world.sim.faults.rest_credits = 50
    world.sim.faults.throttled_status = status
    told = use_up(world, column)
    assert told.code == ("lms_error" if status == 503 else "throttled")
    assert told.retry_after
    world.wait(told.retry_after)
    assert world.adapter.read_score(column, world.member()).value is None


def test_F05_a_score_needs_no_credits_of_the_key(world):
    column = world.column()
    world.sim.faults.rest_credits = 50
    use_up(world, column)
    world.adapter.send_score(column, world.score(3))
    assert world.cell().value == 3


@pytest.mark.parametrize(("cost", "given"), [(1, 4), (3, 2)])
def test_5_6_writes_cost_more_than_reads_and_what_is_left_over_waits(world, cost, given):
    made, adapter = world.adapter.make_assignment(WORK), world.adapter
    world.sim.faults.rest_credits, world.sim.faults.write_cost = 10, cost
    with suppress(Transient):
        for number in range(4):
            adapter.assign(made, world.member(number), "x", None)
    assert len(world.sees()[0]) == given


def test_5_6_a_class_is_read_with_few_credits(world):
    column = world.column()
    world.sim.faults.rest_credits = 10
    read = world.adapter.mastery.read_scores(column, [world.member(number) for number in range(4)])
    assert len(read) == 4


def test_8_2_a_row_that_fails_fails_its_own_cell_only(world):
    work = world.adapter.make_assignment(WORK)
    adapter = world.adapter
    for number in range(3):
        adapter.assign(work, world.member(number), "x", None)
    world.sim.faults.partial_207 = 2
    failed = refusal(lambda: adapter.send_score(work, world.score(2, number=0)))
    assert (type(failed), failed.code) == (Permanent, "not_accepted")
    adapter.send_score(work, world.score(3, number=1))
    seen = adapter.mastery.read_scores(work, [world.member(number) for number in range(3)])
    assert [seen[world.member(number).sub].value for number in range(3)] == [None, 7.5, None]


def test_5_1_a_request_taken_for_a_repeated_one_is_signed_afresh(world):
    column = world.column()
    world.sim.faults.duplicate_nonce_next = 1
    assert world.adapter.read_score(column, world.member()).value is None
    world.sim.faults.duplicate_nonce_next = 2
    assert isinstance(refusal(lambda: world.adapter.read_score(column, world.member())), Transient)


def test_5_1_timestamps_are_those_of_the_clock_that_the_tool_is_given():
    with (
        lms_site.running("schoology", students=2) as site,
        lms_site.world(site, "schoology", credentials=True) as world,
    ):
        world.sim.faults.timestamp_window = 300
        column = world.column()
        assert world.adapter.read_score(column, world.member()).value is None
        world.sim.faults.clock_skew_seconds = 900
        assert refusal(lambda: world.adapter.find_assignments(WORK)).code == "token_refused"


def test_5_4_the_key_is_not_taken_to_another_host(world):
    column = world.column()
    world.sim.faults.foreign_redirect = True
    assert refusal(lambda: world.adapter.find_assignments(WORK)).code == "address_refused"
    world.sim.faults.foreign_redirect = False
    assert world.adapter.read_score(column, world.member()).value is None


def test_5_7_the_section_in_place_of_what_was_asked_for_is_nothing(world):
    made = world.adapter.make_column(COLUMN)
    world.sim.faults.lost_parts = ["grades"]
    assert refusal(lambda: world.adapter.read_score(made, world.member())).code == "token_refused"
    world.adapter.send_score(made, world.score(3))
    assert world.adapter.read_score(made, world.member()).value == 3


def test_13_a_learner_who_leaves_in_the_middle_is_that_learners_trouble(world):
    column = world.column()
    world.sim.faults.dropped_mid_push = world.student(1).login
    adapter = world.adapter
    adapter.send_score(column, world.score(3))
    assert refusal(lambda: world.adapter.read_score(column, world.member(1))).code == "not_in_course"
    assert adapter.read_score(column, world.member()).value == 3
