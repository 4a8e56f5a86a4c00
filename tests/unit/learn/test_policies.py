"""School rules for levels: each formula exact, to the last bit (lms/canvas.md 6.6; mastery.md 2.4)."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.learn.policies import FORMULAS, Rule, RuleError
from gateway.learn.policies.rounding import two_places
from tests.unit.learn import oracle

EXACT = ("weighted_average", "decaying_average", "n_mastery", "latest", "highest", "average")
"""The six that gradebooks compute in points; the seventh only compares."""

RUNS = 2_000
"""Of each formula: twelve thousand in all."""


def result(rule, scores):
    """Give points to a rule; exact only where the points are whole parts of what is possible."""
    tally = ()
    for one in scores:
        tally = rule.how.add(tally, one, rule.terms)
    return rule.value(tally)


def rule(formula, parameter=0, possible=5.0, mastery=3.0):
    return Rule(formula, parameter, possible, (mastery / 3, mastery / 2, mastery))


@pytest.mark.parametrize(
    ("scores", "weight", "weighted", "decaying", "average"),
    [
        ((1, 2, 3, 4, 5), 65, 4.13, 4.47, 3.0),
        ((2, 3), 65, 2.65, 2.65, 2.5),
        ((4, 3, 2, 1), 65, 1.7, 1.52, 2.5),
        ((3, 1, 4), 75, 3.5, 3.38, 2.67),
    ],
)
def test_documented_cases_of_both_decaying_averages_and_the_plain_one(scores, weight, weighted, decaying, average):
    points = [float(one) for one in scores]
    assert result(rule("weighted_average", weight), points) == weighted
    assert result(rule("decaying_average", weight), points) == decaying
    assert result(rule("average"), points) == average
    assert result(rule("latest"), points) == points[-1]
    assert result(rule("highest"), points) == max(points)


def test_documented_cases_of_n_mastery():
    points = [1.0, 2.0, 3.0, 4.0, 5.0]
    assert result(rule("n_mastery", 3), points) == 4.0
    assert result(rule("n_mastery", 4), points) is None
    assert result(rule("n_mastery", 3), points[:4]) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [(2.675, 2.68), (1.005, 1.01), (0.285, 0.29), (4.125, 4.13), (2.5275, 2.53), (0.0, 0.0), (-1.005, -1.01)],
)
def test_rounding_is_half_away_from_zero_on_the_printed_decimal(value, expected):
    assert two_places(value) == expected


@given(st.floats(0, 1000))
def test_rounding_agrees_with_exact_arithmetic(value):
    assert two_places(value) == oracle.rounded(Fraction(value))


@given(st.integers(0, 100_000))
def test_a_number_that_is_written_with_three_places_rounds_as_one_does_by_hand(thousandths):
    by_hand = Decimal(thousandths) / 1000
    assert two_places(thousandths / 1000) == float(by_hand.quantize(Decimal("0.01"), ROUND_HALF_UP))


@pytest.mark.parametrize("formula", EXACT)
def test_thousands_of_random_cases_agree_with_exact_arithmetic_to_the_last_bit(formula):
    luck = random.Random(f"{formula} 8")
    low, high = FORMULAS[formula].bounds or (0, 0)
    for _ in range(RUNS):
        possible = luck.choice((1.0, 4.0, 5.0, 10.0, 100.0))
        steps = luck.choice((1, 2, 4, 10, 100, 1000))
        mastery = possible * luck.choice((0.6, 0.7, 0.75, 0.8, 1.0))
        scores = [luck.randint(0, steps) / steps * possible for _ in range(luck.randint(1, 12))]
        parameter = luck.randint(low, high)
        found = result(rule(formula, parameter, possible, mastery), scores)
        assert found == oracle.outcome(formula, scores, parameter, mastery), (scores, parameter, mastery)


def test_one_pass_is_enough_and_nothing_later_takes_it_back():
    once = Rule("passed_once", 80, 100.0, (30.0, 50.0, 80.0))
    tally = once.add((), 0.5)
    assert (once.value(tally), once.level(tally, 1)) == (None, None)
    tally = once.add(tally, 0.85)
    assert (once.value(tally), once.level(tally, 2)) == (100.0, 4)
    assert once.level(once.add(tally, 0.2), 3) == 4


@pytest.mark.parametrize("percent", range(1, 101))
def test_exactly_the_pass_mark_is_a_pass(percent):
    once = Rule("passed_once", percent, 100.0, (10.0, 50.0, 80.0))
    assert once.value(once.add((), percent / 100)) == 100.0


@pytest.mark.parametrize("formula", ["n_mastery", "latest", "highest", "average"])
def test_so_many_right_of_so_many_reach_each_whole_cut_exactly_when_they_do(formula):
    for asked in range(1, 101):
        for cut in range(1, asked + 1):
            made = Rule(formula, 1, float(asked), (cut / 3, cut / 2, float(cut)))
            for right in (cut - 1, cut):  # with any other number the comparison is far from equal
                level = made.level(made.add((), right / asked), 1)
                assert (level == 4) == (right >= cut), (right, asked, cut)


def test_a_share_near_a_cut_out_of_a_hundred_counts_as_exact_arithmetic_says():
    shares = [(right, asked) for asked in range(1, 101) for right in range(asked + 1)]
    for cut in range(1, 101):
        made = Rule("n_mastery", 1, 100.0, (cut / 3, cut / 2, float(cut)))
        for right, asked in shares:
            if abs(100 * right - cut * asked) <= asked:
                value = made.value(made.add((), right / asked))
                assert value == oracle.outcome("n_mastery", [100 * right / asked], 1, cut), (right, asked, cut)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 100)), min_size=1, max_size=8), st.sampled_from(EXACT))
def test_shares_give_what_their_whole_points_give(given_points, formula):
    asked = given_points[0][1]
    points = [min(right, asked) for right, _ in given_points]
    made = Rule(formula, 0, float(asked), (asked / 3, asked / 2, float(asked)))
    tally = ()
    for one in points:
        tally = made.add(tally, one / asked)
    assert made.value(tally) == oracle.outcome(formula, [float(one) for one in points], made.parameter, float(asked))


def test_levels_begin_at_their_cut_scores():
    scale = Rule("highest", 0, 100.0, (60.0, 75.0, 90.0))
    points = (0.0, 0.5999, 0.6, 0.7499, 0.75, 0.8999, 0.9, 1.0)
    assert [scale.level(scale.add((), one), 1) for one in points] == [1, 1, 2, 2, 3, 3, 4, 4]


def test_no_level_before_there_are_enough_results():
    patient = Rule("average", least=3)
    tally = ()
    found = []
    for pieces in (1, 2, 3):
        tally = patient.add(tally, 1.0)
        found.append(patient.level(tally, pieces))
    assert found == [None, None, 4]
    assert (Rule("n_mastery", 5).needs, Rule("n_mastery", 2, least=4).needs) == (5, 4)


@pytest.mark.parametrize(
    ("field", "made"),
    [
        ("formula", {"formula": "eval"}),
        ("parameter", {"formula": "weighted_average", "parameter": 100}),
        ("parameter", {"formula": "decaying_average", "parameter": 49}),
        ("parameter", {"formula": "n_mastery", "parameter": 11}),
        ("possible", {"formula": "latest", "possible": float("nan")}),
        ("possible", {"formula": "latest", "possible": 0.0}),
        ("cuts", {"formula": "latest", "cuts": (1.0, 1.0, 3.0)}),
        ("cuts", {"formula": "latest", "cuts": (1.0, 2.0, 4.5)}),
        ("cuts", {"formula": "latest", "cuts": (float("nan"), 2.0, 3.0)}),
        ("words", {"formula": "latest", "words": ("", "", "", "x" * 41)}),
        ("least", {"formula": "latest", "least": 0}),
    ],
)
def test_unusable_rules_say_what_to_change(field, made):
    with pytest.raises(RuleError) as caught:
        Rule(**made)
    assert caught.value.field == field


def test_a_rule_reads_back_as_it_was_written():
    kept = Rule("weighted_average", 70, 5.0, (1.0, 2.0, 3.0), ("Not yet", "", "Meets", "Exceeds"), 2)
    assert Rule.from_dict(kept.to_dict()) == kept
    assert Rule.from_dict({**kept.to_dict(), "cuts": [1, 2, 3], "words": list(kept.words)}) == kept
    for broken in ({}, {**kept.to_dict(), "cuts": [1]}, {**kept.to_dict(), "possible": "much"}):
        with pytest.raises(RuleError):
            Rule.from_dict(broken)


@given(st.sampled_from(tuple(FORMULAS)), st.lists(st.floats(0, 1), max_size=30))
def test_values_stay_within_the_points_and_levels_within_one_to_four(formula, scores):
    made = Rule(formula)
    tally = ()
    for pieces, one in enumerate(scores, start=1):
        tally = made.add(tally, one)
        value, level = made.value(tally), made.level(tally, pieces)
        assert value is None or 0.0 <= value <= made.possible
        assert level in {None, 1, 2, 3, 4}
        assert (level is None) == (value is None or pieces < made.needs)


@given(
    st.sampled_from(tuple(FORMULAS)), st.lists(st.floats(0, 1), max_size=12), st.floats(0, 1), st.floats(0, 1)
)  # fmt: skip
def test_a_better_newest_score_never_gives_less(formula, before, one, other):
    made = Rule(formula)
    tally = ()
    for each in before:
        tally = made.add(tally, each)
    low, high = (made.value(made.add(tally, each)) for each in sorted((one, other)))
    if formula == "n_mastery" and low is not None and high is not None and high < low:
        # Its own paradox: a score that just reaches mastery joins a mean of better ones.
        assert min(one, other) * made.possible < made.cuts[2] <= max(one, other) * made.possible
    else:
        assert (low if low is not None else -1.0) <= (high if high is not None else -1.0)
