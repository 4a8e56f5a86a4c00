"""Which steps come next: the policy of a course, replaced by any class with the two methods of `Policy`.

A policy puts what may be offered in order. What may be offered, a teacher's picks, the number of cards and their
reasons are the plan's (`gateway.learn.plan`): no policy can hand out the same failed activity a third time, or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Protocol

from gateway.learn.library import Activity, Library
from gateway.learn.mastery import LOW
from gateway.learn.view import View
from gateway.learn.zone import TIERS, Candidate, Zone, nearest, ranked, tiers

EASE: Final = MappingProxyType({"easy": 0, "core": 1, "hard": 2})
"""Levels of authors, the easiest first."""

CARDS: Final = 3
"""How many choices a learner gets at most."""

Offer = tuple[Activity, str]
"""An activity, and the standard of the course for which it is offered."""


class Policy(Protocol):
    """What picks a learner's next steps; the same view gives the same answer."""

    @property
    def spread(self) -> bool:
        """Whether the cards are spread over styles and standards; else they come exactly as the offers do."""

    @property
    def because(self) -> str:
        """The code of what a card with something new says of the policy, empty where the evidence says it all."""

    def standards(self, view: View) -> list[Candidate]:
        """Return every standard that can be practised, best first, with the tier it stands in."""

    def offers(self, view: View, standards: Sequence[Candidate]) -> Sequence[Offer]:
        """Return the activities that may be offered (`View.to_offer`), best first, as `standards` were put in order.

        An activity may stand there more than once, for other standards.
        """


@dataclass(frozen=True)
class Fitting:
    """What fits each student best: ready standards, at a level that mostly works out, what is begun before the new."""

    zone: Zone = field(default_factory=Zone)
    spread: bool = True
    because: str = ""

    def standards(self, view: View) -> list[Candidate]:
        """Return the fringe by its worth, with a look back in third place; then what lies ahead and what is known."""
        library = view.library

        def expected(standard: str) -> float:
            pairs = {each.id: view.expect(each) for each in library.by_standard[standard]}
            best = nearest(self.zone.target, pairs.items())
            return pairs[best] if best is not None else 0.0

        return with_review(
            view, ranked(library.graph, library.served, view.situation(self.zone.ready), self.zone, expected)
        )

    def offers(self, view: View, standards: Sequence[Candidate]) -> list[Offer]:
        """Return each standard's activities in turn, by how well they fit.

        While the fringe has enough to choose from, nothing but it and a look back is offered; a fringe of a single
        standard has one that lies ahead beside it. Then what is known, first what the fringe builds on; whatever else
        lies ahead only where there is nothing else.
        """
        fringe = [each.standard for each in standards if each.tier == "fringe"]
        basis = {name for one in fringe for name in view.library.graph.before(one)}
        known = [each.standard for each in standards if each.tier == "known"]
        due = {name for name in known[:1] if view.read(name).state == "due"} if fringe else set()
        now = [each.standard for each in standards if each.tier == "fringe" or each.standard in due]
        later = sorted((name for name in known if name not in due), key=lambda name: name not in basis)
        ahead = [each.standard for each in standards if each.tier == "ahead"]
        if len(now) == 1:
            now, ahead = [*now, *ahead[:1]], ahead[1:]
        found: list[Offer] = []
        for names in (now, later, ahead) if fringe else (ahead, later):
            found += [(one, name) for name in names for one in fitting(view, name, self.zone.target)]
            if len({one.id for one, _name in found}) >= CARDS:
                break
        return found


@dataclass(frozen=True)
class InOrder:
    """One standard after the other as the teacher ordered them: the first that is not mastered comes first."""

    zone: Zone = field(default_factory=Zone)
    spread: bool = False
    because: str = ""

    def standards(self, view: View) -> list[Candidate]:
        """Return the standards in the teacher's order, those known at the end."""
        found = _tiers(view, self.zone)
        known = [each for each in found.values() if each.tier == "known"]
        todo = [found[name] for name in view.library.served if found[name].tier != "known"]
        return [*todo, *known]

    def offers(self, view: View, standards: Sequence[Candidate]) -> list[Offer]:
        """Return two ways to the first standard, a look back or a way to the second, and then all others."""
        rest = [(one, each.standard) for each in standards for one in fitting(view, each.standard, self.zone.target)]
        if not rest:
            return rest
        first = rest[0][1]
        mine = [offer for offer in rest if offer[1] == first]
        other = next((offer for offer in mine[1:] if offer[0].style != mine[0][0].style), None)
        two = [mine[0], other] if other is not None else mine[:2]
        due = [one for one in (each.standard for each in standards) if one != first and view.read(one).state == "due"]
        after = next((offer for offer in rest if offer[1] in due), None)
        after = after or next((offer for offer in rest if offer[1] != first), None)
        head = [*two, *([after] if after is not None else [])]
        return [*head, *(offer for offer in rest if offer not in head)]


