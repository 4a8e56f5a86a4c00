"""How often the right standard is among suggestions for a text, beside BM25 and TF-IDF over words (standards.md 4).

Two sets of texts over the 480 mathematics standards of the Coherence Map: texts of the Smarter Balanced specification
with the standard that its exactMatchOf edges name, by code, and fifty task texts of our own. Each is asked with all
standards to choose from, and with those of the right grade. The speed is that of a library of 20,000 standards.

`--data` is the folder with both frameworks. `--quick` measures the speed among 5,000.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bench.common import arguments, finish, table
from bench.suggest_data import COHERENCE, SMARTER, Question, candidates, matched, read, tasks
from bench.suggest_words import Cosine, Okapi, characters, one_and_two, single
from gateway.standards.suggest import Candidate, Index

Method = Callable[[str, Sequence[int]], list[str]]
BESIDE = Path(__file__).parents[2] / "shared" / "data" / "standards"
MANY, FEWER = 20_000, 5_000
OURS = "characters 3-5, headings, by words (ours)"
HEAD = ("method", "texts", "top-1 all", "top-5 all", "top-1 grade", "top-5 grade")


def methods(found: Sequence[Candidate]) -> dict[str, Method]:
    """Return all ways of ranking, the baselines first."""
    index = Index(found)
    return {
        "BM25": Okapi(found, single).find,
        "TF-IDF words 1-2": Cosine(found, one_and_two).find,
        "TF-IDF characters 3-5, headings": Cosine(found, characters, context=True).find,
        OURS: lambda text, grades: [one.key for one in index.find(text, grades)],
    }


def shares(method: Method, questions: Sequence[Question]) -> tuple[float, float, float, float]:
    """Return how often the right standard is first, and among five: among all, then among those of the grade."""
    hits = [0, 0, 0, 0]
    for one in questions:
        for start, grades in ((0, ()), (2, one.grades)):
            answers = method(one.text, grades)
            hits[start] += answers[:1] == [one.standard]
            hits[start + 1] += one.standard in answers
    first, five, first_grade, five_grade = (each / len(questions) for each in hits)
    return first, five, first_grade, five_grade


def speed(found: Sequence[Candidate], questions: Sequence[Question], size: int) -> tuple[float, float, float]:
    """Return processor seconds for an index of many standards, and median milliseconds of an answer: all, grade.

    Its standards are those of the framework in other words: each word of a copy may come from any other of the grade.
    """
    luck = random.Random(7)
    pool = {one.key: one.statement.split() for one in found}
    copies = list(found)
    while len(copies) < size:
        one, other = luck.choice(found), luck.choice(found)
        mixed = [luck.choice((word, luck.choice(pool[other.key]))) for word in pool[one.key]]
        copies.append(replace(one, key=f"{one.key}/{len(copies)}", statement=" ".join(mixed)))
    started = time.process_time()
    index = Index(copies)
    built = time.process_time() - started
    return built, _median(index, questions, by_grade=False), _median(index, questions, by_grade=True)


def _median(index: Index, questions: Sequence[Question], *, by_grade: bool) -> float:
    times = []
    for one in questions:
        started = time.process_time()
        index.find(one.text, one.grades if by_grade else ())
        times.append(1000 * (time.process_time() - started))
    return statistics.median(times)


def main() -> None:
    """Print one table for each set of texts, and the speed."""
    parser = arguments("Which standards are suggested for a text: ours beside BM25 and TF-IDF over words.")
    parser.add_argument("--data", type=Path, default=BESIDE, help="the folder with both frameworks")
    options = parser.parse_args()
    framework = read(options.data / COHERENCE)
    found = candidates(framework)
    sets = {"edges": matched(options.data / SMARTER, framework), "tasks": tasks(framework)}
    figures: dict[str, float | int | str | None] = {}
    for name, questions in sets.items():
        lines = []
        for label, method in methods(found).items():
            got = shares(method, questions)
            lines.append([label, len(questions), *got])
            short = {"BM25": "bm25", "TF-IDF words 1-2": "words", OURS: "ours"}.get(label, "characters")
            kinds = ("top1", "top5", "top1_grade", "top5_grade")
            figures |= {f"{name}_{short}_{kind}": share for kind, share in zip(kinds, got, strict=True)}
        print(f"{name}: {len(found)} standards to choose from\n{table(HEAD, lines)}\n")
    size = FEWER if options.quick else MANY
    built, whole, grade = speed(found, sets["tasks"], size)
    print(
        f"{size} standards, processor time: index {built:.1f} s, an answer {whole:.0f} ms, in the grade {grade:.0f} ms"
    )
    figures |= {"standards": size, "index_s": built, "ms_all": whole, "ms_grade": grade}
    finish(figures, options.json)


if __name__ == "__main__":
    main()
