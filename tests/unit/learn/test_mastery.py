"""What a state says on a day, and what is delivered of it (mastery.md 2.4; design.md 1, rule 2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.learn.explain import for_teacher
from gateway.learn.fold import fold
from gateway.learn.grading import comment, points
from gateway.learn.mastery import Judgement, judged, read
from gateway.learn.settings import Settings
from gateway.learn.state import LearnerState
from tests.unit.learn.worlds import INPUTS, SHARP, START, logs, seen

LATER = START + timedelta(days=12)


def after(*scores: float, inputs=SHARP, as_of=LATER, activities=2):
    log = [seen(n, score, activity=f"a{n % activities}") for n, score in enumerate(scores)]
    return read(fold(log, inputs), "s1", as_of, inputs)


def test_nothing_is_known_before_the_first_result():
    found = read(LearnerState.empty(INPUTS.params.hyper), "s1", START, INPUTS)
    assert (found.state, found.level, found.n, found.sureness, found.last_at) == ("none", None, 0, "early", None)
    assert found.low < found.p_ref < found.high


@pytest.mark.parametrize("scores", [(1.0,), (1.0, 1.0), (0.0, 0.0)])
def test_too_little_evidence_stays_blank(scores):
    found = after(*scores)
    assert (found.state, found.level, found.sureness) == ("few", None, "early")
    assert comment(found) is None
    assert points(found.level) is None


def test_three_results_of_one_activity_stay_blank():
    assert after(1.0, 1.0, 1.0, activities=1).state == "few"
    assert after(1.0, 1.0, 1.0).level is not None


@pytest.mark.parametrize(
    ("scores", "state", "level"),
    [((1.0,) * 8, "done", 4), ((0.85,) * 4, "near", 3), ((0.6,) * 4, "prog", 2), ((0.0,) * 8, "prog", 1)],
)
def test_levels_follow_the_evidence(scores, state, level):
    found = after(*scores)
    assert (found.state, found.level) == (state, level)


def test_mastered_becomes_due_after_the_review_interval_and_keeps_its_level():
    day = START + timedelta(days=7)
    assert after(*(1.0,) * 8, as_of=day + timedelta(days=14)).state == "done"
    late = after(*(1.0,) * 8, as_of=day + timedelta(days=14, seconds=1))
    assert (late.state, late.level) == ("due", 4)


def test_success_on_what_builds_on_it_is_a_look_back_too():
    log = [seen(n, 1.0, activity=f"a{n % 2}") for n in range(8)]
    log.append(seen(20, 1.0, standards=("s2",), activity="a5"))
    assert read(fold(log, SHARP), "s1", START + timedelta(days=30), SHARP).state == "done"


@given(logs(), st.sampled_from((INPUTS, SHARP)), st.integers(0, 400))
def test_time_alone_lowers_no_level(log, inputs, days):
    state = fold(log, inputs)
    first, later = (read(state, "s1", LATER + timedelta(days=more), inputs) for more in (0, days))
    assert later.level == first.level


def test_a_teachers_level_is_delivered_at_once_and_the_estimate_stays_beside_it():
    found = after(*(0.0,) * 8)
    pinned = judged(found, Judgement("level", 3))
    assert (pinned.state, pinned.level, pinned.set_by_teacher) == ("near", 3, True)
    assert pinned.p_ref == found.p_ref
    assert points(pinned.level) == 3
    assert judged(found, None) is found


def test_a_mastery_that_a_teacher_set_comes_up_for_review_and_keeps_its_level():
    found, set_at = after(), START + timedelta(days=1)
    judgement, later = Judgement("level", 4, set_at), set_at + timedelta(days=1)
    due = judged(found, judgement, late_before=later)
    assert (due.state, due.level, due.set_by_teacher) == ("due", 4, True)
    assert judged(found, judgement, late_before=set_at).state == "done"
    assert judged(replace(found, last_at=later), judgement, late_before=later).state == "done"
    assert judged(found, Judgement("level", 3, set_at), late_before=later).state == "near"
    assert judged(found, Judgement("excused", None, set_at), late_before=later).state == "exc"


def test_a_try_whose_answer_was_shown_did_not_work_out():
    shown = [replace(seen(n, 0.0, activity=f"a{n % 2}"), earned=1.0) for n in range(3)]
    found = read(fold(shown, SHARP), "s1", START + timedelta(days=4), SHARP)
    assert (found.low_tries, found.stumbled, found.stuck) == (3, True, True)
    helped = [replace(one, score=0.25) for one in shown[:1]]
    assert read(fold(helped, SHARP), "s1", START, SHARP).low_tries == 0


def test_excused_is_a_blank_cell():
    excused = judged(after(*(1.0,) * 8), Judgement("excused"))
    assert (excused.state, points(excused.level)) == ("exc", None)


def test_a_level_outside_the_four_is_refused():
    with pytest.raises(ValueError, match="1 to 4"):
        judged(after(1.0), Judgement("level", 5))


def test_comment_names_level_and_last_evidence():
    parts = comment(after(*(1.0,) * 8))
    assert (parts.state, parts.level, parts.pieces, parts.activities) == ("done", 4, 8, 2)
    assert (parts.activity_id, parts.earned, parts.at) == ("a1", 1.0, START + timedelta(days=7))


def test_a_level_that_fell_says_so():
    found = after(*(1.0,) * 8, *(0.0,) * 12, as_of=START + timedelta(days=30))
    assert found.fell is not None
    assert found.fell.best == 4
    assert "fell_before" in {each.code for each in for_teacher(found, SHARP.settings)}


def test_three_tries_without_moving_are_stuck():
    assert after(*(0.3,) * 3).stuck
    assert not after(*(0.3,) * 2).stuck
    assert not after(0.0, 0.3, 1.0, 1.0).stuck
    assert not after(*(1.0,) * 9).stuck


def test_stricter_courses_ask_for_more():
    strict = replace(SHARP, settings=Settings(aim=0.9))
    assert after(*(1.0,) * 4, inputs=strict).level < after(*(1.0,) * 4).level


@given(logs(), st.sampled_from((INPUTS, SHARP)), st.integers(0, 60))
def test_a_teacher_reads_at_most_three_reasons(log, inputs, days):
    found = read(fold(log, inputs), "s1", START + timedelta(days=days), inputs)
    reasons = for_teacher(found, inputs.settings)
    assert 1 <= len(reasons) <= 3
    assert len({each.code for each in reasons}) == len(reasons)
    assert 0 < found.low < found.p_ref < found.high < 1
    assert (reasons[0].code == "last_result") == (found.n > 0)


def test_reasons_name_the_last_result_and_what_is_missing():
    last, earlier, outlook = for_teacher(after(0.5, 0.75), SHARP.settings)
    assert (last.args["activity"], last.args["earned"], last.args["at"]) == ("a1", 0.75, START + timedelta(days=1))
    assert (earlier.code, earlier.args["tries"], earlier.args["highest"]) == ("earlier_results", 1, 0.5)
    assert outlook.code == "needs_evidence"
    assert (outlook.args["pieces"], outlook.args["of_pieces"]) == (2, 3)
