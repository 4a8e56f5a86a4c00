"""The benchmarks measure what they say (mastery.md 5 and 7; data README)."""

from __future__ import annotations

import gzip
import math
from pathlib import Path

import pytest

from bench.common import metrics, table
from bench.mastery import DecayingAverage, Elo, Row, Tracer, fold_of, in_time, load, run, run_classes
from bench.pathways import FixedSequence, Mapping, Ours, simulate
from bench.simulator import DEPTHS, Learner, graph

SHARED = Path(__file__).parents[4] / "shared" / "data" / "stats-cloze.csv.gz"


def test_metrics_of_known_predictions():
    found = metrics([0.9, 0.8, 0.8, 0.1], [1, 1, 0, 0])
    assert found.auc == pytest.approx((2 + 1 + 0.5) / 4)
    assert found.log_loss == pytest.approx(-(math.log(0.9) + math.log(0.8) + math.log(0.2) + math.log(0.9)) / 4)
    assert found.ece == pytest.approx((0.1 + 0.6 + 0.1) / 4)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the response data are not beside the checkout")
def test_the_folds_are_the_documented_ones():
    rows = load(SHARED)
    folds = [[row.user for row in rows if fold_of(row.user) == fold] for fold in range(5)]
    assert [(len(set(users)), len(users)) for users in folds] == [
        (93, 10730),
        (87, 10024),
        (83, 9548),
        (106, 12215),
        (109, 12605),
    ]


def test_rows_are_read_with_their_standards_in_one_order(tmp_path):
    path = tmp_path / "answers.csv.gz"
    path.write_bytes(gzip.compress(b"user,item,skills,correct,order,t\nu1,i1,s2;s1,1,1,\nu1,i2,s1,0,2,90\n"))
    assert load(path) == [Row("u1", "i1", ("s1", "s2"), 1, 1, None), Row("u1", "i2", ("s1",), 0, 2, 90.0)]


def answers(users=60, count=12):
    rows = []
    for user in range(users):
        for n in range(count):
            item = (user * 7 + n) % 5
            rows.append(Row(f"u{user:04}", f"i{item}", ("s",), int((user + n) % 5 >= item), n, 60.0 * n))
    return rows


@pytest.mark.parametrize("make", [Tracer, DecayingAverage, Elo])
def test_every_answer_is_predicted_before_it_is_seen(make):
    rows = answers()
    other = [*rows[:-1], rows[-1]._replace(correct=1 - rows[-1].correct)]
    fold = fold_of(rows[-1].user)
    first, second = (run(make, each, [fold]) for each in (rows, other))
    assert first.predictions == second.predictions
    assert first.outcomes != second.outcomes


def test_classes_predict_every_answer_once():
    rows = answers()
    assert len(run_classes(rows).predictions) == len(rows) == len(in_time(rows))


def test_the_world_is_the_documented_one():
    documented = "0,0,0,1,2,2,2,2,3,3,3,3,4,3,3,4,4,5,5,5,6,5,6,7,8,7,7,7,8,7"
    assert ",".join(map(str, DEPTHS)) == documented
    assert len(graph().sequence) == 30


def test_a_seed_is_a_learner():
    assert Learner(4).known == Learner(4).known
    assert len({tuple(Learner(seed).known) for seed in range(9)}) > 1


def test_our_plan_beats_a_fixed_sequence_by_far():
    mapping = Mapping()
    inputs = mapping.inputs()
    ours, fixed = (simulate(make, 5, 1) for make in (lambda: Ours(inputs, mapping), FixedSequence))
    assert ours.mean + 3 * ours.error < fixed.mean
    assert ours == simulate(lambda: Ours(inputs, mapping), 5, 1)


def test_tables_line_up():
    assert table(["a", "b"], [["x", 0.5]]) == "| a | b      |\n|---|--------|\n| x | 0.5000 |"
