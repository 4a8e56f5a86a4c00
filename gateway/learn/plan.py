"""The three cards a learner chooses from: the policy's order, spread over styles and standards.

*Offers* are the pairs (activity, standard of the course it serves) that are not forbidden, were not done well in the
last day, and did not fail twice: the same thing a third time helps nobody. When nothing else is left, what was done
well becomes an offer for review, and at the very end what failed one again. The library *allows* a spread when some
set of at most three different activities, the teacher's pins among them, can be shown on standards of theirs so that
two styles and two standards occur; then the cards do so too. Each of the two is kept alone where both cannot be had.
A learner always gets a card while the library holds one activity of the course that is not forbidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal

from gateway.learn.estimate import belief
from gateway.learn.explain import Reason, for_card
from gateway.learn.fold import GOOD
from gateway.learn.library import Activity, Library
from gateway.learn.mastery import LOW, SUPPORTED, Judgement, Mastery, judged, read, touched_at
from gateway.learn.policy import Candidate, Policy, Situation, nearest, ranked
from gateway.learn.settings import DAY, Inputs
from gateway.learn.state import LearnerState, Record
from gateway.learn.tracer import Ground, damped, ground, on_top

CARDS: Final = 3
EASE: Final = MappingProxyType({"easy": 0, "core": 1, "hard": 2})
"""Levels of authors, the easiest first."""
_SETTLED: Final = Judgement("level", 4)
Kind = Literal["next", "review", "start", "support"]


@dataclass(frozen=True, slots=True)
class Guidance:
    """What people decide for one learner: pins and forbids (activity ids), settled standards, interests."""

    pins: tuple[str, ...] = ()
    forbids: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()
    interests: frozenset[str] = frozenset()


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


@dataclass(slots=True)
class _Desk:
    """Everything one planning looks at, worked out once."""

    state: LearnerState
    library: Library
    inputs: Inputs
    guidance: Guidance
    policy: Policy
    as_of: datetime
    expected: dict[str, float] = field(default_factory=dict)
    grounds: dict[tuple[str, ...], Ground] = field(default_factory=dict)
    mastery: dict[str, Mastery] = field(default_factory=dict)

    def expect(self, activity: Activity) -> float:
        found = self.expected.get(activity.id)
        if found is None:
            trace, params = self.state.trace, self.inputs.params
            base = self.grounds.get(activity.standards)
            if base is None:
                standards = tuple(sorted(set(activity.standards)))
                base = self.grounds[activity.standards] = ground(trace, params, standards, self.as_of.timestamp())
            eta, spread, _repeat = on_top(trace, params, activity.id, base)
            found = self.expected[activity.id] = damped(eta, spread)[1]
        return found

    def read(self, standard: str) -> Mastery:
        if standard not in self.mastery:
            self.mastery[standard] = read(self.state, standard, self.as_of, self.inputs)
        return self.mastery[standard]

    def worn(self, activity: str) -> bool:
        """Say whether an activity was done twice or more and last did not work out."""
        done = self.state.done(activity)
        return done is not None and done.times >= SUPPORTED and done.score < LOW

    def done_well_today(self, activity: str) -> bool:
        done = self.state.done(activity)
        return (
            done is not None and done.at is not None and done.score >= GOOD and self.as_of.timestamp() - done.at < DAY
        )


def plan(
    state: LearnerState,
    library: Library,
    as_of: datetime,
    inputs: Inputs,
    guidance: Guidance | None = None,
    policy: Policy | None = None,
) -> tuple[Card, ...]:
    """Return up to three cards, best first; the same arguments give the same cards."""
    guidance = guidance or Guidance()
    open_library = library.without(guidance.forbids)
    desk = _Desk(state, open_library, inputs, guidance, policy or Policy(), as_of)
    candidates = {each.standard: each for each in _candidates(desk)}
    chosen = _spread(_choose(desk, tuple(candidates)))
    return tuple(_card(desk, offer, candidates[offer.standard]) for offer in chosen)


def situation(state: LearnerState, standards: Sequence[str], as_of: datetime, inputs: Inputs) -> Situation:
    """Return what the policy sees of a learner: mastered standards are known until they are due for review."""
    at = as_of.timestamp()
    return Situation(
        beliefs={name: belief(state, name, at, inputs) for name in standards},
        touched={name: touched_at(state, name) or 0.0 for name in standards},
        last=frozenset(state.last_standards),
        settled=frozenset(name for name in standards if state.records.get(name, Record()).mastered),
        proven_only=True,
    )


def _candidates(desk: _Desk) -> list[Candidate]:
    library = desk.library
    now = situation(desk.state, library.served, desk.as_of, desk.inputs)
    now = replace(now, settled=now.settled | desk.guidance.settled)

    def expected(standard: str) -> float:
        pairs = [(each.id, desk.expect(each)) for each in library.by_standard[standard]]
        best = nearest(desk.policy.target, pairs)
        return desk.expected[best] if best is not None else 0.0

    found = ranked(library.graph, library.served, now, desk.policy, expected)
    return _with_reviews(desk, found)


def _with_reviews(desk: _Desk, found: list[Candidate]) -> list[Candidate]:
    """Put the standard longest due for review in third place: a look back is a choice, never the whole plan."""
    due = [each for each in found if each.tier == "known" and desk.read(each.standard).state == "due"]
    fringe = [each for each in found if each.tier == "fringe"]
    if not due or not fringe:
        return found
    head = fringe[: CARDS - 1]
    taken = {each.standard for each in head} | {due[0].standard}
    return [*head, due[0], *(each for each in found if each.standard not in taken)]


def _choose(desk: _Desk, order: tuple[str, ...]) -> list[_Offer]:
    offers = _offers(desk, order)
    chosen = _pinned(desk, order)
    while len(chosen) < CARDS:
        taken = {one.activity.id for one in chosen}
        left = [each for each in offers if each.activity.id not in taken]
        if not left:
            break
        chosen.append(_next(left, chosen))
    return chosen


def _next(left: list[_Offer], chosen: list[_Offer]) -> _Offer:
    """Take the best offer on a new standard; the last place must bring in what is still missing."""
    standards = {each.standard for each in chosen}
    styles = {each.activity.style for each in chosen}
    last = len(chosen) == CARDS - 1
    style_missing = last and len(styles) < 2
    standard_missing = last and len(standards) < 2

    best: tuple[tuple[int, bool], _Offer] | None = None
    for offer in left:
        same_style = style_missing and offer.activity.style in styles
        same_standard = standard_missing and not set(offer.serves) - standards
        rank = (same_style + same_standard, offer.standard in standards)
        if best is None or rank < best[0]:
            best = rank, offer
        if rank == (0, False):  # nothing further down is better
            break
    return best[1] if best is not None else left[0]


def _offers(desk: _Desk, order: tuple[str, ...]) -> list[_Offer]:
    """Return all offers in order of preference: by standard, within it by fitting activity."""
    alike = {one.standards for one in desk.library.by_id.values()}
    serves = {standards: _serves(standards, order) for standards in alike}
    every = [
        _Offer(activity, standard, serves[activity.standards])
        for standard in order
        for activity in _fitting(desk, standard)
    ]
    unworn = [each for each in every if not desk.worn(each.activity.id)]
    fresh = [each for each in unworn if not desk.done_well_today(each.activity.id)]
    return fresh or unworn or every


def _fitting(desk: _Desk, standard: str) -> list[Activity]:
    """Sort a standard's activities: a new one while the evidence needs a second, then by fit, novelty, interest.

    After two tries that did not work out: another one than those, the easiest first.
    """
    record = desk.state.records.get(standard, Record())
    needs_other = 0 < len(record.activities) < desk.inputs.settings.activities
    times_of = desk.state.times
    last = record.contributions[-1] if record.contributions else None
    stumbled = last is not None and last.earned < LOW and desk.read(standard).stumbled

    def rank(activity: Activity) -> tuple[bool, int, float, int, int]:
        # Differences in fit below a twentieth are smaller than what we know about an activity.
        misfit = round(20 * abs(desk.expect(activity) - desk.policy.target)) / 20
        times = times_of(activity.id)
        liked = len(desk.guidance.interests & activity.interests)
        ease = EASE.get(activity.level, 1) if stumbled else 0
        other = needs_other or stumbled
        return (other and activity.id in record.activities, ease, misfit, times, -liked)

    return sorted(desk.library.by_standard[standard], key=rank)


def _serves(standards: tuple[str, ...], order: tuple[str, ...]) -> tuple[str, ...]:
    if len(standards) == 1:
        return standards if standards[0] in order else ()
    return tuple(name for name in order if name in standards)


def _pinned(desk: _Desk, order: tuple[str, ...]) -> list[_Offer]:
    found: list[_Offer] = []
    for pin in dict.fromkeys(desk.guidance.pins):
        activity = desk.library.by_id.get(pin)
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


def _card(desk: _Desk, offer: _Offer, candidate: Candidate) -> Card:
    activity, standard = offer.activity, offer.standard
    mastery = desk.read(standard)
    kind = _kind(desk, offer, candidate)
    blamed_by = tuple(desk.read(name) for name in sorted(desk.state.blame.get(standard, ())))
    graph = desk.library.graph
    basis = tuple(desk.read(name) for name in graph.by_order(graph.before(standard)))
    basis = tuple(judged(each, _SETTLED if each.standard in desk.guidance.settled else None) for each in basis)
    reason = for_card(kind, mastery, blamed_by, basis, candidate.opens, candidate.tier == "fringe")
    if activity.id in desk.guidance.pins:
        reason = Reason("teacher_pick", {"because": reason.code, **reason.args})
    return Card(activity.id, standard, activity.style, activity.minutes, desk.expect(activity), reason, kind)


def _kind(desk: _Desk, offer: _Offer, candidate: Candidate) -> Kind:
    if candidate.tier == "known" or desk.done_well_today(offer.activity.id):
        return "review"
    mastery = desk.read(offer.standard)
    if offer.standard in desk.state.blame or mastery.stumbled or mastery.stuck:
        return "support"
    return "start" if mastery.n == 0 else "next"
