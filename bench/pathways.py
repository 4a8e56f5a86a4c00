"""How fast simulated classes reach 24 of 30 standards under our plan and under two usual ones (mastery.md 7).

Ours is the product's own code: the fold with its graph rules, and the policy's ranking with three options. The tracer
is told how this world's scores behave (stepwise: a standard is mastered or not) by hyper-parameters of its own.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import fmean, quantiles, stdev

from bench.common import arguments, finish, table
from bench.simulator import CAP, NAMES, SHIFT, STANDARDS, Learner, Outcome, Policy, graph, live
from gateway.learn.estimate import belief, predict
from gateway.learn.evidence import Observation
from gateway.learn.fold import absorb
from gateway.learn.parameters import Hyper, ParameterSet
from gateway.learn.policy import Policy as Rules
from gateway.learn.policy import Situation, ranked
from gateway.learn.settings import Inputs, Settings
from gateway.learn.state import LearnerState

CLASSES, CLASS_SIZE = 10, 25
QUICK_CLASSES = 2
OPTIONS = 3
FADE = 0.0015
"""How belief fades with each activity done elsewhere: the world has steps, no clock."""

START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Mapping:
    """The tracer's constants for this world, chosen on seed 7 only; the benchmark's default seed is 1."""

    overall: float = -1.0
    general: float = 0.6
    skill: float = 2.5
    drift: float = 0.3
    gain: float = 0.5
    aim: float = 0.55
    weight: float = 4.0
    mastered: float = 0.8
    ready: float = 0.7

    def inputs(self) -> Inputs:
        """Return the inputs of the fold; levels and standards are as hard as the world says."""
        hyper = Hyper(
            general_variance=self.general,
            skill_variance=self.skill,
            skill_drift=self.drift,
            gain_right=self.gain,
            gain_wrong=self.gain,
            fade_power=0.0,
        )
        sure = 1e-6
        params = ParameterSet(
            hyper=hyper,
            slopes=((self.overall, sure), (0.0, sure), (0.0, sure), (0.0, sure)),
            standards=dict.fromkeys(NAMES, (0.0, sure)),
            activities={f"{name}-{level}": (shift, sure) for name in NAMES for level, shift in SHIFT.items()},
        )
        return Inputs(params, graph(), Settings(aim=self.aim))


class Traced(Policy):
    """What every policy with our estimator shares: the fold of the learner's scores, and beliefs from it."""

    def __init__(self, inputs: Inputs, mapping: Mapping) -> None:
        self.inputs, self.mapping = inputs, mapping
        self.state = LearnerState.empty(inputs.params.hyper)
        self.steps = 0

    def see(self, number: int, level: str, score: float) -> None:
        """Fold the score; an hour passes so that no attempt counts as hasty."""
        self.steps += 1
        name = NAMES[number]
        seen = Observation(
            f"{self.steps:06}", START + self.steps * HOUR, f"{name}-{level}", (name,), score, self.mapping.weight
        )
        absorb(self.state, seen, self.inputs)

    def beliefs(self) -> dict[str, float]:
        """Return P(mastered) by standard, faded by the activities done since it was touched."""
        now = (START + self.steps * HOUR).timestamp()
        found = {}
        for name in NAMES:
            p = belief(self.state, name, now, self.inputs)
            touched = self.touched(name)
            found[name] = p if touched is None else p * math.exp(-FADE * (now - touched) / 3600)
        return found

    def touched(self, name: str) -> float | None:
        """Return when a standard was last done or refreshed."""
        skill, refreshed = self.state.trace.skills.get(name), self.state.refreshed.get(name)
        times = [each for each in (skill.at if skill else None, refreshed) if each is not None]
        return max(times, default=None)

    def expected(self, name: str, level: str) -> float:
        """Return the score to expect."""
        return predict(self.state, self.inputs.params, f"{name}-{level}", (name,), None).p


class Ours(Traced):
    """Fringe and zone with up to three options, as the product ranks them."""

    def __init__(self, inputs: Inputs, mapping: Mapping, options: int = OPTIONS) -> None:
        super().__init__(inputs, mapping)
        self.rules = Rules(mastered=mapping.mastered, ready=mapping.ready)
        self.options = options

    def offer(self) -> list[int]:
        """Return the best of the first tier that holds anything."""
        touched = {name: self.touched(name) or 0.0 for name in NAMES}
        now = Situation(self.beliefs(), touched, frozenset(self.state.last_standards))
        found = ranked(self.inputs.graph, NAMES, now, self.rules, self._best)
        best = [each for each in found if each.tier == found[0].tier][: self.options]
        return [NAMES.index(each.standard) for each in best]

    def _best(self, name: str) -> float:
        return self.expected(name, self._level(name))

    def _level(self, name: str) -> str:
        return min(SHIFT, key=lambda level: abs(self.expected(name, level) - self.rules.target))

    def level(self, number: int) -> str:
        """Take the level whose expected success is nearest the target."""
        return self._level(NAMES[number])


