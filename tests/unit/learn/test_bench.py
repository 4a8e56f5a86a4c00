"""The mastery benchmark measures what it says, with the product's own estimator (mastery.md 5; data README)."""

from __future__ import annotations

import gzip
import math
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench.common import metrics, table
from bench.mastery import figures, line
from bench.mastery_data import Row, fold_of, in_time, load, rooms, shuffled
from bench.mastery_ours import HYPER, Tracer, run_classes
from bench.mastery_run import run, split
from bench.mastery_simple import ActivityMean, DecayingAverage, Elo
from gateway.learn.evidence import Observation
from gateway.learn.fold import fold
from gateway.learn.parameters import ParameterSet, next_threshold
from gateway.learn.settings import Inputs
from gateway.learn.tracer import fit

SHARED = Path(__file__).parents[4] / "shared" / "data" / "stats-cloze.csv.gz"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def test_metrics_of_known_predictions():
    found = metrics([0.9, 0.8, 0.8, 0.1], [1, 1, 0, 0])
    assert found.auc == pytest.approx((2 + 1 + 0.5) / 4)
    assert found.log_loss == pytest.approx(-(math.log(0.9) + math.log(0.8) + math.log(0.2) + math.log(0.9)) / 4)
    assert found.rmse == pytest.approx(math.sqrt((0.01 + 0.04 + 0.64 + 0.01) / 4))
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


def test_rows_are_read_by_learner_and_order_with_their_standards_in_one_order(tmp_path):
    path = tmp_path / "answers.csv.gz"
    path.write_bytes(gzip.compress(b"user,item,skills,correct,order,t\nu1,i2,s1,0,2,90\nu1,i1,s2;s1,1,1,\n"))
    assert load(path) == [Row("u1", "i1", ("s1", "s2"), 1, 1, None), Row("u1", "i2", ("s1",), 0, 2, 90.0)]


def answers(users=60, count=12):
    rows = []
    for user in range(users):
        for n in range(count):
            item = (user * 7 + n) % 5
            rows.append(Row(f"u{user:04}", f"i{item}", ("s",), int((user + n) % 5 >= item), n, 60.0 * n + user))
    return rows


@pytest.mark.parametrize("make", [Tracer, ActivityMean, DecayingAverage, Elo])
def test_every_answer_is_predicted_before_it_is_seen(make):
    rows = answers()
    other = [*rows[:-1], rows[-1]._replace(correct=1 - rows[-1].correct)]
    fold_number = fold_of(rows[-1].user)
    first, second = (run(make, each, [fold_number]) for each in (rows, other))
    assert first.predictions == second.predictions
    assert first.outcomes != second.outcomes


def observation(row):
    after = EPOCH + timedelta(seconds=row.at)
    return Observation(f"{row.user}-{row.order:04}", after, row.item, row.standards, float(row.correct), 1.0)


def test_the_product_and_the_benchmark_give_the_same_numbers():
    rows = answers()
    train, test = split(in_time(rows), 0)
    method = Tracer()
    method.train(train)
    params = fit([(row.user, observation(row)) for row in train], ParameterSet(hyper=HYPER), 1, len(train))
    assert params == method.params
    theirs = [row for row in test if row.user == test[0].user]
    one = method.start()
    predicted = [one.see(row) for row in theirs]
    record = fold([observation(row) for row in theirs], Inputs(params)).records["s"]
    assert [each.expected for each in record.contributions] == predicted


def test_classes_follow_the_products_schedule_of_parameter_sets():
    rows = in_time(answers(users=9))
    found = run_classes(rows)
    assert [len(each) for each in rooms(rows)] == [len(rows)]
    assert len(found.predictions) == len(found.outcomes) == len(rows)
    log, due, params = [], next_threshold(0), ParameterSet(hyper=HYPER)
    for row, p in zip(rows, found.predictions, strict=True):
        own = [observation(each) for each in log if each.user == row.user]
        record = fold([*own, observation(row)], Inputs(params)).records["s"]
        assert record.contributions[-1].expected == p
        log.append(row)
        if len(log) >= due:
            pairs = [(each.user, observation(each)) for each in log]
            params = fit(pairs, ParameterSet(hyper=HYPER), params.version + 1, len(log))
            due = next_threshold(len(log))
    assert params.version == 6


def test_learners_fall_into_classes_of_about_thirty():
    groups = rooms(answers(users=100, count=1))
    assert sorted(len({row.user for row in each}) for each in groups) == [33, 33, 34]


def test_shuffled_outcomes_keep_their_number():
    rows = answers()
    mixed = shuffled(rows)
    assert [row._replace(correct=0) for row in mixed] == [row._replace(correct=0) for row in rows]
    assert sum(row.correct for row in mixed) == sum(row.correct for row in rows)


def test_figures_have_the_documented_names():
    found = figures({"ours": run(Tracer, answers(), [0])})
    assert {"auc", "log_loss", "ece", "gap_bias", "us_per_update"} <= found.keys()
    assert len(line("without its libraries", None)) == len(line("ours", run(Tracer, answers(), [0])))


def test_tables_line_up():
    assert table(["a", "b"], [["x", 0.5]]) == "| a | b      |\n|---|--------|\n| x | 0.5000 |"
