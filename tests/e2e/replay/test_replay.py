"""Real answers through the record store, in real processes: nothing is lost, nothing comes out otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.replay import Result, replay

pytestmark = [pytest.mark.shared, pytest.mark.timeout(600)]

ROWS = 6_000


@pytest.fixture(scope="module")
def done(answers: Path) -> Result:
    return replay(answers / "stats-cloze.csv.gz", ROWS)


def test_every_acknowledged_answer_is_stored_once_and_counts_once(done):
    assert (done.lost, done.store.statements, done.store.evidence) == (0, ROWS, ROWS)


def test_every_level_stands_in_the_gradebook_and_no_older_value_came_after_a_newer(done):
    assert (set(done.wrong.values()), done.store.unsent) == ({0}, 0)
    assert len(done.cells) == 3
    assert min(done.cells.values()) > 150
    assert done.store.deliveries >= done.store.cells > 500


def test_a_rebuild_gives_the_same_state_to_the_last_digit(done):
    assert done.rebuilt_otherwise == 0
    assert done.store.mastery > 700


@pytest.mark.nightly
@pytest.mark.timeout(7200)
def test_all_of_the_larger_data_set_comes_through(answers):
    done = replay(answers / "assist09.csv.gz", None)
    assert (done.lost, set(done.wrong.values()), done.rebuilt_otherwise, done.store.unsent) == (0, {0}, 0, 0)
    assert done.store.evidence == done.rows
