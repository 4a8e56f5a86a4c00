"""Which standards a text could be about: words compared by their parts, five answers, no decision (standards.md 4).

A text and a standard are alike as far as they share runs of three to five characters, the rare ones counting more
(TF-IDF, cosine). Runs never cross words, so what a standard shares with a text is the sum over its words. That is why
a text is compared with the few thousand words of a framework first, and only then, through these, with its standards:
the same result as over all runs, in milliseconds among twenty thousand.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from gateway.standards.plain import plain

SHOWN = 5
SHORTEST, LONGEST = 3, 5
CONTEXT = 0.75
"""What a word of the headings above a standard counts beside one of its own."""

FAINT = 0.4
"""A word of which a text shares less than this part is taken for another word."""

COMMON, MANY = 0.25, 2000
"""Among many standards, a word in more than this part of them is left out: it costs the time and tells little."""

TOLD = 6
_LONGEST_TEXT = 4000
_WORD = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A standard to choose from: its statement, the headings above it, its grades -1..12 (none: any grade)."""

    key: str
    statement: str
    context: str = ""
    grades: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A standard for a text: likeness 0..1, and the standard's words that made it, the strongest first."""

    key: str
    score: float
    words: tuple[str, ...]


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, without what editors typed for typesetting."""
    return _WORD.findall(plain(text[:_LONGEST_TEXT]).lower())


def runs(word: str) -> Iterator[str]:
    """Yield the runs of 3 to 5 characters of a word between two spaces; of a shorter one, itself."""
    padded = f" {word} "
    for size in range(SHORTEST, LONGEST + 1):
        if size > len(padded):
            return
        for start in range(len(padded) - size + 1):
            yield padded[start : start + size]


class Index:
    """The standards of one or several frameworks, ready to be asked; built once, then only read (safe for threads)."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = tuple(candidates)
        weighed = [_weighed(one) for one in candidates]
        self._names = sorted({name for one in weighed for name in one})
        numbers = {name: number for number, name in enumerate(self._names)}
        parts = [Counter(runs(name)) for name in self._names]
        self._rarity = _rarity(weighed, numbers, parts)
        self._by_run: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._whole = [0.0] * len(parts)
        for number, counts in enumerate(parts):
            for run, count in counts.items():
                part = count * self._rarity[run] ** 2
                self._by_run[run].append((number, part))
                self._whole[number] += count * part
        self._places: list[list[tuple[int, float]]] = [[] for _ in parts]
        said = Counter(name for one in weighed for name in one)
        everywhere = {name for name, count in said.items() if count > COMMON * max(len(weighed), MANY)}
        for place, one in enumerate(weighed):
            kept = {numbers[name]: weight for name, weight in one.items() if name not in everywhere}
            # What two words of one standard share is little beside what each is: their squares are enough.
            length = math.sqrt(sum(weight * weight * self._whole[number] for number, weight in kept.items())) or 1.0
            for number, weight in kept.items():
                self._places[number].append((place, weight / length))

    def __len__(self) -> int:
        return len(self._candidates)

    def find(
        self, text: str, grades: Collection[int] = (), most: int = SHOWN, without: Collection[str] = ()
    ) -> list[Suggestion]:
        """Return the likeliest standards, best first; of these grades where any are given, and none of `without`."""
        alike, length = self._alike(words_of(text))
        if not length:
            return []
        wanted = self._of_grades(frozenset(grades)) if grades else None
        scores: dict[int, float] = defaultdict(float)
        for number, value in alike.items():
            for place, weight in self._places[number]:
                scores[place] += weight * value
        refused = set(without)
        fitting = (
            (score / length, -place)
            for place, score in scores.items()
            if (wanted is None or wanted[place]) and self._candidates[place].key not in refused
        )
        best = heapq.nlargest(most, fitting)
        return [
            Suggestion(self._candidates[-place].key, min(score, 1.0), self._told(-place, alike))
            for score, place in best
        ]

    def _alike(self, words: Sequence[str]) -> tuple[dict[int, float], float]:
        """Return what each of the framework's words shares with a text, and the text's length as a vector."""
        counts = Counter(run for word in words for run in runs(word))
        shared: dict[int, float] = defaultdict(float)
        squares = 0.0
        for run, count in counts.items():
            if run not in self._rarity:
                continue
            weight = 1.0 + math.log(count)
            squares += (weight * self._rarity[run]) ** 2
            for number, part in self._by_run[run]:
                shared[number] += part * weight
        kept = {number: value for number, value in shared.items() if value >= FAINT * self._whole[number]}
        return kept, math.sqrt(squares)

    def _told(self, place: int, alike: dict[int, float]) -> tuple[str, ...]:
        """Return the words of a standard that speak most for it; half of a word at least, and none that all have."""
        numbers = self._numbers
        own = {name for name in words_of(self._candidates[place].statement) if len(name) > 2 or name.isdigit()}
        ranked = sorted(
            (
                (alike[numbers[name]], name)
                for name in own
                if alike.get(numbers[name], 0.0) >= 0.5 * self._whole[numbers[name]]
                and len(self._places[numbers[name]]) <= max(len(self) // 4, 2)
            ),
            reverse=True,
        )
        return tuple(name for _, name in ranked[:TOLD])

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self._names)}

    def _of_grades(self, grades: frozenset[int]) -> list[bool]:
        return [not one.grades or not grades.isdisjoint(one.grades) for one in self._candidates]


def _weighed(one: Candidate) -> dict[str, float]:
    """Return the words of a standard with what they count: a word said twice does not count twice."""
    counts: dict[str, float] = defaultdict(float)
    for word in words_of(one.statement):
        counts[word] += 1.0
    for word in words_of(one.context):
        counts[word] += CONTEXT
    return {word: 1.0 + math.log(count) if count > 1.0 else count for word, count in counts.items()}


def _rarity(
    weighed: Sequence[dict[str, float]], numbers: dict[str, int], parts: Sequence[Counter[str]]
) -> dict[str, float]:
    """Return how much each run says: the logarithm of how few of the standards have it, and one."""
    have: Counter[str] = Counter()
    for one in weighed:
        have.update({run for name in one for run in parts[numbers[name]]})
    return {run: math.log((1 + len(weighed)) / (1 + count)) + 1.0 for run, count in have.items()}
