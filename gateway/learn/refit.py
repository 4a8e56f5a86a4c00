"""Fit on a school's own answers: constants that predict better than the shipped ones, and how hard everything is.

Three parts of the learners, drawn by their ids: most teach, some of them are where constants are searched, and the
rest are kept aside until the end. Constants that do not predict those better than what stood before are not taken
(mastery.md 2.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.learn.parameters import Hyper, ParameterSet, first_set
from gateway.learn.tracer import Answer, fit_answers
from gateway.learn.tune import held_out_loss, lot, tune

LEAST_ANSWERS: Final = 2000
LEAST_LEARNERS: Final = 40
"""With less, what fits these learners says little about the next ones."""

TUNED_ON: Final = 30_000
"""Answers that constants are searched on: more take long and change little."""

ASIDE: Final = 5
"""One learner of so many is kept aside."""

COMPARED_ON: Final = 100_000
"""Answers that a comparison looks at."""


@dataclass(frozen=True)
class Refit:
    """What a fit found: the set over all answers, and log-losses on the learners kept aside.

    `found` are the constants of the search; `made` holds the best of these, the shipped ones and those that stood.
    """

    made: ParameterSet
    found: Hyper
    learners: int
    kept_aside: int
    loss: float
    shipped_loss: float


def enough(answers: int, learners: int) -> bool:
    """Say whether there is enough to fit on."""
    return answers >= LEAST_ANSWERS and learners >= LEAST_LEARNERS


def refit(
    answers: Sequence[Answer], levels: Mapping[str, str], standing: Hyper, version: int, log_position: int
) -> Refit:
    """Fit on answers in the order of time; levels are authors' by activity, standing the constants in use until now."""
    train, test = apart(answers)
    found = tune(train, Hyper(), TUNED_ON)
    losses = compare(answers, (Hyper(), standing, found))
    best = min(losses, key=lambda one: losses[one])
    made = fit_answers(answers, first_set(levels, ParameterSet(hyper=best))).publish(version, log_position)
    return Refit(made, found, len({one.learner for one in answers}), len(test), losses[best], losses[Hyper()])


def compare(answers: Sequence[Answer], constants: Iterable[Hyper]) -> dict[Hyper, float]:
    """Return the log-loss of each of these constants on the learners kept aside, difficulties taught by the others.

    Where nobody is kept aside all are alike, so that the first stays.
    """
    train, test = apart(answers[-COMPARED_ON:])
    if not train or not test:
        return dict.fromkeys(constants, 0.0)
    return {one: held_out_loss(train, test, one) for one in dict.fromkeys(constants)}


def apart(answers: Sequence[Answer]) -> tuple[list[Answer], list[Answer]]:
    """Return the answers of those who teach and of those kept aside; nobody is in both."""
    learners = {one.learner for one in answers}
    aside = {one for one in learners if lot(f"kept aside {one}") % ASIDE == 0}
    return [one for one in answers if one.learner not in aside], [one for one in answers if one.learner in aside]
