"""The benchmark of the statement path sends what schools send, loses nothing, and names its figures."""

from __future__ import annotations

import orjson
import pytest

from bench.ingest import ingest
from bench.ingest_measure import Ledger, lost
from bench.ingest_report import Run, figures, report
from bench.ingest_send import Refused, post
from bench.ingest_servers import waymark
from bench.ingest_statements import Source
from xapi.validate import check, remarks
from xapi.version import Version


@pytest.fixture(scope="module")
def done() -> Run:
    return ingest({1: 8, 10: 40, 50: 60}, rounds=2, levels=[1300, 1400], grown={1: 4, 50: 50})


def test_its_statements_are_valid_in_both_versions_and_the_same_for_a_seed():
    made = Source(7).take(200)
    bodies = [orjson.loads(text) for _, text in made]
    assert [check(bodies, version) for version in Version] == [[], []]
    assert not any(remarks(one) for one in bodies)
    assert [identity for identity, _ in made] == [one["id"] for one in bodies]
    assert made == Source(7).take(200) != Source(8).take(200)
    assert 1250 < sum(len(text) for _, text in made) / 200 < 1400


def test_everything_acknowledged_is_found_again(done):
    assert done.lost == 0
    assert [(one.batch, one.stored, len(one.sent.ids)) for one in done.results] == [
        (1, 0, 16), (10, 0, 80), (50, 0, 120), (1, 1300, 8), (50, 1300, 100), (1, 1400, 8), (50, 1400, 100),
    ]  # fmt: skip


def test_the_figures_have_their_stable_names(done):
    named = figures(done)
    assert {"cpu_s_per_1000_batch50", "cpu_s_per_1000_batch1", "per_s_batch50", "per_s_batch1"} <= named.keys()
    assert {"ratio_cpu_batch50", "per_s_batch50_at_1400", "p95_ms_learner_at_1400"} <= named.keys()
    assert report(done, None).count("\n| Waymark ") == 7


def test_a_statement_that_is_not_there_or_other_than_sent_counts_as_lost(tmp_path):
    with waymark(tmp_path, None) as (server, store):
        made = Source(3).take(2)
        first, text = made[0]
        ledger = Ledger(sample={first: text.replace(b"lesson", b"lessons")})
        ledger.note(post(server.target, server.target.batches(made, 1)))
        assert lost(server, store, ledger) == 1
        ledger.ids.add("0" * 32)
        assert lost(server, store, ledger) == 2


def test_a_refused_request_ends_the_run_instead_of_counting(tmp_path):
    with waymark(tmp_path, None) as (server, _), pytest.raises(Refused, match="400"):
        post(server.target, server.target.batches([("x", b"{}")], 1))
