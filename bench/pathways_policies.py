"""The policies of the table in mastery.md 7.4: those without beliefs, and those that follow an estimator."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from bench.pathways_estimators import RIGHT, Estimator
from bench.simulator import BEFORE, NAMES, SHIFT, STANDARDS, Policy, graph, logit
from gateway.learn.policies import Rule, Tally
from gateway.learn.zone import Situation, Zone, ranked

LEVELS = ("easy", "easy", "core", "core", "core", "core", "hard", "hard")
"""The eight activities of a standard."""

MASTERED = 0.9


class Anything(Policy):
    """A random one of all activities."""

    def __init__(self, luck: random.Random) -> None:
        self.luck = luck

    def offer(self) -> list[int]:
        """Return any standard."""
        return [self.luck.randrange(STANDARDS)]

    def level(self, number: int) -> str:  # noqa: ARG002 - by chance
        """Return the level of one of its activities."""
        return self.luck.choice(LEVELS)

    def see(self, number: int, level: str, score: float) -> None:
        """Go on, whatever the score."""


class FixedSequence(Policy):
    """The same activities for each standard in number order, and round again."""

    def __init__(self, levels: Sequence[str] = ("easy", "core", "core", "hard")) -> None:
        self.levels = levels
        self.step = 0

    def offer(self) -> list[int]:
        """Return the standard whose turn it is."""
        return [self.step // len(self.levels) % STANDARDS]

    def level(self, number: int) -> str:  # noqa: ARG002 - by turn, not by standard
        """Return the level whose turn it is."""
        return self.levels[self.step % len(self.levels)]

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


class Averaging(Policy):
    """In order, the next standard when the decaying average of two scores or more is at least 0.8."""

    RULE = Rule("decaying_average", 65, 1.0, (0.4, 0.6, 0.8), least=2)

    def __init__(self) -> None:
        self.tallies: list[Tally] = [()] * STANDARDS
        self.counts = [0] * STANDARDS
        self.number = 0

    def offer(self) -> list[int]:
        """Return the standard in work."""
        return [self.number]

    def level(self, number: int) -> str:  # noqa: ARG002 - always the same
        """Return core."""
        return "core"

    def see(self, number: int, level: str, score: float) -> None:  # noqa: ARG002 - always core
        """Go on when the average is there; after the last standard from the first again."""
        self.tallies[number] = self.RULE.add(self.tallies[number], score)
        self.counts[number] += 1
        if self.RULE.level(self.tallies[number], self.counts[number]) == 4:
            self.number = (number + 1) % STANDARDS


class Bandit(Policy):
    """Like ZPDES: learning progress draws, inside a zone that success opens; a fifth of the choices explore."""

    DONE, EASY, EXPLORE, SLOW = 0.75, 0.4, 0.2, 0.7

    def __init__(self, luck: random.Random) -> None:
        self.luck = luck
        self.scores: list[list[float]] = [[] for _ in range(STANDARDS)]
        self.weights = [0.0] * STANDARDS

    def _late(self, number: int) -> float:
        last = self.scores[number][-2:]
        return sum(last) / len(last) if last else 0.0

    def _done(self, number: int) -> bool:
        return len(self.scores[number]) >= 2 and self._late(number) >= self.DONE

    def offer(self) -> list[int]:
        """Return an open standard that is not done, mostly the one with the greatest weight."""
        todo = [n for n in range(STANDARDS) if not self._done(n) and all(self._done(each) for each in BEFORE[n])]
        todo = todo or [n for n in range(STANDARDS) if not self._done(n)] or list(range(STANDARDS))
        if self.luck.random() < self.EXPLORE:
            return [self.luck.choice(todo)]
        best = max(self.weights[number] for number in todo)
        return [self.luck.choice([number for number in todo if self.weights[number] == best])]

    def level(self, number: int) -> str:
        """Return easy while the last two are poor."""
        return "easy" if self.scores[number] and self._late(number) < self.EASY else "core"

    def see(self, number: int, level: str, score: float) -> None:  # noqa: ARG002 - scores count alike
        """Let the weight follow the progress."""
        self.scores[number].append(score)
        before = self.scores[number][-4:-2]
        progress = self._late(number) - sum(before) / len(before) if before else 0.0
        self.weights[number] = self.SLOW * self.weights[number] + (1 - self.SLOW) * progress


class Led(Policy):
    """What all policies with an estimator share."""

    def __init__(self, estimator: Estimator) -> None:
        self.estimator = estimator

    def see(self, number: int, level: str, score: float) -> None:
        """Tell the estimator."""
        self.estimator.see(number, level, score)

    def beliefs(self) -> list[float]:
        """Return the estimator's."""
        return self.estimator.beliefs()


