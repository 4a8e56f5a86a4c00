"""Transport, tokens and crashes: fault cases of delivery against the LMS simulator (reliability.md 4)."""

from __future__ import annotations

from typing import Any

import pytest

from lti.ags import SCOPE_SCORE


def late_enough(gradebook, clock, **parts: float) -> None:
    clock.advance(**(parts or {"minutes": 2}))
    gradebook.deliver()


def test_a_value_arrives_with_the_learners_time_and_no_attempt_F22(gradebook) -> None:
    gradebook.want(3)
    gradebook.deliver()
    assert gradebook.cell().state == "sent"
    assert gradebook.shown() == 3
    post = gradebook.posts()[0]
    assert post["https://canvas.instructure.com/lti/submission"]["new_submission"] is False
    assert post["comment"] == "Level 3"


def test_F01_an_expired_token_costs_one_new_token_and_no_grade(gradebook) -> None:
    tokens = gradebook.calls("token")
    gradebook.sim.faults.expire_tokens_now = True
    gradebook.want(3)
    gradebook.deliver()
    assert gradebook.values() == [3]
    assert gradebook.calls("token") - tokens <= 3  # one for each set of scopes


def test_F02_a_refused_key_is_tried_every_ten_minutes_and_told(gradebook, clock) -> None:
    gradebook.sim.faults.invalid_client = True
    clock.advance(hours=2)  # tokens in hand have run out
    for number in range(4):
        gradebook.want(3, number)
    before = gradebook.calls("token")
    for _ in range(20):
        gradebook.deliver()
        clock.advance(seconds=59)
    assert gradebook.calls("token") - before <= 2
    assert gradebook.trouble()["code"] == "key_refused"
    assert {gradebook.cell(number).state for number in range(4)} == {"waiting"}
    gradebook.sim.faults.invalid_client = False
    late_enough(gradebook, clock, minutes=11)
    assert [gradebook.values(number) for number in range(4)] == [[3]] * 4
    assert gradebook.trouble() is None


@pytest.mark.parametrize("expires", [None, "3600", 0])
def test_F03_odd_lifetimes_of_tokens(gradebook, clock, expires) -> None:
    gradebook.sim.faults.token_expires_in = expires
    clock.advance(hours=2)
    gradebook.want(3)
    gradebook.deliver()
    assert gradebook.values() == [3]


def test_F04_a_missing_permission_is_named(gradebook, clock) -> None:
    gradebook.sim.faults.missing_scopes = [SCOPE_SCORE]
    clock.advance(hours=2)
    gradebook.want(3)
    gradebook.deliver()
    assert gradebook.trouble()["code"] == "scope_missing"
    assert "score" in gradebook.trouble()["detail"]
    assert gradebook.cell().state == "waiting"
    gradebook.sim.faults.missing_scopes = []
    late_enough(gradebook, clock, hours=2)
    assert gradebook.values() == [3]


@pytest.mark.parametrize(
    ("status", "retry_after", "pause"),
    [(429, "120", 120), (429, "Mon, 14 Sep 2026 12:02:00 GMT", 120), (403, "", 20)],
    ids=["F05-seconds", "F05-date", "F06-no-header"],
)
def test_F05_F06_throttling_is_obeyed_and_loses_nothing(gradebook, clock, status, retry_after, pause) -> None:
    faults = gradebook.sim.faults
    faults.throttle_next, faults.throttle_status, faults.retry_after = 1, status, retry_after
    for number in range(3):
        gradebook.want(3, number)
    gradebook.deliver()
    before = sum(gradebook.sim.state()["requests"]["counts"].values())
    clock.advance(seconds=pause - 1)
    gradebook.deliver()
    assert sum(gradebook.sim.state()["requests"]["counts"].values()) == before
    late_enough(gradebook, clock, seconds=30)
    assert [gradebook.values(number) for number in range(3)] == [[3]] * 3


def test_F07_a_long_outage_is_probed_once_a_minute_and_ends_with_the_newest_values(gradebook, clock) -> None:
    for number in range(8):
        gradebook.want(2, number)
    gradebook.sim.faults.down = True
    before = sum(gradebook.sim.state()["requests"]["counts"].values())
    for minute in range(30):
        gradebook.deliver()
        if minute == 20:
            for number in range(8):
                gradebook.want(4, number)
        clock.advance(minutes=1)
    assert sum(gradebook.sim.state()["requests"]["counts"].values()) - before <= 33
    assert gradebook.trouble()["code"] == "lms_error"
    gradebook.sim.faults.down = False
    for _ in range(40):
        gradebook.deliver()
        clock.advance(minutes=1)
    assert [gradebook.values(number) for number in range(8)] == [[4]] * 8


