"""The benchmark of launches: every tool accepts what it sends, and every figure has its name."""

from __future__ import annotations

import pytest

from bench import launch, launch_peers

pytestmark = pytest.mark.nightly


@pytest.fixture(scope="module")
def results():
    return launch.run([("", launch_peers.waymark), ("_pylti", launch_peers.pylti)], 20, 1, warm=10)


def test_both_tools_let_everybody_in(results):
    assert [one.launches for one in results.values()] == [20, 20]
    for one in results.values():
        assert len(one.logins) == len(one.posts) == 20


def test_the_figures_have_their_names(results):
    found = launch.figures(results)
    assert {"per_s", "cpu_ms", "p95_ms", "per_s_pylti", "cpu_ms_pylti", "ratio_pylti"} <= set(found)
    assert all(isinstance(value, float) for value in found.values())
    assert "PyLTI1p3" in launch.report(list(results.values()))


def test_without_the_other_peer_it_is_left_out(monkeypatch, tmp_path):
    monkeypatch.setenv(launch_peers.VARIABLE, str(tmp_path))
    assert launch_peers.ltijs_place() is None
    monkeypatch.delenv(launch_peers.VARIABLE)
    assert launch_peers.ltijs_place() is None