@dataclass(frozen=True)
class Playlist:
    """The same list for everybody: what is next in it, whatever the results; known and done ones come at its end.

    `order` names activities (ids) in their order; others follow by standard, the easiest first.
    """

    order: tuple[str, ...] = ()
    zone: Zone = field(default_factory=Zone)
    spread: bool = False
    because: str = "on_list"

    def standards(self, view: View) -> list[Candidate]:
        """Return the standards in the teacher's order."""
        found = _tiers(view, self.zone)
        return [found[name] for name in view.library.served]

    def offers(self, view: View, standards: Sequence[Candidate]) -> list[Offer]:
        """Return what was never done in the list's order, then what was, the longest ago first."""
        listed = [
            offer
            for offer in self.listed(view.library, [each.standard for each in standards])
            if offer[0].id in view.offerable
        ]
        asked = [offer for offer in listed if offer[1] not in view.guidance.settled]
        new = [offer for offer in asked if not view.state.times(offer[0].id)]
        done = sorted((offer for offer in listed if offer not in new), key=lambda offer: _last(view, offer[0]))
        return [*new, *done]

    def listed(self, library: Library, standards: Sequence[str]) -> list[Offer]:
        """Return the whole list: each activity with each standard that it serves."""
        found = [(one, name) for name in standards for one in sorted(library.by_standard[name], key=_ease)]
        place = {name: n for n, name in enumerate(self.order)}
        return sorted(found, key=lambda offer: place.get(offer[0].id, len(place)))


POLICIES: Final = MappingProxyType({"fitting": Fitting, "in-order": InOrder, "playlist": Playlist})
"""The policies that a course can choose, by the key of its settings."""


def policy_of(settings: Mapping[str, object]) -> Policy:
    """Return the policy of a course's settings: {"policy": key, "playlist": activity ids}; `Fitting` where none is."""
    key = settings.get("policy", "fitting")
    if key == "playlist":
        listed = settings.get("playlist", ())
        return Playlist(tuple(listed) if isinstance(listed, list | tuple) else ())
    return InOrder() if key == "in-order" else Fitting()


def fitting(view: View, standard: str, target: float) -> list[Activity]:
    """Sort a standard's activities: a new one while the evidence needs a second, then by fit; of those that fit alike
    what was begun comes first, then the new, then what interests the learner.

    After two tries that did not work out: another one than those, the easiest first.
    """
    record = view.record(standard)
    needs_other = 0 < len(record.activities) < view.inputs.settings.activities
    times_of = view.state.times
    last = record.contributions[-1] if record.contributions else None
    stumbled = last is not None and last.earned < LOW and view.read(standard).stumbled

    def rank(activity: Activity) -> tuple[bool, int, float, bool, int, int]:
        # Differences in fit below a twentieth are smaller than what we know about an activity.
        misfit = round(20 * abs(view.expect(activity) - target)) / 20
        times = times_of(activity.id)
        liked = len(view.guidance.interests & activity.interests)
        ease = EASE.get(activity.level, 1) if stumbled else 0
        other = needs_other or stumbled
        left = activity.id not in view.guidance.begun
        return (other and activity.id in record.activities, ease, misfit, left, times, -liked)

    return sorted(view.to_offer(standard), key=rank)


def with_review(view: View, found: list[Candidate]) -> list[Candidate]:
    """Put the standard longest due for review in third place: a look back is a choice, never the whole plan."""
    due = [each for each in found if each.tier == "known" and view.read(each.standard).state == "due"]
    fringe = [each for each in found if each.tier == "fringe"]
    if not due or not fringe:
        return found
    head = fringe[:2]
    taken = {each.standard for each in head} | {due[0].standard}
    return [*head, due[0], *(each for each in found if each.standard not in taken)]


def _tiers(view: View, zone: Zone) -> dict[str, Candidate]:
    """Return every standard that can be practised as a candidate of no particular worth; known ones by last touch."""
    graph, now = view.library.graph, view.situation(zone.ready)
    known = now.known(zone)
    sorted_in = tiers(graph, view.library.served, now, zone)
    return {
        name: Candidate(name, tier, 0.0, graph.open_descendants(name, known))
        for tier in TIERS
        for name in sorted_in[tier]
    }


def _ease(activity: Activity) -> int:
    return EASE.get(activity.level, 1)


def _last(view: View, activity: Activity) -> float:
    done = view.state.done(activity.id)
    return 0.0 if done is None or done.at is None else done.at
