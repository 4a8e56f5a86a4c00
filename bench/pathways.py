"""How fast simulated classes reach 24 of 30 standards under our policy and under others (mastery.md 7).

Policies with beliefs follow the reference estimator (knowledge tracing, alone or with the graph rules) or the product's
own. "Our ranking" is the product's order of standards in the world's own terms (a level a standard, belief decides);
"the product's plan" is all of it: the fold, the policy and the cards that students see, over eight activities a
standard. Parameter sets are fitted on classes of other seeds. The last rows take interest and choice away from the
simulated learners.

`--quick` runs these two on our estimator, on 4 classes. Another `--seed` gives other learners.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from bench.common import arguments, finish, table
from bench.pathways_estimators import Traced, Tracing
from bench.pathways_fit import Constants, fitted
from bench.pathways_policies import (
    Additive,
    Anything,
    Averaging,
    Bandit,
    Bands,
    FixedSequence,
    Fringe,
    InOrder,
    RandomReady,
)
from bench.pathways_shipped import Shipped, shipped_inputs
from bench.pathways_summary import CLASS_SIZE, Summary, simulate
from bench.simulator import CAP, GOAL, STANDARDS, Policy
from gateway.learn.policy import InOrder as Ordered
from gateway.learn.policy import Playlist
from gateway.learn.settings import Inputs

CLASSES, QUICK_CLASSES = 10, 4
Make = Callable[[random.Random], Policy]

OURS = "our ranking, 3 options, our estimator"
PLAN = "the product's plan"
REFERENCE = "our ranking, 3 options, BKT + graph"
EIGHT = ("easy", "easy", "core", "core", "core", "core", "hard", "hard")

WITHOUT_BELIEFS: dict[str, Make] = {
    "random activity": Anything,
    "fixed sequence, 4 each": lambda _luck: FixedSequence(),
    "fixed sequence, 8 each": lambda _luck: FixedSequence(EIGHT),
    "three bands": lambda _luck: Bands(),
    "in order, next when the decaying average is 0.8": lambda _luck: Averaging(),
    "ZPDES-like bandit": Bandit,
}
REFERENCES: dict[str, Make] = {
    "in order to mastery, BKT": lambda _luck: InOrder(Tracing(graph=False)),
    "in order to mastery, BKT + graph": lambda _luck: InOrder(Tracing(graph=True)),
    "in order, easy then core, BKT + graph": lambda _luck: InOrder(Tracing(graph=True), easy_first=True),
    "random ready, BKT": lambda luck: RandomReady(Tracing(graph=False), luck),
    "random ready, BKT + graph": lambda luck: RandomReady(Tracing(graph=True), luck),
    "adaptive-engine formula, BKT": lambda _luck: Additive(Tracing(graph=False)),
    "adaptive-engine formula, BKT + graph": lambda _luck: Additive(Tracing(graph=True)),
    "our ranking, 3 options, BKT": lambda _luck: Fringe(Tracing(graph=False)),
    "our ranking, 1 option, BKT + graph": lambda _luck: Fringe(Tracing(graph=True), 1),
    REFERENCE: lambda _luck: Fringe(Tracing(graph=True)),
    "the same, mastered at 0.8": lambda _luck: Fringe(Tracing(graph=True), mastered=0.8),
    "the same with 5 options": lambda _luck: Fringe(Tracing(graph=True), 5),
}
NEUTRAL = (
    "in order, easy then core, BKT + graph", "in order to mastery, BKT + graph", "random ready, BKT + graph",
    "three bands", "our ranking, 1 option, BKT + graph", REFERENCE,
)  # fmt: skip
HEAD = (
    "policy", "median", "mean", "error", "90 %", "reach", "over", "not ready", "useful", "kept", "AUC", "Brier",
    "true of 0.9", "seconds",
)  # fmt: skip


def own(constants: Constants, inputs: Inputs) -> dict[str, Make]:
    """Return the policies that follow the product's estimator."""

    def traced() -> Traced:
        return Traced(inputs, constants.weight)

    whole = shipped_inputs(constants)
    return {
        OURS: lambda _luck: Fringe(traced(), mastered=constants.mastered),
        PLAN: lambda _luck: Shipped(whole, constants.weight),
        "the product's plan, in order": lambda _luck: Shipped(whole, constants.weight, Ordered()),
        "the product's plan, a playlist": lambda _luck: Shipped(whole, constants.weight, Playlist()),
        "in order to mastery, our estimator": lambda _luck: InOrder(traced(), constants.mastered),
    }


def line(name: str, found: Summary, seconds: float) -> list[object]:
    """Return one policy's row of the table."""
    sight = [found.auc, found.brier, found.sure_and_true]
    return [
        name, found.median, found.mean, found.error, found.p90, found.reach, found.over, found.not_ready, found.useful,
        found.kept, *("-" if each is None else each for each in sight), seconds,
    ]  # fmt: skip


def main() -> None:
    """Print one table of all policies, and our figures."""
    parser = arguments("Simulated classes under our policy and many others, on the reference estimator and on ours.")
    parser.add_argument("--seed", type=int, default=0, help="another seed gives other learners")
    options = parser.parse_args()
    constants = Constants()
    ours = own(constants, fitted(constants))
    makers = {name: ours[name] for name in (OURS, PLAN)} if options.quick else {**ours, **REFERENCES, **WITHOUT_BELIEFS}
    classes = QUICK_CLASSES if options.quick else CLASSES
    runs = [(name, make, False) for name, make in makers.items()]
    if not options.quick:
        runs += [(name, makers[name], True) for name in (*ours, *NEUTRAL)]
    lines: list[list[object]] = []
    figures: dict[str, float | int | str | None] = {}
    for name, make, neutral in runs:
        started = time.perf_counter()
        found = simulate(make, options.seed, classes, neutral=neutral)
        label = name + (", choice and interest without effect" if neutral else "")
        lines.append(line(label, found, time.perf_counter() - started))
        prefix = {OURS: "", PLAN: "plan_"}.get(label)
        if prefix is not None:
            figures |= {prefix + each: getattr(found, each) for each in ("mean", "p90", "reach", "not_ready", "over")}
        if (name, neutral) == (REFERENCE, False):
            figures |= {"reference_mean": found.mean, "reference_p90": found.p90}
    print(f"{classes * CLASS_SIZE} learners a policy; activities until {GOAL} of {STANDARDS} standards, at most {CAP}")
    print(table(HEAD, lines))
    finish(figures, options.json)


if __name__ == "__main__":
    main()
