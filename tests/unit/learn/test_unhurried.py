"""What more time makes of minutes, days and the limit for rapid answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.learn.unhurried import USUAL, Unhurried


def test_the_usual_time_changes_nothing() -> None:
    assert (USUAL.rapid_share, USUAL.minutes(7), USUAL.shown(7), USUAL.days(14)) == (1.0, 7, 7, timedelta(0))


@pytest.mark.parametrize(
    ("more", "share", "minutes", "days"), [(25, 0.8, 9, 4), (50, 100 / 150, 11, 7), (100, 0.5, 14, 14)]
)
def test_more_time_is_rounded_up_and_the_limit_falls_in_proportion(more, share, minutes, days) -> None:
    time = Unhurried(more)
    assert (time.rapid_share, time.minutes(7), time.days(14)) == (share, minutes, timedelta(days=days))


def test_without_a_clock_there_is_no_limit_and_no_minute_is_shown() -> None:
    time = Unhurried(50, no_clock=True)
    assert (time.rapid_share, time.shown(7), time.minutes(8)) == (0.0, 0, 12)