class InOrder(Led):
    """The first standard in number order not believed mastered: core, or easy first until belief reaches 0.4."""

    def __init__(self, estimator: Estimator, mastered: float = MASTERED, *, easy_first: bool = False) -> None:
        super().__init__(estimator)
        self.mastered, self.easy_first = mastered, easy_first

    def offer(self) -> list[int]:
        """Return that standard, or the one believed least."""
        beliefs = self.beliefs()
        first = next((number for number, b in enumerate(beliefs) if b < self.mastered), None)
        return [min(range(STANDARDS), key=beliefs.__getitem__) if first is None else first]

    def level(self, number: int) -> str:
        """Return easy or core."""
        return "easy" if self.easy_first and self.beliefs()[number] < 0.4 else "core"


class RandomReady(Led):
    """A random standard of the fringe (prerequisites believed at 0.6), a random one of its activities."""

    READY = 0.6

    def __init__(self, estimator: Estimator, luck: random.Random) -> None:
        super().__init__(estimator)
        self.luck = luck

    def offer(self) -> list[int]:
        """Return one of the fringe, of all not mastered, or of all."""
        beliefs = self.beliefs()
        todo = [number for number, b in enumerate(beliefs) if b < MASTERED]
        fringe = [number for number in todo if all(beliefs[each] >= self.READY for each in BEFORE[number])]
        return [self.luck.choice(fringe or todo or range(STANDARDS))]

    def level(self, number: int) -> str:  # noqa: ARG002 - by chance
        """Return the level of one of its activities."""
        return self.luck.choice(LEVELS)


class Additive(Led):
    """The adaptive-engine formula (mastery.md 6.1): demand, readiness, continuity and difficulty, added up."""

    DEMAND, READINESS, CONTINUITY, DIFFICULTY = 2.0, 2.0, 1.0, 0.5
    AIM = logit(MASTERED)
    RELEVANCE = {level: logit(right) - logit(guess) for level, (right, guess) in RIGHT.items()}  # noqa: RUF012

    def offer(self) -> list[int]:
        """Return the standard of the best activity."""
        odds = [logit(min(max(b, 1e-6), 1 - 1e-6)) for b in self.beliefs()]
        _, number, self.best = max(
            (worth, -n, level) for n in range(STANDARDS) for worth, level in self._worths(n, odds)
        )
        return [-number]

    def level(self, number: int) -> str:  # noqa: ARG002 - chosen together
        """Return its level."""
        return self.best

    def _worths(self, number: int, odds: Sequence[float]) -> Iterator[tuple[float, str]]:
        """Yield each level's worth; every part is weighed by how much an activity says about its standard."""
        demand = max(0.0, self.AIM - odds[number])
        readiness = sum(min(0.0, odds[each] - self.AIM) for each in BEFORE[number])
        common = self.DEMAND * demand + self.READINESS * readiness + self.CONTINUITY * (self.estimator.last == number)
        for level, shift in SHIFT.items():
            yield self.RELEVANCE[level] * (common - self.DIFFICULTY * abs(odds[number] - shift)), level


class Fringe(Led):
    """Fringe and zone with up to so many options, as the product ranks them."""

    GRAPH = graph()

    def __init__(self, estimator: Estimator, options: int = 3, mastered: float = MASTERED) -> None:
        super().__init__(estimator)
        self.zone = Zone(mastered=mastered)
        self.options = options
        self.fits: dict[int, str] = {}

    def offer(self) -> list[int]:
        """Return the best of the first tier that holds anything."""
        beliefs = dict(zip(NAMES, self.beliefs(), strict=True))
        touched = {name: float(self.estimator.touched(number)) for number, name in enumerate(NAMES)}
        last = frozenset() if self.estimator.last is None else frozenset({NAMES[self.estimator.last]})
        self.fits.clear()
        found = ranked(self.GRAPH, NAMES, Situation(beliefs, touched, last), self.zone, self._best)
        best = [each for each in found if each.tier == found[0].tier][: self.options]
        return [PLACE[each.standard] for each in best]

    def _best(self, name: str) -> float:
        expected = {level: self.estimator.expected(PLACE[name], level) for level in SHIFT}
        level = min(SHIFT, key=lambda each: abs(expected[each] - self.zone.target))
        self.fits[PLACE[name]] = level
        return expected[level]

    def level(self, number: int) -> str:
        """Take the level whose expected success is nearest the target."""
        if number not in self.fits:
            self._best(NAMES[number])
        return self.fits[number]


PLACE = {name: number for number, name in enumerate(NAMES)}
