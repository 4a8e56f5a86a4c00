"""The benchmark's knowledge tracing finds what the usual library finds (mastery.md 8); needs the bench extra."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest

pytest.importorskip("numpy")

from bench.mastery_bkt import Knowing, fit, predicted, updated
from bench.mastery_data import fold_of, load

SHARED = Path(__file__).parents[4] / "shared" / "data" / "stats-cloze.csv.gz"

# What pyBKT 1.4.3 (seed 42, five starts) fitted to the training learners of fold 0, run apart from this project.
PYBKT = {
    "s001": Knowing(0.186829, 0.124314, 0.205557, 0.264180),
    "s002": Knowing(0.121807, 0.202173, 0.205392, 0.195114),
    "s003": Knowing(0.245719, 0.499215, 0.191874, 0.170687),
}


def loss(constants, sequences):
    total = count = 0
    for answers in sequences:
        known = constants.known
        for one in answers:
            p = predicted(known, constants)
            total -= math.log(p if one else 1 - p)
            known = updated(known, one, constants)
            count += 1
    return total / count


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the response data are not beside the checkout")
@pytest.mark.parametrize("standard", sorted(PYBKT))
def test_three_standards_come_out_as_with_pybkt(standard):
    train, test = {}, {}
    for row in load(SHARED):
        if standard in row.standards:
            (train if fold_of(row.user) else test).setdefault(row.user, []).append(row.correct)
    ours = fit([(standard, answers) for answers in train.values()])[standard]
    assert ours == pytest.approx(PYBKT[standard], abs=0.01)
    assert loss(ours, test.values()) == pytest.approx(loss(PYBKT[standard], test.values()), abs=0.001)


def test_the_constants_of_made_up_learners_are_found_again():
    luck, truth, sequences = random.Random(3), Knowing(0.3, 0.15, 0.2, 0.1), []
    for _ in range(800):
        known, answers = luck.random() < truth.known, []
        for _ in range(12):
            answers.append(int(luck.random() < (1 - truth.slip if known else truth.guess)))
            known = known or luck.random() < truth.learnt
        sequences.append(("s", answers))
    assert fit(sequences)["s"] == pytest.approx(truth, abs=0.05)
