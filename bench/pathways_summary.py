"""Classes under a policy, and what is said of them (mastery.md 7.3)."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, median, quantiles, stdev

from bench.common import area
from bench.simulator import Learner, Outcome, Policy, live

CLASS_SIZE = 25
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Summary:
    """A policy's figures: activities to 24 of 30 (with the mean's standard error), and shares 0..1.

    over, not_ready and useful are shares of the activities until then; kept of the standards; auc, brier and
    sure_and_true (share mastered of those believed at 0.9) compare beliefs with the truth after 150 activities.
    """

    median: float
    mean: float
    error: float
    p90: float
    reach: float
    over: float
    not_ready: float
    useful: float
    kept: float
    auc: float | None
    brier: float | None
    sure_and_true: float | None


def simulate(
    make: Callable[[random.Random], Policy], seed: int, classes: int, *, neutral: bool = False, further: bool = True
) -> Summary:
    """Lead the learners of so many classes of 25 and sum up; a policy's own chances are seeded by its learner."""
    seeds = [10_000_000 * seed + 1000 * number + each for number in range(classes) for each in range(CLASS_SIZE)]
    return summed(
        [live(Learner(each, neutral), make(random.Random(1_000_000 + each)), further=further) for each in seeds]
    )


def summed(found: Sequence[Outcome]) -> Summary:
    """Sum up the learners' ways."""
    counts = [each.activities for each in found]
    total = sum(counts) or 1
    over, not_ready = sum(each.over for each in found) / total, sum(each.not_ready for each in found) / total
    sights = [pair for each in found for pair in each.sights]
    sure = [true for belief, true in sights if belief >= SURE]
    return Summary(
        median=median(counts),
        mean=fmean(counts),
        error=stdev(counts) / math.sqrt(len(counts)),
        p90=quantiles(counts, n=10, method="inclusive")[-1],
        reach=sum(each.reached for each in found) / len(found),
        over=over,
        not_ready=not_ready,
        useful=1.0 - over - not_ready,
        kept=fmean(each.kept for each in found),
        auc=area([belief for belief, _ in sights], [int(true) for _, true in sights]) if sights else None,
        brier=fmean((belief - true) ** 2 for belief, true in sights) if sights else None,
        sure_and_true=fmean(sure) if sure else None,
    )
