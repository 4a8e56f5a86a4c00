"""What a policy sees of one learner in one course on one day: each figure is worked out once, when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Final

from gateway.learn.estimate import belief
from gateway.learn.fold import GOOD
from gateway.learn.library import Activity, Library
from gateway.learn.mastery import LOW, MASTERED, SUPPORTED, Mastery, read, touched_at
from gateway.learn.settings import DAY, Inputs
from gateway.learn.state import LearnerState, Record
from gateway.learn.tracer import Ground, damped, ground, on_top
from gateway.learn.zone import Situation

REST: Final = 14 * DAY
"""Seconds for which an activity that failed twice is not offered while there is anything else."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """What people decide for one learner: pins and forbids (activity ids), settled standards, interests.

    `only` are the activities that a wish leaves to choose from (None: all); it takes no part in what comes before what.
    `begun` are activities (ids) that the learner began and left, `goal` is the standard that the learner named.
    review are settled standards that a teacher called mastered so long ago that a look back is due.
    """

    pins: tuple[str, ...] = ()
    forbids: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()
    interests: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    begun: frozenset[str] = frozenset()
    goal: str = ""
    review: frozenset[str] = frozenset()


@dataclass
class View:
    """One learner's fold beside what is open to the learner (without what is forbidden) as of a moment.

    `course` is everything there is in the course: what a teacher picked may lie outside of what is open.
    """

    state: LearnerState
    library: Library
    inputs: Inputs
    guidance: Guidance
    as_of: datetime
    course: Library
    _expected: dict[str, float] = field(default_factory=dict)
    _grounds: dict[tuple[str, ...], Ground] = field(default_factory=dict)
    _mastery: dict[str, Mastery] = field(default_factory=dict)

    def expect(self, activity: Activity) -> float:
        """Return the score 0..1 to expect in an activity."""
        found = self._expected.get(activity.id)
        if found is None:
            trace, params = self.state.trace, self.inputs.params
            base = self._grounds.get(activity.standards)
            if base is None:
                standards = tuple(sorted(set(activity.standards)))
                base = self._grounds[activity.standards] = ground(trace, params, standards, self.as_of.timestamp())
            eta, spread, _repeat = on_top(trace, params, activity.id, base)
            found = self._expected[activity.id] = damped(eta, spread)[1]
        return found

    def read(self, standard: str) -> Mastery:
        """Return how the learner stands on a standard by the evidence."""
        if standard not in self._mastery:
            self._mastery[standard] = read(self.state, standard, self.as_of, self.inputs)
        return self._mastery[standard]

    def due(self, standard: str) -> bool:
        """Say whether a standard is due for a look back, by the evidence or because a teacher set it long ago."""
        return standard in self.guidance.review or self.read(standard).state == "due"

    def record(self, standard: str) -> Record:
        """Return what the fold keeps of a standard."""
        return self.state.records.get(standard, Record())

    def situation(self, ready: float) -> Situation:
        """Return the learner among the standards that can be practised: mastered and settled ones are known.

        A mastered one that later results cast doubt on is work again: its own, or those of what builds on it, left a
        belief below `ready` (0..1). Time alone does not do that; it makes a review due.
        """
        mastered = {name for name in self.library.served if self._known(name, ready)}
        found = situation(self.state, self.library.served, self.as_of, self.inputs)
        begun = self.guidance.begun & self.library.by_id.keys()
        return replace(
            found,
            settled=self.guidance.settled | mastered,
            goal=self._towards_goal(mastered),
            begun=frozenset(name for one in begun for name in self.library.by_id[one].standards),
        )

    def _known(self, standard: str, ready: float) -> bool:
        if self.state.level(standard) != MASTERED:
            return False
        by_rule = self.inputs.settings.rule is not None and standard not in self.state.blame
        return by_rule or belief(self.state, standard, None, self.inputs) >= ready

    def _towards_goal(self, mastered: AbstractSet[str]) -> frozenset[str]:
        """Return the goal and what it builds on, be it outside the library; nothing once it is reached."""
        goal = self.guidance.goal
        if not goal or goal in mastered:
            return frozenset()
        return self.library.framework.above(goal) | {goal}

    @cached_property
    def offerable(self) -> frozenset[str]:
        """The activities (ids) that may be offered: neither worn nor done well today, as long as there are others."""
        only = self.guidance.only
        every = [one for one in self.library.by_id if only is None or one in only] or [*self.library.by_id]
        unworn = [one for one in every if not self.worn(one)]
        fresh = [one for one in unworn if not self.done_well_today(one)]
        return frozenset(fresh or unworn or every)

    def to_offer(self, standard: str) -> list[Activity]:
        """Return the activities of a standard that may be offered, in library order."""
        return [one for one in self.library.by_standard[standard] if one.id in self.offerable]

    def worn(self, activity: str) -> bool:
        """Say whether an activity was done twice or more and last did not work out, so that something else helps more.

        It rests for two weeks, or until something else on one of its standards worked out.
        """
        done = self.state.done(activity)
        if done is None or done.times < SUPPORTED or done.score >= LOW:
            return False
        if done.at is None or self.as_of.timestamp() - done.at > REST:
            return done.at is None
        since = (one for name in self.library.by_id[activity].standards for one in self.record(name).contributions)
        return not any(one.at > done.at and one.earned >= GOOD for one in since)

    def done_well_today(self, activity: str) -> bool:
        """Say whether an activity was done well within the last 24 hours."""
        done = self.state.done(activity)
        if done is None or done.at is None or done.score < GOOD:
            return False
        # What is dated far ahead of the day asked for was not done today either.
        return abs(self.as_of.timestamp() - done.at) < DAY


def situation(state: LearnerState, standards: Sequence[str], as_of: datetime, inputs: Inputs) -> Situation:
    """Return beliefs, touches and the last standards of a learner; only what is proven by evidence counts as known."""
    at = as_of.timestamp()
    return Situation(
        beliefs={name: belief(state, name, at, inputs) for name in standards},
        touched={name: touched_at(state, name) or 0.0 for name in standards},
        last=frozenset(state.last_standards),
        proven_only=True,
    )