def test_F08_a_server_that_is_gone_is_waited_for(gradebook, clock) -> None:
    gradebook.want(3)
    gradebook.sim.stop()
    try:
        gradebook.deliver()
        assert gradebook.trouble()["code"] == "unreachable"
    finally:
        gradebook.sim.start()
    late_enough(gradebook, clock)
    assert gradebook.values() == [3]


def test_F10_an_answer_lost_after_the_score_was_stored(gradebook, clock) -> None:
    gradebook.sim.faults.drop_answer_after_store = 1
    gradebook.want(3)
    gradebook.deliver()
    assert gradebook.cell().state == "waiting"
    late_enough(gradebook, clock)
    assert gradebook.cell().state == "sent"
    assert gradebook.values() == [3]


def test_F10_a_newer_value_after_a_lost_answer_is_not_taken_for_a_teachers_change(gradebook, clock) -> None:
    gradebook.want(1)
    gradebook.deliver()
    for value in (2, 3):
        clock.advance(minutes=5)
        gradebook.sim.faults.drop_answer_after_store = 1
        gradebook.want(value)
        gradebook.deliver()
        gradebook.sim.faults.down = True  # the next try does not even read
        late_enough(gradebook, clock)
        gradebook.sim.faults.down = False
    gradebook.want(4)
    late_enough(gradebook, clock, hours=1)
    assert (gradebook.cell().state, gradebook.shown()) == ("sent", 4)


class Killed(Exception):
    """Stands for a process that ends between the LMS's answer and our commit."""


class Dying:
    """An adapter that does everything and then falls over, a number of times."""

    def __init__(self, real: Any, deaths: list[str]) -> None:
        self._real, self._deaths = real, deaths

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._real, name)
        if name not in self._deaths:
            return method

        def call(*args: Any) -> Any:
            method(*args)
            self._deaths.remove(name)
            raise Killed(name)

        return call


def dying(gradebook, *deaths: str) -> None:
    handler = gradebook.school.waymark.runner.handlers["deliver"].__self__
    real, left = handler.adapter, list(deaths)
    handler.adapter = lambda conn, course: Dying(real(conn, course), left)


def test_F11_killed_between_answer_and_commit(gradebook, clock) -> None:
    dying(gradebook, "send_score")
    gradebook.want(3)
    gradebook.deliver()
    assert gradebook.values() == [3]
    gradebook.want(4)
    late_enough(gradebook, clock)
    assert (gradebook.cell().state, gradebook.values()) == ("sent", [3, 4])


def test_F11_F25_a_column_made_before_the_crash_is_found_again(site, waymark, clock) -> None:
    from support.gradebooks import open_gradebook

    gradebook = open_gradebook(site, waymark, clock, column=False)
    dying(gradebook, "make_column")
    gradebook.column()
    gradebook.deliver()
    late_enough(gradebook, clock)
    assert gradebook.place_row().state == "there"
    assert len(gradebook.sim.state()["line_items"]) == 1


def test_F12_a_worker_whose_lease_was_taken_over_writes_nothing_more(gradebook, clock) -> None:
    from gateway.jobs import lanes

    waymark = gradebook.school.waymark
    handler = waymark.runner.handlers["deliver"].__self__
    lane, real = f"deliver/{gradebook.school.platform}", handler.adapter
    gradebook.want(2)
    slow = waymark.db.write(lambda w: lanes.claim(w.conn, lane, "slow", w.now))
    assert waymark.db.write(lambda w: lanes.claim(w.conn, lane, "second", w.now)) is None

    class Slow(Dying):
        def send_score(self, *args: Any) -> None:
            handler.adapter = real
            clock.advance(seconds=121)
            gradebook.want(4)
            gradebook.deliver()
            self._real.send_score(*args)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._real, name)

    handler.adapter = lambda conn, course: Slow(real(conn, course), [])
    assert handler.run(lane, slow) is None
    assert gradebook.shown() == 4
    assert (gradebook.cell().state, gradebook.cell().sent["value"]) == ("sent", 4)
