"""The fold: a learner's state is f(own evidence in log order, inputs); live extension and replay are the same steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from gateway.learn.estimate import Estimate, belief, estimate
from gateway.learn.evidence import Observation
from gateway.learn.policies import Tally
from gateway.learn.said import Fall, follows, tell
from gateway.learn.settings import Inputs, Settings
from gateway.learn.state import KEPT_CONTRIBUTIONS, Contribution, LearnerState, Record
from gateway.learn.tracer import Done, correction, learn, look, paced

GOOD: Final = 0.75
"""A score from here on clears its prerequisites of blame and refreshes them (mastery.md 6.2)."""
POOR: Final = 0.5
"""A score below this on a standard not believed mastered casts doubt on its weakest prerequisite."""


class OutOfOrderError(ValueError):
    """The observation belongs before the place in the log that the state has reached: fold the learner again."""


def fold(observations: Iterable[Observation], inputs: Inputs, baseline: LearnerState | None = None) -> LearnerState:
    """Return the state after all observations of one learner, in whatever order they are given.

    A baseline is the fold up to the day on which older statements expired; raises OutOfOrderError for what lies before.
    """
    state = LearnerState.empty(inputs.params.hyper) if baseline is None else baseline.copy()
    for seen in sorted(observations, key=lambda each: each.key):
        absorb(state, seen, inputs)
    return state


def extend(state: LearnerState, seen: Observation, inputs: Inputs) -> LearnerState:
    """Return the state after one more observation, leaving the given one as it was; raises OutOfOrderError."""
    after = state.copy()
    absorb(after, seen, inputs)
    return after


def absorb(state: LearnerState, seen: Observation, inputs: Inputs) -> None:
    """Take one observation into a state in place, in constant time; raises OutOfOrderError."""
    key = seen.key
    if state.reached is not None and key < state.reached:
        raise OutOfOrderError(seen.statement_id)
    if key == state.reached:
        return  # the log holds each statement once; a second delivery of it says nothing new
    params = inputs.params
    at = key[0]
    weight = paced(seen.weight, state.trace.done.get(seen.activity_id), at, params.hyper)
    state.reached = key
    state.rule = inputs.settings.rule.key if inputs.settings.rule is not None else ""
    if weight <= 0.0 or not seen.standards:
        state.aside[seen.activity_id] = Done(at, seen.score, state.times(seen.activity_id) + 1)
        return
    outlook = look(state.trace, params, seen.activity_id, seen.standards, at)
    before = [estimate(state.trace, params, name, at).p for name in seen.standards]
    moved = correction(outlook, seen.score, weight)
    learn(state.trace, params.hyper, seen.activity_id, outlook, moved, seen.score, at)
    for name, p_before in zip(seen.standards, before, strict=True):
        state.records[name] = _recorded(state, name, seen, inputs, (outlook.p, p_before))
        _say(state, name, state.records[name].contributions[-1])
    state.last_standards = seen.standards
    _pass_on(state, seen, inputs)


def _recorded(
    state: LearnerState, standard: str, seen: Observation, inputs: Inputs, was: tuple[float, float]
) -> Record:
    old = state.records.get(standard, Record())
    now = estimate(state.trace, inputs.params, standard, seen.at)
    activities = old.activities if seen.activity_id in old.activities else (*old.activities, seen.activity_id)
    pieces = old.pieces + 1
    p = now.p
    tally, mastered, level = _decided(old, seen.score, now, (pieces, len(activities)), inputs.settings)
    if inputs.settings.rule is None and p >= was[1] and (old.level or 0) > (level or 0):
        mastered, level = (
            old.mastered,
            old.level,
        )  # what raised the estimate takes nothing back, however long ago it was
    contribution = Contribution(
        statement_id=seen.statement_id,
        activity_id=seen.activity_id,
        at=seen.at,
        score=seen.score,
        earned=seen.score if seen.earned is None else seen.earned,
        questions=seen.questions,
        hints_used=seen.hints_used,
        expected=was[0],
        before=was[1],
        after=p,
        level_before=old.level,
        level_after=level,
    )
    return Record(
        pieces=pieces,
        activities=activities,
        last_at=seen.at,
        mastered=mastered,
        first_mastered_at=seen.at if mastered and old.first_mastered_at is None else old.first_mastered_at,
        tally=tally,
        level=level,
        best_level=max(old.best_level or 0, level or 0) or None,
        contributions=old.contributions.then(contribution, KEPT_CONTRIBUTIONS),
    )


def _say(state: LearnerState, standard: str, one: Contribution) -> None:
    """Say the level that follows from what a result did; a fall names the result."""
    before = state.said.get(standard, one.level_before)
    after = follows(before, one.level_before, one.level_after, one.moved)
    why = Fall(0, 0, 0, one.at, "result", one.statement_id, one.activity_id, one.earned, one.questions)
    tell(state.falls, standard, before, after, why)
    state.say(standard, after)


def _decided(
    old: Record, score: float, now: Estimate, counts: tuple[int, int], settings: Settings
) -> tuple[Tally, bool, int | None]:
    """Return (tally, mastered, level) after a result: by the school's own rule where there is one, else by estimate."""
    pieces, activities = counts
    if settings.rule is not None:
        tally = settings.rule.add(old.tally, score)
        level = settings.rule.level(tally, pieces)
        return tally, level == 4, level
    p_mastered = now.above(settings.aim_logit)
    enough = pieces >= settings.pieces and activities >= settings.activities
    mastered = enough and p_mastered >= (settings.doubtful if old.mastered else settings.certain)
    return (), mastered, _level(mastered, p_mastered, now.p, settings) if enough else None


def _level(mastered: bool, p_mastered: float, p: float, settings: Settings) -> int:
    if mastered:
        return 4
    if p_mastered >= settings.near:
        return 3
    return 1 if p < settings.beginning_below else 2


def _pass_on(state: LearnerState, seen: Observation, inputs: Inputs) -> None:
    """Apply the graph rules: own work clears blame; success clears and refreshes prerequisites, failure blames one."""
    for name in seen.standards:
        state.blame.pop(name, None)
        needed = inputs.graph.by_order(inputs.graph.before(name))
        if not needed:
            continue
        if seen.score >= GOOD:
            for other in needed:
                state.refreshed[other] = seen.at
                _clear(state, other, name)
        elif seen.score < POOR and belief(state, name, seen.at, inputs) < POOR:
            weakest = min(needed, key=lambda other: belief(state, other, seen.at, inputs))
            if weakest not in seen.standards:
                marks = state.blame.setdefault(weakest, {})
                marks[name] = marks.get(name, 0) + 1


def _clear(state: LearnerState, blamed: str, by: str) -> None:
    marks = state.blame.get(blamed)
    if marks and marks.pop(by, None) is not None and not marks:
        del state.blame[blamed]
