"""The three cards a learner chooses from: the policy's order, spread over styles and standards.

*Offers* are the pairs (activity, standard of the course it serves) that the policy puts in order, of those that are not
forbidden, were not done well in the last day, and do not rest because they failed twice: the same thing a third time
helps nobody. When nothing else is left, what was done well becomes an offer for review, and at the very end what failed
one again. Where the policy spreads, the offers *allow* a spread when some set of at most three different activities,
the teacher's pins among them, can be shown on standards of theirs so that two styles and two standards occur; then the
cards do so too. Each of the two is kept alone where both cannot be had.
A learner always gets a card while the library holds one activity of the course that is not forbidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from gateway.learn.explain import Reason, for_card
from gateway.learn.library import Activity, Library
from gateway.learn.mastery import Judgement, judged
from gateway.learn.policy import CARDS, Fitting, Policy
from gateway.learn.settings import Inputs
from gateway.learn.state import LearnerState
from gateway.learn.view import Guidance, View
from gateway.learn.zone import Candidate

_SETTLED: Final = Judgement("level", 4)
_FITTING: Final = Fitting()
Kind = Literal["next", "review", "start", "support"]


@dataclass(frozen=True, slots=True)
class Card:
    """One choice: an activity for a standard, with the score 0..1 to expect and why it is offered."""

    activity: str
    standard: str
    style: str
    minutes: int | None
    expected: float
    reason: Reason
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Offer:
    activity: Activity
    standard: str
    serves: tuple[str, ...]


def plan(
    state: LearnerState,
    library: Library,
    as_of: datetime,
    inputs: Inputs,
    guidance: Guidance | None = None,
    policy: Policy = _FITTING,
    course: Library | None = None,
) -> tuple[Card, ...]:
    """Return up to three cards, best first; the same arguments give the same cards.

    `library` is what is open to the learner, `course` everything else that a pin may come from.
    """
    guidance = guidance or Guidance()
    mine = library.without(guidance.forbids)
    view = View(state, mine, inputs, guidance, as_of, mine if course is None else course.without(guidance.forbids))
    candidates = {each.standard: each for each in policy.standards(view)}
    chosen = _choose(view, policy, candidates)
    chosen = _spread(chosen) if policy.spread else chosen
    return tuple(_card(view, policy, offer, candidates) for offer in chosen)


def _choose(view: View, policy: Policy, candidates: Mapping[str, Candidate]) -> list[_Offer]:
    order = (*candidates, *(name for name in view.course.served if name not in candidates))
    alike = {one.standards for one in view.library.by_id.values()}
    serves = {standards: _serves(standards, order) for standards in alike}
    wanted = [pair for pair in policy.offers(view, tuple(candidates.values())) if pair[0].id in view.offerable]
    wanted = wanted or [(one, name) for name in order for one in view.to_offer(name)]
    offers = [_Offer(one, name, serves[one.standards]) for one, name in wanted]
    chosen = _pinned(view, order)
    while len(chosen) < CARDS:
        taken = {one.activity.id for one in chosen}
        left = [each for each in offers if each.activity.id not in taken]
        if not left:
            break
        chosen.append(_next(left, chosen) if policy.spread else left[0])
    return chosen


def _next(left: list[_Offer], chosen: list[_Offer]) -> _Offer:
    """Take the best offer on a new standard; the last places must bring in what is still missing."""
    standards = {each.standard for each in chosen}
    styles = {each.activity.style for each in chosen}
    shown = set().union(*(each.serves for each in chosen))  # a card can be shown on another of its standards
    style_missing, standard_missing = len(styles) == 1, len(shown) == 1
    spare = CARDS - len(chosen) - 1  # places after this one, each of which can bring in one of the two

    best: tuple[tuple[int, bool], _Offer] | None = None
    for offer in left:
        same_style = style_missing and offer.activity.style in styles
        same_standard = standard_missing and not set(offer.serves) - shown
        rank = (max(0, same_style + same_standard - spare), offer.standard in standards)
        if best is None or rank < best[0]:
            best = rank, offer
        if rank == (0, False):  # nothing further down is better
            break
    return best[1] if best is not None else left[0]


def _serves(standards: tuple[str, ...], order: tuple[str, ...]) -> tuple[str, ...]:
    if len(standards) == 1:
        return standards if standards[0] in order else ()
    return tuple(name for name in order if name in standards)


def _pinned(view: View, order: tuple[str, ...]) -> list[_Offer]:
    found: list[_Offer] = []
    for pin in dict.fromkeys(view.guidance.pins):
        activity = view.course.by_id.get(pin)
        if activity is not None and len(found) < CARDS:
            taken = {each.standard for each in found}
            serves = _serves(activity.standards, order)
            found.append(_Offer(activity, next((name for name in serves if name not in taken), serves[0]), serves))
    return found


def _spread(chosen: list[_Offer]) -> list[_Offer]:
    """Show an activity on another of its standards where that is what makes two standards occur."""
    if len(chosen) < 2 or len({each.standard for each in chosen}) > 1:
        return chosen
    only = chosen[0].standard
    for place in range(len(chosen) - 1, -1, -1):
        offer = chosen[place]
        other = [name for name in offer.serves if name != only]
        if other:
            return [*chosen[:place], replace(offer, standard=other[0]), *chosen[place + 1 :]]
    return chosen


def _card(view: View, policy: Policy, offer: _Offer, candidates: Mapping[str, Candidate]) -> Card:
    activity, standard = offer.activity, offer.standard
    candidate = candidates.get(standard, Candidate(standard, "fringe", 0.0, 0))  # a pin from outside of what is open
    mastery = view.read(standard)
    kind = _kind(view, offer, candidate)
    blamed_by = tuple(view.read(name) for name in sorted(view.state.blame.get(standard, ())))
    graph = view.library.graph if standard in candidates else view.course.graph
    basis = tuple(view.read(name) for name in graph.by_order(graph.before(standard)))
    basis = tuple(judged(each, _SETTLED if each.standard in view.guidance.settled else None) for each in basis)
    reason = for_card(kind, mastery, blamed_by, basis, candidate.opens, candidate.tier == "fringe")
    if activity.id in view.guidance.pins:
        reason = Reason("teacher_pick", {"because": reason.code, **reason.args})
    elif policy.because and not view.state.times(activity.id):
        reason = Reason(policy.because, {"because": reason.code, **reason.args})
    return Card(activity.id, standard, activity.style, activity.minutes, view.expect(activity), reason, kind)


def _kind(view: View, offer: _Offer, candidate: Candidate) -> Kind:
    if candidate.tier == "known" or view.done_well_today(offer.activity.id):
        return "review"
    mastery = view.read(offer.standard)
    if offer.standard in view.state.blame or mastery.stumbled or mastery.stuck:
        return "support"
    return "start" if mastery.n == 0 else "next"
