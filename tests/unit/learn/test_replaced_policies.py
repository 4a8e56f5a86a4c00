"""A course's policy is replaced by a class of two methods; what it may not touch holds under any."""

import pytest
from hypothesis import given, settings

from gateway.learn.fold import fold
from gateway.learn.plan import plan
from gateway.learn.policy import Fitting, InOrder, Playlist, policy_of
from tests.unit.learn.test_plan import GUIDANCE, LIBRARY, NEW, NOW, mastered, worn
from tests.unit.learn.worlds import INPUTS, SHARP, libraries, logs, seen


class Backwards:
    """A policy of somebody else's: the last standard first."""

    spread, because = False, "on_list"

    def standards(self, view):
        return Fitting().standards(view)

    def offers(self, view, standards):
        return [(one, each.standard) for each in standards for one in view.to_offer(each.standard)][::-1]


class Nothing(Backwards):
    """A policy that offers nothing."""

    def offers(self, view, standards):  # noqa: ARG002 - whatever there is
        return []


@pytest.mark.parametrize("policy", [InOrder(), Playlist(), Backwards(), Nothing()])
@settings(max_examples=60)
@given(library=libraries(), log=logs(20), guidance=GUIDANCE)
def test_no_policy_leaves_a_learner_without_a_step_or_offers_what_failed_twice(policy, library, log, guidance):
    state = fold(log, INPUTS)
    cards = plan(state, library, NOW, INPUTS, guidance, policy)
    left = [a for a in library.by_id if a not in guidance.forbids]
    assert bool(cards) == bool(left)
    again = {card.activity for card in cards if worn(state, library, card.activity, NOW)} - set(guidance.pins)
    assert not again or all(worn(state, library, a, NOW) for a in left)


def test_in_order_stays_with_the_first_standard_until_it_is_mastered():
    first = plan(NEW, LIBRARY, NOW, INPUTS, policy=InOrder())
    assert [card.standard for card in first] == ["s1", "s1", "s2"]
    assert {card.style for card in first[:2]} == {"try", "paper"}
    after = plan(fold(mastered("s1"), SHARP), LIBRARY, NOW, SHARP, policy=InOrder())
    assert [card.standard for card in after] == ["s2", "s2", "s3"]


def test_a_playlist_is_followed_whatever_the_results():
    listed = Playlist(("paper-s3", "try-s1", "paper-s1"))
    first = plan(NEW, LIBRARY, NOW, INPUTS, policy=listed)
    assert [card.activity for card in first] == ["paper-s3", "try-s1", "paper-s1"]
    assert {card.reason.code for card in first} == {"on_list"}
    state = fold([seen(0, 0.2, activity="paper-s3", standards=("s3",))], INPUTS)
    following = plan(state, LIBRARY, NOW, INPUTS, policy=listed)
    assert [card.activity for card in following] == ["try-s1", "paper-s1", "try-s2"]


def test_policies_are_chosen_by_key_and_an_unknown_one_is_the_first():
    assert policy_of({}) == policy_of({"policy": "gone"}) == Fitting()
    assert policy_of({"policy": "in-order"}) == InOrder()
    assert policy_of({"policy": "playlist", "playlist": ["a", "b"]}) == Playlist(("a", "b"))
