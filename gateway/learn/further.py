"""A step further for who has what was asked: something hard not done yet, else what comes next, else anything new."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from gateway.learn.library import Activity
from gateway.learn.policy import EASE, Fitting, Offer, fitting
from gateway.learn.view import View

HARD, CORE = EASE["hard"], EASE["core"]


def further(view: View, reached: Sequence[str], opened: Collection[str]) -> Offer | None:
    """Return an activity and its standard that goes beyond the `reached` standards, None where the course has none.

    First the hardest of these that is marked hard and was never done; then the first standard beyond the `opened` ones
    for which everything is there that it builds on; at last what is not easy and was never done.
    """
    undone = [pair for name in reached for pair in _undone(view, name)]
    undone.sort(key=lambda pair: -_level(pair[0]))
    if undone and _level(undone[0][0]) >= HARD:
        return undone[0]
    return _ahead(view, opened) or next((pair for pair in undone if _level(pair[0]) >= CORE), None)


def _undone(view: View, standard: str) -> list[Offer]:
    there = view.library.by_standard.get(standard, ())
    return [(one, standard) for one in there if not view.state.times(one.id)]


def _ahead(view: View, opened: Collection[str]) -> Offer | None:
    policy = Fitting()
    ready = [one.standard for one in policy.standards(view) if one.tier == "fringe" and one.standard not in opened]
    found = ((one, name) for name in ready for one in fitting(view, name, policy.zone.target))
    return next(found, None)


def _level(activity: Activity) -> int:
    return EASE.get(activity.level, CORE)
