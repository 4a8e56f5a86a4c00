"""What suggestions are measured against: BM25, and TF-IDF over words, both plain (standards.md 4)."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from gateway.standards.suggest import Candidate, runs, words_of

Terms = Callable[[str], list[str]]
K1, B = 1.2, 0.75
"""BM25's usual constants."""


def single(text: str) -> list[str]:
    """Return words."""
    return words_of(text)


def one_and_two(text: str) -> list[str]:
    """Return words, and each two that follow each other."""
    words = words_of(text)
    return words + [f"{first} {second}" for first, second in pairwise(words)]


def characters(text: str) -> list[str]:
    """Return runs of three to five characters within words."""
    return [run for word in words_of(text) for run in runs(word)]


class Ranker:
    """Terms of the candidates, turned around; which of them a text shares decides."""

    def __init__(self, candidates: Sequence[Candidate], terms: Terms, *, context: bool = False) -> None:
        self.terms = terms
        self.keys = [one.key for one in candidates]
        self.grades = [frozenset(one.grades) for one in candidates]
        texts = (f"{one.statement} {one.context}" if context else one.statement for one in candidates)
        self.counts = [Counter(terms(text)) for text in texts]
        self.have = Counter(term for counts in self.counts for term in counts)
        self.postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, counts in enumerate(self.counts):
            for term, weight in self.weights(counts):
                self.postings[term].append((place, weight))

    def weights(self, counts: Counter[str]) -> Iterable[tuple[str, float]]:
        """Yield what each term of a candidate counts."""
        raise NotImplementedError

    def asked(self, count: int, term: str) -> float:
        """Return what a term of the text counts."""
        raise NotImplementedError

    def find(self, text: str, grades: Sequence[int] = ()) -> list[str]:
        """Return the five likeliest keys."""
        scores: dict[int, float] = defaultdict(float)
        for term, count in Counter(self.terms(text)).items():
            for place, weight in self.postings.get(term, ()):
                scores[place] += weight * self.asked(count, term)
        wanted = set(grades)
        fitting = [place for place in scores if not wanted or wanted & self.grades[place]]
        return [self.keys[place] for place in sorted(fitting, key=lambda one: (-scores[one], one))[:5]]


class Cosine(Ranker):
    """TF-IDF with logarithmic counts, compared by angle."""

    def _rarity(self, term: str) -> float:
        return math.log((1 + len(self.counts)) / (1 + self.have[term])) + 1.0

    def weights(self, counts: Counter[str]) -> Iterable[tuple[str, float]]:
        """Yield the terms' parts of a vector of length one."""
        parts = {term: (1 + math.log(count)) * self._rarity(term) for term, count in counts.items()}
        length = math.sqrt(sum(value * value for value in parts.values()))
        return [(term, value / length) for term, value in parts.items()]

    def asked(self, count: int, term: str) -> float:
        """Return the term's part; the text's own length changes no order."""
        return (1 + math.log(count)) * self._rarity(term)


class Okapi(Ranker):
    """BM25."""

    def weights(self, counts: Counter[str]) -> Iterable[tuple[str, float]]:
        """Yield what each term counts, which rises ever more slowly, less in long statements."""
        mean = sum(sum(one.values()) for one in self.counts) / len(self.counts)
        slow = K1 * (1 - B + B * sum(counts.values()) / mean)
        for term, count in counts.items():
            rarity = math.log(1 + (len(self.counts) - self.have[term] + 0.5) / (self.have[term] + 0.5))
            yield term, rarity * count * (K1 + 1) / (count + slow)

    def asked(self, count: int, term: str) -> float:
        """Return how often the text says it."""
        del term
        return float(count)
