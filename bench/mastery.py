"""How well the estimator predicts the next answer on response data, beside other ways (mastery.md 4 and 5).

Folds are by learner: what is learnt from the others' answers is frozen, then each test learner is replayed, every
answer predicted before it is seen. After the table of all methods come classes of about 30 learners that start from
nothing (`--classes` shows only these), and a run with the outcomes of the whole file shuffled (`--leak`): whatever
then predicts better than chance looks at the answer.

`--quick` leaves out what takes long (tuned constants, knowledge tracing, logistic regression), runs the simple ways and
shuffles for one fold only. Knowledge tracing and regression need
`pip install "waymark[bench]"` and are said to be missing without it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from bench.common import arguments, finish, metrics, table
from bench.mastery_data import FOLDS, Row, load, shuffled
from bench.mastery_ours import Tracer, Tuned, run_classes
from bench.mastery_run import Method, Result, run
from bench.mastery_simple import ActivityMean, DecayingAverage, Elo

OURS, CLASSES, LEAK = "Gaussian tracer (ours)", "ours, classes of 30 from nothing", "ours, outcomes shuffled"
SIMPLE: dict[str, Callable[[], Method]] = {
    "activity's mean": ActivityMean,
    "decaying average 65/35": DecayingAverage,
    "Elo: learner, standard, activity": Elo,
}
HEAD = (
    "method", "answers", "AUC", "log-loss", "RMSE", "ECE", "bias after a gap", "us an update", "bytes a learner",
)  # fmt: skip

Figures = dict[str, float | int | str | None]


def measured(rows: Sequence[Row], *, quick: bool) -> Iterator[tuple[str, Result | None]]:
    """Yield (method, result) one after the other, ours first; no result where its libraries are missing."""
    folds = range(FOLDS)
    yield OURS, run(Tracer, rows, folds)
    for name, make in SIMPLE.items():
        yield name, run(make, rows, folds[:1] if quick else folds)
    if not quick:
        yield "ours, tuned on the training folds", run(Tuned, rows, folds)
        yield from _with_libraries(rows)
    yield CLASSES, run_classes(rows)
    yield LEAK, run(Tracer, shuffled(rows), folds[:1] if quick else folds)


def _with_libraries(rows: Sequence[Row]) -> Iterator[tuple[str, Result | None]]:
    traced, regressed = "BKT (EM)", "best-LR"
    if find_spec("numpy"):
        from bench.mastery_bkt import BKT  # noqa: PLC0415 - only with the extra

        yield traced, run(BKT, rows, range(FOLDS))
    else:
        yield traced, None
    if find_spec("sklearn"):
        from bench.mastery_logistic import run_logistic  # noqa: PLC0415 - only with the extra

        yield regressed, run_logistic(rows, range(FOLDS))
    else:
        yield regressed, None


def line(name: str, result: Result | None) -> list[object]:
    """Return one method's row of the table."""
    if result is None:
        return [name, 'needs pip install "waymark[bench]"', *[""] * (len(HEAD) - 2)]
    found, bias = metrics(result.predictions, result.outcomes), result.gap_bias()
    return [
        name, len(result.outcomes), found.auc, found.log_loss, found.rmse, found.ece, "-" if bias is None else bias,
        result.us_per_update(), round(result.bytes_per_learner()) if result.learners else "-",
    ]  # fmt: skip


def figures(results: dict[str, Result | None]) -> Figures:
    """Return the first result's figures by their documented names, and what classes and shuffled outcomes gave."""
    ours = next(iter(results.values()))
    if ours is None:
        return {}
    known = metrics(ours.predictions, ours.outcomes)
    found: Figures = {
        "auc": known.auc, "log_loss": known.log_loss, "rmse": known.rmse, "ece": known.ece,
        "gap_bias": ours.gap_bias(), "us_per_update": ours.us_per_update(),
        "bytes_per_learner": round(ours.bytes_per_learner()),
    }  # fmt: skip
    for name, label in (("class", CLASSES), ("leak", LEAK)):
        if result := results.get(label):
            known = metrics(result.predictions, result.outcomes)
            found |= {f"{name}_auc": known.auc, f"{name}_log_loss": known.log_loss}
    return found


def main() -> None:
    """Print one table of all methods, and our figures."""
    parser = arguments("Next-answer prediction on response data.")
    parser.add_argument("--data", type=Path, required=True, help="a CSV file, gzipped, of the documented format")
    parser.add_argument("--classes", action="store_true", help="only classes of about 30 that start from nothing")
    parser.add_argument("--leak", action="store_true", help="only with outcomes shuffled: the area must be near 0.5")
    options = parser.parse_args()
    rows = load(options.data)
    if options.classes:
        results: dict[str, Result | None] = {CLASSES: run_classes(rows)}
    elif options.leak:
        results = {LEAK: run(Tracer, shuffled(rows), range(FOLDS))}
    else:
        results = {}
        for name, result in measured(rows, quick=options.quick):
            print(*line(name, result), sep="  ", file=sys.stderr)
            results[name] = result
    print(table(HEAD, [line(name, result) for name, result in results.items()]))
    finish(figures(results), options.json)


if __name__ == "__main__":
    main()
