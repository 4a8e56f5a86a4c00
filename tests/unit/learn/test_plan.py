"""The three cards (mastery.md 6.2; ux.md U50)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.learn.estimate import belief
from gateway.learn.fold import fold
from gateway.learn.graph import Graph
from gateway.learn.library import Activity, Library
from gateway.learn.mastery import read, review_at
from gateway.learn.plan import CARDS, plan
from gateway.learn.policy import Fitting
from gateway.learn.settings import Inputs
from gateway.learn.state import LearnerState
from gateway.learn.view import Guidance, View
from gateway.learn.zone import Zone
from tests.unit.learn.worlds import CHAIN, INPUTS, SHARP, START, libraries, logs, seen

NOW = START + timedelta(days=15)
NEW = LearnerState.empty(INPUTS.params.hyper)
IDS = st.sampled_from([f"a{n}" for n in range(7)])
GUIDANCE = st.builds(
    Guidance,
    pins=st.lists(IDS, max_size=3, unique=True).map(tuple),
    forbids=st.frozensets(IDS, max_size=3),
    settled=st.frozensets(st.sampled_from(CHAIN.order), max_size=2),
)
LIBRARY = Library(
    tuple(
        Activity(f"{style}-{standard}", (standard,), style, 10)
        for standard in CHAIN.order
        for style in ("try", "paper")
    ),
    CHAIN.order,
    CHAIN,
)


def done_well_today(state: LearnerState, activity: str, now: datetime) -> bool:
    done = state.done(activity)
    return done is not None and done.score >= 0.75 and now.timestamp() - done.at < 86400


def worn(state: LearnerState, library: Library, activity: str, now: datetime) -> bool:
    done = state.done(activity)
    if done is None or done.times < 2 or done.score >= 0.5 or now.timestamp() - done.at > 14 * 86400:
        return False
    records = [state.records[one] for one in library.by_id[activity].standards if one in state.records]
    return not any(one.at > done.at and one.earned >= 0.75 for each in records for one in each.contributions)


def near(
    library: Library, state: LearnerState, guidance: Guidance, now: datetime, inputs: Inputs
) -> Iterator[set[str]]:
    """Yield the standards to choose from now, then what is known too, then what lies ahead too."""
    open_library = library.without(guidance.forbids)
    found = Fitting().standards(View(state, open_library, inputs, guidance, now, open_library))
    tier = {one.standard: one.tier for one in found}
    known = [one.standard for one in found if one.tier == "known"]
    fringe = {name for name, where in tier.items() if where == "fringe"}
    if len(fringe) == 1 and not any(read(state, name, now, inputs).state == "due" for name in known[:1]):
        ahead = next((one.standard for one in found if one.tier == "ahead"), None)
        yield fringe | ({ahead} if ahead else set())
        yield fringe | ({ahead} if ahead else set()) | set(known)
    elif fringe:
        due = {name for name in known[:1] if read(state, name, now, inputs).state == "due"}
        yield fringe | due
        yield fringe | set(known)
    else:
        yield {name for name, where in tier.items() if where == "ahead"}
    yield set(tier)


def best_spread(
    library: Library, state: LearnerState, guidance: Guidance, now: datetime, inputs: Inputs
) -> tuple[int, int, int]:
    """Try every set of cards: how many cards, and the most styles and standards (each at most 2) they can show."""
    course = set(library.standards)
    usable = [a for a in library.by_id.values() if a.id not in guidance.forbids]
    usable = [a for a in usable if not worn(state, library, a.id, now)] or usable
    fresh = [a for a in usable if not done_well_today(state, a.id, now)] or usable
    for standards in near(library, state, guidance, now, inputs):
        close = [a for a in fresh if standards.intersection(a.standards)]
        if len(close) >= CARDS:
            fresh = close
            break
    pins = [library.by_id[p] for p in guidance.pins if p in library.by_id and p not in guidance.forbids]
    pool = {a.id: a for a in (*pins, *fresh)}
    count = min(CARDS, len(pool))
    best = (0, 0)
    for group in combinations(pool.values(), count):
        if not {a.id for a in pins} <= {a.id for a in group}:
            continue
        styles = min(2, len({a.style for a in group}))
        choices = product(*([s for s in a.standards if s in course] for a in group))
        standards = max((min(2, len(set(each))) for each in choices), default=0)
        best = max(best, (styles + standards, styles))
    return count, best[0], best[1]


@settings(max_examples=400)
@given(libraries(), logs(12), GUIDANCE, st.sampled_from((INPUTS, SHARP)), st.sampled_from((0, 30, 31, 800)))
def test_cards_spread_over_styles_and_standards_whenever_the_library_allows(library, log, guidance, inputs, hours):
    now = START + timedelta(hours=hours)
    log = [each for each in log if each.timestamp <= now]
    state = fold(log, inputs)
    cards = plan(state, library, now, inputs, guidance)
    count, spread, _ = best_spread(library, state, guidance, now, inputs)
    assert len(cards) == len({card.activity for card in cards}) == count
    styles, standards = (len({getattr(card, name) for card in cards}) for name in ("style", "standard"))
    assert min(2, styles) + min(2, standards) == spread
    for card in cards:
        activity = library.by_id[card.activity]
        assert card.standard in activity.standards
        assert card.standard in library.standards
        assert card.activity not in guidance.forbids
        assert 0 < card.expected < 1
        if done_well_today(state, card.activity, now):
            assert card.kind == "review"
        names_a_result = {"activity", "earned", "at"} <= card.reason.args.keys()
        start = {"first_step", "basis_known", "likely_ready", "look_ahead", "known_already"}
        assert names_a_result or start & {card.reason.code, card.reason.args.get("because")}


@given(libraries(), logs(12), GUIDANCE)
def test_nobody_is_locked_out(library, log, guidance):
    cards = plan(fold(log, INPUTS), library, NOW, INPUTS, guidance)
    assert bool(cards) == any(name not in guidance.forbids for name in library.by_id)


@given(libraries(), logs(12), GUIDANCE)
def test_the_same_state_gives_the_same_cards(library, log, guidance):
    first, second = (plan(fold(each, INPUTS), library, NOW, INPUTS, guidance) for each in (log, log[::-1]))
    assert first == second


def test_a_new_learner_starts_where_nothing_is_needed():
    first, *others = plan(NEW, LIBRARY, NOW, INPUTS)
    assert (first.standard, first.kind, first.reason.code) == ("s1", "start", "first_step")
    assert first.reason.args == {"opens": 3}
    assert {card.reason.code for card in others if card.standard != "s1"} == {"look_ahead"}


def test_a_started_standard_names_activity_result_and_date():
    state = fold([seen(0, 0.75, activity="try-s1")], INPUTS)
    card = next(each for each in plan(state, LIBRARY, NOW, INPUTS) if each.standard == "s1")
    assert (card.activity, card.kind, card.reason.code) == ("paper-s1", "next", "more_evidence")
    assert (card.reason.args["activity"], card.reason.args["earned"]) == ("try-s1", 0.75)
    assert card.reason.args["at"] == START


def mastered(*standards: str):
    log = []
    for number in range(10):
        style = ("try", "paper")[number % 2]
        log += [
            seen(number * 10 + n, 1.0, activity=f"{style}-{s}", standards=(s,), hours=number * 30 + n)
            for n, s in enumerate(standards)
        ]
    return log


def test_what_is_mastered_gives_way_to_what_it_opens():
    cards = plan(fold(mastered("s1"), SHARP), LIBRARY, NOW, SHARP)
    assert (cards[0].standard, cards[0].kind, cards[0].reason.code) == ("s2", "start", "basis_known")
    assert cards[0].reason.args["basis"] == ("s1",)
    assert "s1" not in {card.standard for card in cards}


def test_a_standard_due_for_review_is_one_choice_and_not_the_first():
    cards = plan(fold(mastered("s1"), SHARP), LIBRARY, START + timedelta(days=60), SHARP)
    kinds = [card.kind for card in cards]
    assert (kinds.count("review"), kinds[0]) == (1, "start")
    review = cards[kinds.index("review")]
    assert (review.standard, review.reason.code) == ("s1", "refresh")


def test_what_a_teacher_called_mastered_long_ago_is_one_choice_to_look_back_at():
    state, settled = fold([], INPUTS), frozenset({"s1"})
    styles = ("try", "paper", "partner", "watch")
    library = Library(tuple(Activity(f"{n}-{s}", (s,), n) for s in CHAIN.order for n in styles), CHAIN.order, CHAIN)
    without = plan(state, library, NOW, INPUTS, Guidance(settled=settled))
    cards = plan(state, library, NOW, INPUTS, Guidance(settled=settled, review=settled))
    assert [one.standard for one in without if one.kind == "review"] == []
    assert [(one.standard, one.reason.code) for one in cards if one.kind == "review"] == [("s1", "known_already")]


def test_when_all_is_mastered_there_is_still_a_next_step():
    cards = plan(fold(mastered(*CHAIN.order), SHARP), LIBRARY, NOW, SHARP)
    assert len(cards) == 3
    assert {card.kind for card in cards} == {"review"}


def test_failure_on_what_builds_on_it_offers_the_prerequisite_as_support():
    log = [
        *mastered("s1"),
        *(seen(300 + n, 0.0, activity="try-s2", standards=("s2",), hours=310 + n) for n in range(9)),
    ]
    state = fold(log, INPUTS)
    state.records["s1"] = state.records["s1"]._replace(mastered=False, level=3)
    cards = plan(state, LIBRARY, NOW, INPUTS)
    support = next(card for card in cards if card.standard == "s1")
    assert (support.kind, support.reason.code, support.reason.args["standard"]) == ("support", "helps_with", "s2")
    stuck = next(card for card in cards if card.standard == "s2")
    assert (stuck.kind, stuck.reason.code, stuck.activity) == ("support", "another_way", "paper-s2")


def test_a_teachers_pin_comes_first_and_says_so():
    cards = plan(NEW, LIBRARY, NOW, INPUTS, Guidance(pins=("paper-s3",)))
    assert (cards[0].activity, cards[0].reason.code) == ("paper-s3", "teacher_pick")


def test_a_settled_standard_counts_as_known():
    cards = plan(NEW, LIBRARY, NOW, INPUTS, Guidance(settled=frozenset({"s1"})))
    assert (cards[0].standard, cards[0].reason.code) == ("s2", "basis_known")


def test_interests_decide_between_equals_only():
    liked = frozenset({"bikes"})
    activities = (
        Activity("plain", ("s1",), "try"),
        Activity("bike", ("s1",), "try", interests=liked),
        Activity("other", ("s2",), "try", interests=liked),
    )
    library = Library(activities, CHAIN.order, CHAIN)
    assert plan(NEW, library, NOW, INPUTS)[0].activity == "plain"
    assert plan(NEW, library, NOW, INPUTS, Guidance(interests=liked))[0].activity == "bike"


def test_what_was_begun_and_left_decides_between_equals():
    activities = (Activity("plain", ("s1",), "try"), Activity("begun", ("s1",), "try"), Activity("far", ("s2",), "try"))
    library = Library(activities, CHAIN.order, CHAIN)
    assert plan(NEW, library, NOW, INPUTS)[0].activity == "plain"
    assert plan(NEW, library, NOW, INPUTS, Guidance(begun=frozenset({"begun"})))[0].activity == "begun"


def test_a_goal_and_what_it_builds_on_come_first_among_equals():
    activities = tuple(Activity(f"do-{name}", (name,), "try") for name in "xyz")
    free = Library(activities, tuple("xyz"))
    cards = plan(NEW, free, NOW, INPUTS, Guidance(goal="y"))
    assert [card.standard for card in cards] == ["y", "x", "z"]
    beyond = Library(activities, tuple("xyz"), Graph({"far": frozenset({"y"})}))
    cards = plan(NEW, beyond, NOW, INPUTS, Guidance(goal="far"))
    assert [card.standard for card in cards] == ["y", "x", "z"]


def test_two_tries_that_did_not_work_out_bring_support_in_any_state_below_mastered():
    good = [seen(n, 1.0 if n % 3 else 0.8, activity=f"{('try', 'paper')[n % 2]}-s1") for n in range(5)]
    state = fold([*good, seen(5, 0.25, activity="try-s1"), seen(6, 0.25, activity="try-s1")], INPUTS)
    assert read(state, "s1", NOW, INPUTS).state == "near"
    card = next(each for each in plan(state, LIBRARY, NOW, INPUTS) if each.standard == "s1")
    assert (card.kind, card.activity) == ("support", "paper-s1")


def test_the_teachers_order_decides_between_equals():
    activities = tuple(Activity(f"do-{name}", (name,), "try") for name in "xyz")
    assert [card.standard for card in plan(NEW, Library(activities, tuple("zxy")), NOW, INPUTS)] == ["z", "x", "y"]


def test_a_prerequisite_nobody_can_practise_holds_nobody_up():
    library = Library((Activity("do", ("s2",), "try"),), CHAIN.order, CHAIN)
    assert [(card.kind, card.reason.code) for card in plan(NEW, library, NOW, INPUTS)] == [("start", "first_step")]


@pytest.mark.parametrize(("target", "chosen"), [(0.2, "hard"), (0.65, "core"), (0.9, "easy")])
def test_the_level_fits_the_expected_success(target, chosen):
    params = INPUTS.params
    hard = {"easy": (-2.0, 0.1), "core": (-0.3, 0.1), "hard": (3.0, 0.1)}
    inputs = type(INPUTS)(type(params)(activities=hard), CHAIN)
    library = Library(tuple(Activity(name, ("s1",), "try") for name in hard), ("s1",), CHAIN)
    assert plan(NEW, library, NOW, inputs, policy=Fitting(Zone(target=target)))[0].activity == chosen


def test_a_strong_learner_still_shows_each_standard_and_hears_why():
    log = [seen(n, 1.0, activity=f"a{n % 2}", weight=4.0) for n in range(12)]
    easy = replace(SHARP.params, standards={**SHARP.params.standards, "s2": (-1.0, 0.02)})
    inputs = replace(SHARP, params=easy)
    state = fold(log, inputs)
    assert belief(state, "s2", NOW.timestamp(), inputs) > 0.9
    first, second, _ = plan(state, LIBRARY, NOW, inputs)
    assert (first.standard, first.kind, first.reason.code) == ("s2", "start", "basis_known")
    assert (second.standard, second.reason.code, second.reason.args["basis"]) == ("s3", "likely_ready", ("s2",))


@given(libraries(), logs(20), GUIDANCE)
def test_what_failed_twice_is_not_offered_a_third_time_while_there_is_anything_else(library, log, guidance):
    state = fold(log, INPUTS)
    cards = plan(state, library, NOW, INPUTS, guidance)
    others = [a for a in library.by_id if a not in guidance.forbids and not worn(state, library, a, NOW)]
    again = {card.activity for card in cards if worn(state, library, card.activity, NOW)} - set(guidance.pins)
    assert not again or not others


def test_two_tries_that_did_not_work_out_bring_the_easiest_other_step_as_support():
    ways = tuple(Activity(f"{level}-s1", ("s1",), "try", 10, level) for level in ("hard", "core", "easy"))
    library = Library((*LIBRARY.activities, *ways), CHAIN.order, CHAIN)
    state = fold([seen(n, 0.25, activity="try-s1") for n in range(2)], INPUTS)
    card = next(each for each in plan(state, library, NOW, INPUTS) if each.standard == "s1")
    assert (card.activity, card.kind, card.reason.code) == ("easy-s1", "support", "another_way")


@settings(max_examples=60)
@given(libraries(), st.lists(st.tuples(st.integers(0, 2), st.sampled_from((0.0, 0.4, 1.0))), max_size=30), GUIDANCE)
def test_whoever_follows_the_cards_always_comes_to_a_next_one(library, walk, guidance):
    state, now = LearnerState.empty(INPUTS.params.hyper), START
    offered = any(name not in guidance.forbids for name in library.by_id)
    for number, (pick, score) in enumerate(walk):
        cards = plan(state, library, now, INPUTS, guidance)
        assert bool(cards) == offered
        if not cards:
            return
        card, now = cards[pick % len(cards)], now + timedelta(minutes=20)
        standards = tuple(sorted(library.by_id[card.activity].standards))
        hours = (now - START) / timedelta(hours=1)
        state = fold([seen(number, score, activity=card.activity, standards=standards, hours=hours)], INPUTS, state)


def test_a_step_that_a_teacher_gave_is_shown_although_it_lies_outside_of_what_is_open():
    opened = Library(tuple(one for one in LIBRARY.activities if one.standards == ("s1",)), ("s1",), CHAIN)
    cards = plan(NEW, opened, NOW, INPUTS, Guidance(pins=("try-s3",)), course=LIBRARY)
    assert cards[0].activity == "try-s3"
    assert cards[0].reason.code == "teacher_pick"
    assert {card.standard for card in cards[1:]} == {"s1"}


def test_a_wish_hides_activities_and_takes_no_prerequisite_away():
    short = frozenset({"try-s2", "paper-s2"})
    cards = plan(NEW, LIBRARY, NOW, INPUTS, Guidance(only=short))
    assert {card.activity for card in cards} == short
    assert {card.reason.code for card in cards} == {"look_ahead"}


def test_what_lies_ahead_waits_while_there_is_enough_to_do_now():
    more = tuple(Activity(f"more{n}-s1", ("s1",), "try", 10) for n in range(2))
    cards = plan(NEW, Library((*LIBRARY.activities, *more), CHAIN.order, CHAIN), NOW, INPUTS)
    assert {card.standard for card in cards} == {"s1", "s2"}
    roots = Library((*LIBRARY.activities, Activity("do-z", ("z",), "try")), ("s1", "z", "s2", "s3", "s4"), CHAIN)
    assert {card.standard for card in plan(NEW, roots, NOW, INPUTS)} == {"s1", "z"}


def test_a_mastered_standard_that_is_doubted_is_work_again_and_time_alone_is_no_doubt():
    state = fold(mastered("s1", "s2"), SHARP)
    assert state.records["s1"].mastered
    year = NOW + timedelta(days=365)
    assert all(card.kind == "review" for card in plan(state, LIBRARY, year, SHARP) if card.standard == "s1")
    for number in range(12):
        state = fold([seen(200 + number, 0.0, activity="try-s2", standards=("s2",), hours=400 + number)], SHARP, state)
    assert state.blame["s1"]
    card = next(card for card in plan(state, LIBRARY, NOW, SHARP) if card.standard == "s1")
    assert (card.kind, card.reason.code) == ("support", "helps_with")


def test_what_failed_twice_rests_for_two_weeks_or_until_something_else_worked_out():
    library = Library(tuple(Activity(f"a{n}", ("s1",), "try", 10) for n in range(5)), ("s1",), CHAIN)
    state = fold([seen(n, 0.0, activity="a0", hours=n) for n in range(2)], INPUTS)
    view = View(state, library, INPUTS, Guidance(), START + timedelta(days=13), library)
    assert view.worn("a0")
    assert not replace(view, as_of=START + timedelta(days=15)).worn("a0")
    helped = fold([seen(5, 1.0, activity="a1", hours=5)], INPUTS, state)
    assert not replace(view, state=helped).worn("a0")


def test_looks_back_that_work_out_come_further_and_further_apart():
    state, at = fold(mastered("s1"), SHARP), START + timedelta(hours=300)
    found = []
    for number in range(4):
        due = review_at(state, "s1", SHARP.settings)
        found.append(round((due - at.timestamp()) / 86400))
        at = datetime.fromtimestamp(due + 60, UTC)
        hours = (at - START) / timedelta(hours=1)
        state = fold([seen(300 + number, 1.0, activity="try-s1", hours=hours)], SHARP, state)
    assert [round(after / before) for before, after in pairwise(found[1:])] == [2, 2]