class InOrder(Traced):
    """The first standard in number order not believed mastered, at core level."""

    def offer(self) -> list[int]:
        """Return that standard, or the one believed least."""
        beliefs = list(self.beliefs().values())
        first = next((number for number, b in enumerate(beliefs) if b < self.mapping.mastered), None)
        return [min(range(STANDARDS), key=beliefs.__getitem__) if first is None else first]

    def level(self, number: int) -> str:  # noqa: ARG002 - always the same
        """Return core."""
        return "core"


class FixedSequence(Policy):
    """Easy, core, core, hard for each standard in order, and round again."""

    LEVELS = ("easy", "core", "core", "hard")

    def __init__(self) -> None:
        self.step = 0

    def offer(self) -> list[int]:
        """Return the standard whose turn it is."""
        return [self.step // len(self.LEVELS) % STANDARDS]

    def level(self, number: int) -> str:  # noqa: ARG002 - by turn, not by standard
        """Return the level whose turn it is."""
        return self.LEVELS[self.step % len(self.LEVELS)]

    def see(self, number: int, level: str, score: float) -> None:  # noqa: ARG002 - whatever the score
        """Go on."""
        self.step += 1


class Bands(Policy):
    """Three bands after a core activity: next standard, two core, or two easy and one core; three rounds at most."""

    def __init__(self) -> None:
        self.number, self.rounds, self.queue = 0, 0, ["core"]

    def offer(self) -> list[int]:
        """Return the standard in work."""
        return [self.number]

    def level(self, number: int) -> str:  # noqa: ARG002 - there is one standard in work
        """Return the level of the next in the round."""
        return self.queue[0]

    def see(self, number: int, level: str, score: float) -> None:  # noqa: ARG002 - the last core score decides
        """At a round's end, which is a core activity, choose the next round by its score."""
        self.queue.pop(0)
        if self.queue:
            return
        self.rounds += 1
        if score >= 0.8 or self.rounds >= 3:
            self.number, self.rounds, self.queue = (self.number + 1) % STANDARDS, 0, ["core"]
        else:
            self.queue = ["core", "core"] if score >= 0.5 else ["easy", "easy", "core"]


@dataclass(frozen=True, slots=True)
class Summary:
    """A policy's figures: activities to 24 of 30 (mean, its standard error, 90th percentile), shares 0..1."""

    mean: float
    error: float
    p90: float
    reach: float
    not_ready: float
    over: float


def simulate(make: Callable[[], Policy], seed: int, classes: int, neutral: bool = False) -> Summary:
    """Lead the learners of so many classes of 25 and sum up."""
    seeds = [10_000_000 * seed + 1000 * number + each for number in range(classes) for each in range(CLASS_SIZE)]
    return summed([live(Learner(each, neutral), make()) for each in seeds])


def summed(found: list[Outcome]) -> Summary:
    """Return the figures of a policy; shares are of all activities until the goal."""
    counts = [float(each.activities) for each in found]
    total = sum(counts) or 1.0
    return Summary(
        mean=fmean(counts),
        error=stdev(counts) / math.sqrt(len(counts)),
        p90=quantiles(counts, n=10, method="inclusive")[-1],
        reach=sum(each.reached for each in found) / len(found),
        not_ready=sum(each.not_ready for each in found) / total,
        over=sum(each.over for each in found) / total,
    )


def main() -> None:
    """Print one table of all policies, and our figures."""
    parser = arguments("Simulated classes under our plan, three bands, a fixed sequence and mastery in order.")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other learners")
    options = parser.parse_args()
    mapping = Mapping()
    inputs = mapping.inputs()
    classes = QUICK_CLASSES if options.quick else CLASSES
    makers: dict[str, Callable[[], Policy]] = {
        "fringe and zone, 3 options (ours)": lambda: Ours(inputs, mapping),
        "in order to mastery (our estimator)": lambda: InOrder(inputs, mapping),
        "three bands": Bands,
        "fixed sequence, 4 each": FixedSequence,
    }
    lines: list[list[object]] = []
    figures: dict[str, float | int | str | None] = {}
    for neutral in (False, True):
        for name, make in makers.items():
            started = time.perf_counter()
            found = simulate(make, options.seed, classes, neutral)
            label = name + (", choice and interest without effect" if neutral else "")
            shares = [found.reach, found.not_ready, found.over]
            lines.append([label, found.mean, found.error, found.p90, *shares, time.perf_counter() - started])
            figures = figures or {each: getattr(found, each) for each in ("mean", "p90", "reach", "not_ready", "over")}
    head = ["policy", "mean", "error", "p90", "reach", "not ready", "over", "seconds"]
    print(f"{classes * CLASS_SIZE} learners a policy; activities until 24 of {STANDARDS} standards, at most {CAP}")
    print(table(head, lines))
    finish(figures, options.json)


if __name__ == "__main__":
    main()
