"""One result that content tells several times counts once: whatever comes first, in one reading or in many."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.learn.repeats import VERBS, Outcome, repeated

PASSED, FAILED, COMPLETED, MASTERED, SCORED = VERBS
OF = ("registration", "activity")
OUTCOMES = st.lists(
    st.builds(
        Outcome, st.integers(0, 10**6), st.sampled_from([OF, ("registration", "other"), ("another", "activity")]),
        st.sampled_from(VERBS), st.sampled_from([0.0, 0.4, 0.401, 0.9, 1.0]), st.booleans(),
    ),
    max_size=12, unique_by=lambda one: one.seq,
)  # fmt: skip


def told(*outcomes: tuple[str, float] | tuple[str, float, bool]) -> list[str]:
    """Return the last words of the verbs that count, with their scores."""
    made = [Outcome(n, OF, one[0], one[1], one[2] if len(one) > 2 else True) for n, one in enumerate(outcomes)]
    again = repeated(made)
    return [f"{one.verb.rpartition('/')[2]} {one.earned}" for one in made if one.seq not in again]


def test_passed_and_completed_with_the_same_score_are_one_result() -> None:
    assert told((PASSED, 0.8), (COMPLETED, 0.8)) == ["passed 0.8"]
    assert told((COMPLETED, 0.07), (FAILED, 1 / 15)) == [f"failed {1 / 15}"]
    assert told((SCORED, 0.5), (MASTERED, 0.5), (COMPLETED, 0.5)) == ["completed 0.5"]


def test_what_has_a_score_is_better_informed_than_what_says_success_alone() -> None:
    assert told((PASSED, 1.0, False), (COMPLETED, 0.8)) == ["completed 0.8"]
    assert told((PASSED, 1.0, False), (COMPLETED, 1.0, False)) == ["passed 1.0"]


def test_several_tries_and_other_scores_are_results_of_their_own() -> None:
    tries = ((FAILED, 0.4), (FAILED, 0.4), (PASSED, 0.9))
    assert told(*tries, (COMPLETED, 0.9), (COMPLETED, 0.4), (COMPLETED, 0.6)) == [
        "failed 0.4", "failed 0.4", "passed 0.9", "completed 0.6",
    ]  # fmt: skip
    assert told((COMPLETED, 0.5), (COMPLETED, 0.5)) == ["completed 0.5", "completed 0.5"]


@given(OUTCOMES, st.randoms(use_true_random=False))
def test_the_order_in_which_they_come_changes_nothing(outcomes, random) -> None:
    mixed = list(outcomes)
    random.shuffle(mixed)
    assert repeated(mixed) == repeated(outcomes)


@given(OUTCOMES, st.integers(0, 12))
def test_read_in_two_parts_the_same_ones_stand_as_read_at_once(outcomes, cut) -> None:
    again = repeated(outcomes[:cut])
    kept = [one for one in outcomes[:cut] if one.seq not in again]
    again |= repeated([*kept, *outcomes[cut:]])
    assert again == repeated(outcomes)


@given(OUTCOMES)
def test_of_each_result_one_stands(outcomes) -> None:
    again = repeated(outcomes)
    kept = [one for one in outcomes if one.seq not in again]
    assert {one.of for one in kept} == {one.of for one in outcomes}
    assert repeated(kept) == set()
