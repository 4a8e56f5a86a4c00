"""The benchmark of writing back, small: few calls, no old value, one probe a minute, and nothing left behind."""

from __future__ import annotations

import pytest

from bench.writeback import Size, measured
from bench.writeback_report import figures, report

pytestmark = pytest.mark.nightly


def test_a_small_run_keeps_every_promise_but_those_of_time() -> None:
    run = measured(Size(grades=100, courses=3, level=300.0, outage=40, hours=1, plain=40, single=2))
    found = figures(run)
    assert run.throttled.requests / run.throttled.grades <= 1.2
    assert run.throttled.refused == 0
    assert (found["outage_calls_in_a_minute"], found["outage_at_once"]) == (1, 1)
    assert (found["outage_most_posts"], found["outage_old_values"], found["outage_unsent"]) == (1, 0, 0)
    assert run.outage.minutes <= 30
    assert "bound of the throttle" in report(run)
