"""Tokens of a consent: renewed once whoever wants one, the refresh token stays, what is over is over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from support.lms_site import WORK

from gateway.db import tables as t
from gateway.services.consent_tokens import HELD, ConsentTokens
from lti.lms.base import Permanent, Refused, Transient

NO_SCOPES: frozenset[str] = frozenset()


@pytest.fixture
def connected(office):
    office.connect()
    return office


def source(office, tokens=None):
    """Return the course's tokens, of this process or of another one."""
    with office.waymark.db.read() as conn:
        platform = conn.execute(t.platform.select()).one()
        return (tokens or office.waymark.consents).of(office.consents()[0], platform)


def other_process(office, pause) -> ConsentTokens:
    own = office.waymark.consents
    return ConsentTokens(own.db, own.http, own.secret_key, own.base_url, pause=pause)


def test_a_token_is_kept_for_its_hour_and_renewed_after_it(connected, clock):
    before, first = connected.asked(), source(connected).get(NO_SCOPES)
    assert source(connected).get(NO_SCOPES) == first
    clock.advance(hours=1)
    second = source(connected).get(NO_SCOPES)
    assert second != first
    assert connected.asked() == before + 1
    assert connected.consents()[0].version == 2
    clock.advance(hours=1)
    assert source(connected).get(NO_SCOPES) not in {first, second}


@pytest.mark.parametrize("renewed", [False, True])
def test_the_refresh_token_stays_unless_the_system_gives_another(connected, clock, renewed):
    connected.sim.faults.new_refresh_token = renewed
    for _ in range(2):
        clock.advance(hours=1)
        source(connected).get(NO_SCOPES)
    assert len(connected.tokens()) == 1
    assert connected.adapter().make_assignment(WORK)


def test_F01_a_token_refused_before_its_end_is_renewed_once(connected):
    connected.adapter().make_assignment(WORK)
    before = connected.asked()
    connected.tokens()[0].access = "1~another"
    connected.adapter().make_assignment(WORK)
    assert connected.asked() == before + 1


def test_many_threads_renew_once(connected, clock):
    clock.advance(hours=1)
    before, begin = connected.asked(), Event()

    def one() -> str:
        begin.wait(10)
        return source(connected).get(NO_SCOPES)

    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(one) for _ in range(8)]
        begin.set()
        got = {each.result() for each in waiting}
    assert len(got) == 1
    assert connected.asked() == before + 1


def test_a_second_process_waits_for_the_first_and_takes_its_token(connected, clock):
    clock.advance(hours=1)
    row, before = connected.consents()[0], connected.asked()
    first = source(connected)
    assert first._claimed(row)
    renewed = []

    def meanwhile(_seconds: float) -> None:
        renewed.append(first._refreshed(row, first.tokens.opened(row)))

    second = source(connected, other_process(connected, meanwhile))
    assert [second.get(NO_SCOPES)] == renewed
    assert connected.asked() == before + 1


def test_a_process_that_died_while_renewing_is_waited_for_no_longer_than_a_call_lasts(connected, clock):
    clock.advance(hours=1)
    assert source(connected)._claimed(connected.consents()[0])
    second = source(connected, other_process(connected, lambda _seconds: clock.advance(seconds=HELD.total_seconds())))
    assert second.get(NO_SCOPES)


def test_a_system_that_is_down_ends_nothing(connected, clock):
    clock.advance(hours=1)
    connected.sim.faults.down = True
    with pytest.raises(Transient):
        source(connected).get(NO_SCOPES)
    connected.sim.faults.down = False
    assert source(connected).get(NO_SCOPES)


def test_a_consent_that_is_over_is_asked_about_once(connected, clock):
    clock.advance(hours=1)
    connected.sim.faults.refresh_forgotten = True
    before = connected.asked()
    for _ in range(3):
        with pytest.raises(Refused) as caught:
            source(connected).get(NO_SCOPES)
        assert caught.value.code == "grant_ended"
    assert connected.asked() == before + 1


def test_a_key_switched_off_there_is_another_matter_and_comes_back_by_itself(connected, clock):
    clock.advance(hours=1)
    connected.sim.switch_api_key(on=False)
    with pytest.raises(Refused) as caught:
        source(connected).get(NO_SCOPES)
    assert caught.value.code == "key_refused"
    assert "does not accept the key at the moment" in connected.open()
    connected.sim.switch_api_key(on=True)
    assert source(connected).get(NO_SCOPES)
    assert "in the name of" in connected.open()


@pytest.mark.parametrize("status", [401, 403])
def test_a_missing_permission_costs_no_renewal(connected, status):
    before = connected.asked()
    connected.sim.faults.rest_forbidden, connected.sim.faults.rest_forbidden_status = True, status
    with pytest.raises(Permanent) as caught:
        connected.adapter().make_assignment(WORK)
    assert caught.value.code == "not_accepted"
    assert connected.asked() == before


def test_a_missing_scope_is_named_and_costs_no_renewal(connected):
    before = connected.asked()
    connected.tokens()[0].scopes = ["url:GET|/api/v1/courses/:course_id/assignments"]
    with pytest.raises(Refused) as caught:
        connected.adapter().make_assignment(WORK)
    assert caught.value.code == "scope_missing"
    assert connected.asked() == before


def test_another_secret_key_ends_it_with_a_reason(connected):
    own = connected.waymark.consents
    other = ConsentTokens(own.db, own.http, bytes(32), own.base_url)
    with pytest.raises(Refused) as caught:
        other.opened(connected.consents()[0])
    assert caught.value.code == "grant_ended"
