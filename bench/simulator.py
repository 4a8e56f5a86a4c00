"""A class of simulated learners on 30 standards: the world and the hidden learner of mastery.md 7.1 and 7.2."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from gateway.learn.graph import Graph, build
from gateway.learn.tracer import sigmoid

STANDARDS = 30
GOAL = 24
QUESTIONS = 4
CAP = 400
KEPT, LOOK = 250, 150
"""Activities after which what is kept is counted, and beliefs are compared with the truth."""

LEVELS = ("easy", "core", "hard")
SHIFT = {"easy": -0.8, "core": 0.0, "hard": 0.8}
LEARN = {"easy": 1.2, "core": 1.0, "hard": 0.6}
# Standard: its direct prerequisites.
LINKS = (
    "3:2 4:1,3 5:3 6:3 7:3 8:6 9:5 10:4 11:4 12:8 13:7 14:7 15:14 16:11,14 17:15 18:12,15 19:12 "
    "20:18 21:15 22:17,21 23:22 24:23 25:20,21 26:20 27:22 28:23 29:22"
)


def _before() -> tuple[tuple[int, ...], ...]:
    found: dict[int, tuple[int, ...]] = {}
    for link in LINKS.split():
        name, _, needed = link.partition(":")
        found[int(name)] = tuple(int(each) for each in needed.split(","))
    return tuple(found.get(number, ()) for number in range(STANDARDS))


def _depths(before: Sequence[Sequence[int]]) -> tuple[int, ...]:
    depths: list[int] = []
    for needed in before:  # prerequisites have lower numbers
        depths.append(1 + max((depths[each] for each in needed), default=-1))
    return tuple(depths)


BEFORE = _before()
DEPTHS = _depths(BEFORE)
NAMES = tuple(f"s{number:02}" for number in range(STANDARDS))


def graph() -> Graph:
    """Return the world's prerequisites as the product's graph."""
    links = [(NAMES[other], NAMES[number]) for number in range(STANDARDS) for other in BEFORE[number]]
    return build(links, [], NAMES)


def logit(p: float) -> float:
    """Return log odds."""
    return math.log(p / (1.0 - p))


RIGHT_IF_KNOWN, RIGHT_IF_NOT, LEARNT = logit(0.88), logit(0.20), logit(0.30)


@dataclass(slots=True)
class Learner:
    """One simulated learner; neutral learners gain nothing from a liked strand or from a choice."""

    seed: int
    neutral: bool = False
    ability: float = 0.0
    liked: int = 0
    known: list[bool] = field(default_factory=list)
    successes: list[int] = field(default_factory=list)
    luck: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        self.luck = random.Random(self.seed)
        self.ability = self.luck.gauss(0.0, 1.0)
        self.liked = self.luck.randrange(3)
        for number in range(STANDARDS):
            p = sigmoid(-1.2 + self.ability - 0.25 * DEPTHS[number])
            p *= 1.0 if self.ready(number) else 0.1
            self.known.append(self.luck.random() < p)
            self.successes.append(2 if self.known[number] else 0)

    def ready(self, number: int) -> bool:
        """Whether all direct prerequisites are mastered."""
        return all(self.known[each] for each in BEFORE[number])

    def choose(self, options: Sequence[int]) -> int:
        """Return one of the offered standards, the liked strand more often."""
        weights = [math.exp(1.5) if each % 3 == self.liked else 1.0 for each in options]
        return self.luck.choices(options, weights)[0]

    def work(self, number: int, level: str, chosen: bool) -> float:
        """Do one activity: answer, learn, forget; return the score."""
        base = RIGHT_IF_KNOWN if self.known[number] else RIGHT_IF_NOT
        p = sigmoid(base + 0.3 * self.ability - SHIFT[level])
        right = sum(self.luck.random() < p for _ in range(QUESTIONS))
        if not self.known[number]:
            self.known[number] = self.luck.random() < self._learning(number, level, chosen)
        if self.known[number]:
            self.successes[number] += 1
        for other in range(STANDARDS):
            if other != number and self.known[other]:
                self.known[other] = self.luck.random() >= 0.006 / (1 + self.successes[other])
        return right / QUESTIONS

    def _learning(self, number: int, level: str, chosen: bool) -> float:
        p = sigmoid(LEARNT + 0.5 * self.ability) * LEARN[level] * (1.0 if self.ready(number) else 0.1)
        if not self.neutral:
            p *= (1.25 if number % 3 == self.liked else 1.0) * (1.10 if chosen else 1.0)
        return min(0.95, p)


@dataclass(slots=True)
class Outcome:
    """One learner's way to 24 of 30 standards: activities needed (400 if never), and what they were spent on.

    kept is the share of standards mastered at the later of that moment and activity 250; sights are (belief 0..1,
    whether truly mastered) for each standard after 150 activities, none for a policy without beliefs.
    """

    activities: int = CAP
    reached: bool = False
    over: int = 0
    not_ready: int = 0
    kept: float = 0.0
    sights: tuple[tuple[float, bool], ...] = ()


def live(learner: Learner, policy: Policy, *, further: bool = True) -> Outcome:
    """Let a policy lead a learner until 24 standards are mastered at once, and further until activity 250."""
    found = Outcome()
    for done in range(CAP + 1):
        if not found.reached and sum(learner.known) >= GOAL:
            found.activities, found.reached = done, True
        if done == LOOK:
            found.sights = tuple(zip(policy.beliefs(), learner.known, strict=False))
        if done == CAP or (found.reached and (done >= KEPT or not further)):
            break
        _step(learner, policy, found)
    found.kept = sum(learner.known) / STANDARDS
    return found


def _step(learner: Learner, policy: Policy, found: Outcome) -> None:
    options = policy.offer()
    number = learner.choose(options) if len(options) > 1 else options[0]
    if not found.reached:
        found.over += learner.known[number]
        found.not_ready += not learner.known[number] and not learner.ready(number)
    level = policy.level(number)
    policy.see(number, level, learner.work(number, level, chosen=len(options) > 1))


class Policy:
    """A way to lead: what to offer, at which level, and what to make of a score."""

    def offer(self) -> list[int]:
        """Return the standards offered, best first."""
        raise NotImplementedError

    def level(self, number: int) -> str:
        """Return the level of the activity on a standard."""
        raise NotImplementedError

    def see(self, number: int, level: str, score: float) -> None:
        """Take note of a score."""
        raise NotImplementedError

    def beliefs(self) -> list[float]:
        """Return how likely each standard is mastered, nothing where the policy believes nothing."""
        return []
