"""The simulated classes are the documented ones, and the policies do what their names say (mastery.md 7)."""

from __future__ import annotations

import random

import pytest

from bench.pathways import NEUTRAL, REFERENCE, REFERENCES, WITHOUT_BELIEFS
from bench.pathways_estimators import Tracing
from bench.pathways_policies import Averaging, Bands, FixedSequence, Fringe, InOrder
from bench.pathways_summary import simulate, summed
from bench.simulator import CAP, DEPTHS, STANDARDS, Learner, Outcome, graph, live


def test_the_world_is_the_documented_one():
    documented = "0,0,0,1,2,2,2,2,3,3,3,3,4,3,3,4,4,5,5,5,6,5,6,7,8,7,7,7,8,7"
    assert ",".join(map(str, DEPTHS)) == documented
    assert len(graph().sequence) == STANDARDS


def test_a_seed_is_a_learner():
    assert Learner(4).known == Learner(4).known
    assert len({tuple(Learner(seed).known) for seed in range(9)}) > 1


def test_the_reference_beliefs_follow_the_formula():
    traced = Tracing(graph=False)
    traced.see(0, "core", 1.0)
    odds = 0.25 / 0.75 * (0.88 / 0.20) ** 4
    after = odds / (1 + odds)
    assert traced.beliefs()[0] == pytest.approx(after + (1 - after) * 0.20)
    assert traced.beliefs()[1] == 0.25
    assert traced.expected(1, "core") == pytest.approx(0.25 * 0.88 + 0.75 * 0.20)
    assert traced.expected(1, "easy") > traced.expected(1, "core") > traced.expected(1, "hard")


def test_failure_blames_a_prerequisite_until_it_is_answered_and_success_refreshes_it():
    traced = Tracing(graph=True)
    traced.see(2, "core", 1.0)
    before = traced.beliefs()[2]
    traced.see(3, "core", 0.0)
    blamed = traced.beliefs()[2]
    assert blamed / (1 - blamed) < 0.76 * before / (1 - before)
    traced.see(3, "core", 1.0)
    assert traced.touched(2) == 3
    assert traced.beliefs()[2] == pytest.approx(traced.known[2])


@pytest.mark.parametrize("make", [*WITHOUT_BELIEFS.values(), *REFERENCES.values()])
def test_every_policy_leads_from_start_to_end(make):
    policy = make(random.Random(5))
    for step in range(40):
        options = policy.offer()
        assert options
        assert len(set(options)) == len(options)
        assert set(options) <= set(range(STANDARDS))
        assert policy.level(options[0]) in {"easy", "core", "hard"}
        policy.see(options[0], policy.level(options[0]), (step % 5) / 4)


def test_sequences_and_bands_take_the_documented_turns():
    fixed, bands, average = FixedSequence(), Bands(), Averaging()
    turns = []
    for _ in range(5):
        turns.append((fixed.offer()[0], fixed.level(0)))
        fixed.see(0, "", 0.0)
    assert turns == [(0, "easy"), (0, "core"), (0, "core"), (0, "hard"), (1, "easy")]
    for score in (0.25, 1.0, 1.0, 0.75, 1.0, 0.0):
        bands.see(0, "", score)
    assert (bands.number, bands.queue) == (1, ["core"])
    average.see(0, "core", 1.0)
    assert average.offer() == [0]
    average.see(0, "core", 1.0)
    assert average.offer() == [1]


def test_options_are_on_different_standards_of_the_fringe():
    policy = Fringe(Tracing(graph=True))
    assert sorted(policy.offer()) == [0, 1, 2]
    assert InOrder(Tracing(graph=True)).offer() == [0]


def test_shares_are_of_the_activities_until_the_goal():
    found = summed([Outcome(100, True, 30, 20, 0.9, ((0.95, True), (0.2, False))), Outcome(CAP, False, 0, 100, 0.5)])
    assert (found.mean, found.reach, found.over, found.not_ready) == (250, 0.5, 30 / 500, 120 / 500)
    assert (found.auc, found.sure_and_true) == (1.0, 1.0)
    assert found.useful == pytest.approx(1 - 150 / 500)


def test_a_learner_goes_on_until_what_is_kept_is_counted():
    found = live(Learner(3), Fringe(Tracing(graph=True)))
    assert found.reached
    assert len(found.sights) == STANDARDS
    assert 0.5 < found.kept <= 1.0


def test_our_policy_beats_a_fixed_sequence_by_far():
    ours, fixed = (
        simulate(make, 5, 1, further=False)
        for make in (REFERENCES[REFERENCE], WITHOUT_BELIEFS["fixed sequence, 4 each"])
    )
    assert ours.mean + 3 * ours.error < fixed.mean
    assert set(NEUTRAL) <= {*REFERENCES, *WITHOUT_BELIEFS}
