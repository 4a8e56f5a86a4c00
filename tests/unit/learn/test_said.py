"""A level never falls silently: what is said follows results, a new parameter set alone proposes (design.md 1.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from gateway.learn.explain import for_teacher
from gateway.learn.fold import extend, fold
from gateway.learn.mastery import read
from gateway.learn.policies import Rule
from gateway.learn.said import Fall, follows, tell
from gateway.learn.settings import Inputs, Settings
from gateway.learn.state import LearnerState
from gateway.services import said
from tests.unit.learn.worlds import CHAIN, INPUTS, SHARP, START, logs, seen

NOW = START + timedelta(days=40)
HARDER, EASIER = (
    replace(SHARP, params=replace(SHARP.params, standards=dict.fromkeys(CHAIN.order, (d, 0.02)), version=5))
    for d in (1.5, -1.5)
)
"""Sets in which all is harder, or easier, than was thought."""
SETS = (INPUTS, SHARP, HARDER, EASIER)


def written(state: LearnerState, inputs: Inputs) -> dict[str, SimpleNamespace]:
    """Return what is written down of a state."""
    rows = {}
    for name in state.records:
        found = read(state, name, NOW, inputs)
        fell = found.fell._asdict() if found.fell else None
        rows[name] = SimpleNamespace(pieces=found.n, level=found.level, estimated=found.estimated, fell=fell)
    return rows


def again(log, new, state, inputs, before_by, *, same=False):
    """Fold again as evaluation does, over what was written down of a state under other inputs."""
    return said.folded(inputs, [*log, *new], new, written(state, before_by), NOW, same_set=same)


def good(count: int, start: int = 0, score: float = 1.0):
    return [seen(start + n, score, activity=f"a{n % 2}") for n in range(count)]


def changed() -> LearnerState:
    """Return a state that says mastered, under a set by which the same results say less."""
    log = good(3)
    first = fold(log, EASIER)
    assert first.level("s1") == 4
    other = again(log, [], first, HARDER, EASIER)
    assert other.records["s1"].level < 4
    return other


@given(logs(12), st.sampled_from(SETS), st.sampled_from(SETS))
def test_a_new_set_alone_changes_no_level_in_either_direction_and_proposes_the_difference(log, old, new):
    first = fold(log, old)
    later = again(log, [], first, new, old)
    assert later.to_json() == fold(log, new).to_json()
    for name, record in later.records.items():
        found = read(later, name, NOW, new)
        assert found.level == first.records[name].level or record.level is None
        assert found.proposed == (record.level if record.level != found.level else None)
        assert found.fell == first.falls.get(name)


@given(logs(14), st.lists(st.sampled_from(SETS), min_size=14, max_size=14))
def test_a_said_level_goes_down_only_with_a_result_that_is_named_and_never_with_one_that_helped(log, sets):
    log.sort(key=lambda one: one.key)
    state, inputs = LearnerState.empty(sets[0].params.hyper), sets[0]
    for place, one in enumerate(log):
        state, inputs = again(log[:place], [], state, sets[place], inputs), sets[place]
        after = extend(state, one, inputs)
        for name in after.records:
            before, now = state.level(name), after.level(name)
            if before is not None and now < before:
                assert after.falls[name].statement_id == one.statement_id
                assert after.records[name].contributions[-1].moved < 0
                assert (after.falls[name].before, after.falls[name].after) == (before, now)
        state = after


@given(logs(14), st.sampled_from((INPUTS, SHARP, Inputs(graph=CHAIN, settings=Settings()))))
def test_under_one_set_what_is_said_is_what_the_fold_says(log, inputs):
    state = fold(log, inputs)
    assert state.said == {}
    half = sorted(log, key=lambda one: one.key)[::2]
    rest = [one for one in log if one not in half]
    late = again(half, rest, fold(half, inputs), inputs, inputs, same=True)
    assert (late.said, late.to_json()) == ({}, state.to_json())


def test_a_full_result_after_a_new_set_keeps_the_level_and_one_of_nothing_takes_it_back_by_name():
    other = changed()
    best = extend(other, seen(20, 1.0, activity="a1"), HARDER)
    assert best.level("s1") == 4
    assert "s1" not in best.falls
    poor = extend(other, seen(20, 0.0, activity="a1"), HARDER)
    fall = poor.falls["s1"]
    assert (fall.before, fall.after, fall.cause, fall.activity_id) == (4, poor.level("s1"), "result", "a1")
    assert fall.after < 4


def test_a_result_takes_no_more_levels_than_it_took_itself():
    assert follows(4, 1, 1, -0.1) == 3
    assert follows(4, 3, 2, -0.1) == 3
    assert follows(4, 3, 1, -0.1) == 2
    assert follows(4, 2, 2, -0.01) == 4
    assert follows(2, 4, 4, -0.1) == 2
    assert follows(2, 4, 4, 0.01) == 4
    assert follows(None, None, 3, 0.0) == 3
    assert follows(4, 4, None, -0.1) is None


def test_however_long_ago_a_full_result_takes_nothing_back():
    log = good(8)
    assert fold(log, SHARP).level("s1") == 4
    for days in (100, 1000, 4000):
        after = fold([*log, seen(days, 1.0, activity="a1")], SHARP)
        assert (after.level("s1"), after.falls) == (4, {})


def test_a_result_that_comes_in_late_and_results_that_are_taken_away_are_named_as_the_cause():
    log = good(5)
    state = fold(log, SHARP)
    bad = [seen(100 + n, 0.0, activity="a1", hours=-24 * n) for n in range(1, 9)]
    late = again(log, bad, state, SHARP, SHARP, same=True)
    assert late.level("s1") < 4
    assert (late.falls["s1"].cause, late.falls["s1"].at) == ("late", NOW.timestamp())
    assert late.falls["s1"].statement_id in {one.statement_id for one in bad}
    less = again([*log[:1], *good(2, 30, 0.3)], [], state, SHARP, SHARP, same=True)
    assert less.level("s1") < 4
    assert less.falls["s1"].cause == "counted"


def test_what_the_teacher_reads_of_a_fall_is_true_at_every_later_moment():
    by_latest = Inputs(settings=Settings(rule=Rule("latest")))
    state = fold([seen(0, 1.0), seen(1, 0.0)], by_latest)
    now = for_teacher(read(state, "s1", NOW, by_latest), by_latest.settings)
    assert (now[1].code, now[1].args["from"], now[1].args["to"]) == ("fell", 4, 1)
    later = extend(state, seen(2, 0.45), by_latest)
    told = for_teacher(read(later, "s1", NOW, by_latest), by_latest.settings)
    assert (told[1].code, told[1].args["from"], told[1].args["to"]) == ("fell_before", 4, 1)
    assert (told[1].args["earned"], told[1].args["at"]) == (0.0, START + timedelta(days=1))
    back = extend(later, seen(3, 1.0), by_latest)
    assert read(back, "s1", NOW, by_latest).fell is None


def test_a_level_that_differs_from_the_estimate_says_which_stands_and_which_is_proposed():
    other = changed()
    found = read(other, "s1", START + timedelta(days=5), HARDER)
    reason = for_teacher(found, HARDER.settings)[-1]
    assert (reason.code, reason.args["level"], reason.args["proposed"]) == ("stands", 4, found.estimated)


def test_a_fall_keeps_the_best_level_until_that_is_reached_again():
    falls: dict[str, Fall] = {}
    for before, after in ((4, 3), (3, 1), (1, 3)):
        tell(falls, "s1", before, after, Fall(0, 0, 0, 1.0))
    assert (falls["s1"].best, falls["s1"].before, falls["s1"].after) == (4, 3, 1)
    tell(falls, "s1", 3, 4, Fall(0, 0, 0, 1.0))
    assert falls == {}
