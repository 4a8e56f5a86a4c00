"""What one learner's next result costs, a class planned anew, one recommendation, and fitting a school.

The learner has met 60 standards in 2,000 results; the class has 500 such learners' states to plan from; the
recommendation chooses among 240 activities of 30 standards. The second row is what the product does around the first: a
transaction that finds the evidence, writes where each standard stands, and marks what is to be planned. Times are
processor time, so that other programs on the machine matter little. `--quick` fits 30,000 answers in place of 300,000.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

from bench.common import arguments, finish, table
from bench.evaluate_stored import stored
from gateway.learn.evidence import Observation
from gateway.learn.fold import absorb, fold
from gateway.learn.graph import Graph
from gateway.learn.library import Activity, Library
from gateway.learn.mastery import moment, read
from gateway.learn.parameters import Hyper
from gateway.learn.plan import plan
from gateway.learn.refit import refit
from gateway.learn.settings import Inputs
from gateway.learn.state import LearnerState
from gateway.learn.tracer import Answer

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
STANDARDS, PAST, CLASS = 60, 2000, 500
REPEATS = 30
EACH = 8
"""Activities of each standard: two easy, four core, two hard."""

STYLES = ("try", "paper", "partner", "teacher")
LEVELS = ("easy", "easy", "core", "core", "core", "core", "hard", "hard")


def library(standards: int) -> Library:
    """Return a course of so many standards, each needing the one before it, with eight activities each."""
    names = tuple(f"s{n}" for n in range(standards))
    activities = tuple(
        Activity(f"{name}-{n}", (name,), STYLES[n % 4], 10, LEVELS[n]) for name in names for n in range(EACH)
    )
    return Library(activities, names, Graph({two: frozenset({one}) for one, two in pairwise(names)}, {}, names))


def log_of(standards: int, count: int, seed: int) -> list[Observation]:
    """Return a learner's results, half an hour apart, that work their way through the standards."""
    luck = random.Random(seed)
    found = []
    for n in range(count):
        name = f"s{min(n * standards // count, standards - 1)}" if n % 3 else f"s{luck.randrange(standards)}"
        when, activity = START + timedelta(minutes=30 * n), f"{name}-{luck.randrange(EACH)}"
        score = min(1.0, max(0.0, luck.gauss(0.7, 0.3)))
        found.append(Observation(f"{seed:08x}-0000-4000-8000-{n:012d}", when, activity, (name,), score, 2.0, 4))
    return found


def spent(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the median processor milliseconds of some work."""
    times = []
    for _ in range(repeats):
        started = time.process_time()
        work()
        times.append(1000 * (time.process_time() - started))
    return median(times)


def one_result(inputs: Inputs, course: Library) -> float:
    """Return the milliseconds from a stored state and one new result to the next stored state with all levels."""
    log = log_of(STANDARDS, PAST + 1, 1)
    kept = fold(log[:-1], inputs).to_json()

    def work() -> str:
        state = LearnerState.from_json(kept)
        absorb(state, log[-1], inputs)
        for name in course.standards:
            if name in state.records:
                read(state, name, moment(state.records[name].last_at) or START, inputs)
        return state.to_json()

    return spent(work)


def class_planned(inputs: Inputs, course: Library) -> float:
    """Return the seconds in which a class of 500 is planned anew from stored states."""
    kept = [fold(log_of(STANDARDS, PAST // 10, n), inputs).to_json() for n in range(20)]
    now = START + timedelta(days=60)

    def work() -> None:
        for n in range(CLASS):
            plan(LearnerState.from_json(kept[n % len(kept)]), course, now, inputs)

    return spent(work, 1) / 1000


def recommended() -> float:
    """Return the milliseconds of one recommendation for 30 standards and 240 activities."""
    course = library(30)
    inputs = Inputs(graph=course.framework)
    state = fold(log_of(30, 150, 3), inputs)
    now = START + timedelta(days=4)
    return spent(lambda: plan(state, course, now, inputs))


def answers(count: int) -> Sequence[Answer]:
    """Return answers of a school in the order of time: 60 to a learner."""
    luck = random.Random(11)
    learners = {f"l{n}": luck.gauss(0.0, 0.8) for n in range(count // 60)}
    hard = {f"a{n}": luck.gauss(0.0, 0.8) for n in range(1200)}
    names, things = list(learners), list(hard)
    found = []
    for n in range(count):
        who, what = luck.choice(names), luck.choice(things)
        right = luck.random() < 1 / (1 + 2.718281828 ** (hard[what] - learners[who] - 0.4))
        found.append(Answer(who, what, (f"s{int(what[1:]) % 120}",), float(right), 1.0, 60.0 * n))
    return found


def main() -> None:
    """Print one table, and the figures."""
    options = arguments("What the mind of the product costs.").parse_args()
    course = library(STANDARDS)
    inputs = Inputs(graph=course.framework)
    count = 30_000 if options.quick else 300_000
    rows = answers(count)
    started = time.process_time()
    found = refit(rows, {}, Hyper(), 1, count)
    seconds = time.process_time() - started
    result, planned, chosen = one_result(inputs, course), class_planned(inputs, course), recommended()
    whole = stored()
    print(
        table(
            ("what", "limit", "measured"),
            [
                ("one result, 60 standards, 2,000 before it", "2 ms", f"{result:.2f} ms"),
                ("the same, with everything read and written (SQLite)", "-", f"{whole:.2f} ms"),
                ("a class of 500 planned anew", "5 s", f"{planned:.2f} s"),
                ("one recommendation, 30 standards, 240 activities", "1 ms", f"{chosen:.2f} ms"),
                (f"a fit on {count:,} answers", "60 s for 300,000", f"{seconds:.1f} s"),
                ("log-loss kept aside, fitted", "shipped", f"{found.loss:.4f}, shipped {found.shipped_loss:.4f}"),
            ],
        )
    )
    figures = {"result_ms": result, "class_s": planned, "choice_ms": chosen, "fit_s": seconds,
               "stored_ms": whole}  # fmt: skip
    finish({name: round(value, 3) for name, value in figures.items()}, options.json)


if __name__ == "__main__":
    main()
