"""State, browser and the one use of a launch (L10, L11, L17, L25)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from lti import errors
from lti.launch import finish
from lti.launch_state import use_up
from lti.login import hashed

from .lms import NOW, Lms, full_claims


def post(lms: Lms, form: dict[str, str]) -> object:
    return finish(form, {}, platforms=lms.platforms, logins=lms.logins, keysets=lms.keysets, now=NOW)


@pytest.mark.parametrize("form", [{}, {"state": "s"}, {"id_token": "t"}, {"state": "", "id_token": "t"}])
def test_L10_a_form_without_state_or_token_is_incomplete(lms: Lms, form: dict[str, str]) -> None:
    with pytest.raises(errors.LaunchIncomplete) as caught:
        post(lms, form)
    assert caught.value.status == 400


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("login_required", errors.LmsSessionEnded),
        ("launch_no_longer_valid", errors.LmsLinkSpent),
        ("unauthorized_client", errors.LmsKeyOff),
        ("invalid_request_object", errors.LmsSignInRefused),
        ("", errors.LmsSignInRefused),
        ("\x00\ud800", errors.LmsSignInRefused),
    ],
)
def test_L10_the_platforms_own_refusal_is_told_in_words(
    lms: Lms, answer: str, error: type[errors.PlatformAnswer]
) -> None:
    with pytest.raises(error) as caught:
        post(lms, {"error": answer, "error_description": "x\r\n" * 300, "state": "s"})
    assert len(caught.value.detail) <= 200
    assert caught.value.detail.isprintable()


def test_L11_a_state_nobody_began_is_refused(lms: Lms) -> None:
    for state in ("guess", "\ud800"):
        with pytest.raises(errors.StateUnknown):
            post(lms, {"state": state, "id_token": "a.b.c"})


def test_L11_another_browser_is_refused_and_the_first_one_still_gets_in(lms: Lms) -> None:
    begun, foreign = lms.begin(), lms.begin()
    token = lms.sign(full_claims(begun.nonce))
    wrong = {begun.redirect.cookie_name: foreign.redirect.cookie_value}
    for cookies, sent in (({}, False), (foreign.cookies, False), (wrong, True)):
        with pytest.raises(errors.BrowserUnproven) as caught:
            lms.finish(begun, token, cookies=cookies)
        assert caught.value.cookie_sent is sent
    with pytest.raises(errors.BrowserUnproven):
        lms.finish(begun, token, cookies={begun.redirect.cookie_name: begun.state})
    assert lms.finish(begun, token).state_hash == hashed(begun.state)


def test_L11_a_login_is_good_for_ten_minutes(lms: Lms) -> None:
    begun = lms.begin()
    late = NOW + timedelta(minutes=10)
    token = lms.sign(full_claims(begun.nonce, now=late))
    with pytest.raises(errors.StateExpired):
        lms.finish(begun, token, now=late, cookies={})
    assert lms.finish(begun, token, now=late - timedelta(seconds=1)).sub


def test_L25_a_second_post_says_which_launch_it_repeats(lms: Lms) -> None:
    begun = lms.begin()
    token = lms.sign(full_claims(begun.nonce))
    lms.finish(begun, token)
    for cookies, same_browser in ((begun.cookies, True), ({}, False)):
        with pytest.raises(errors.LaunchUsed) as caught:
            lms.finish(begun, token, cookies=cookies, now=NOW + timedelta(minutes=11))
        assert caught.value.state_hash == hashed(begun.state)
        assert caught.value.same_browser is same_browser


def test_L17_the_same_token_under_a_new_state_is_refused(lms: Lms) -> None:
    begun = lms.begin()
    token = lms.sign(full_claims(begun.nonce))
    lms.finish(begun, token)
    again = lms.begin()
    with pytest.raises(errors.NonceMismatch):
        lms.finish(again, token)
    assert lms.logins.used() == 1


def test_T03_L17_of_twenty_parallel_replays_exactly_one_wins(lms: Lms) -> None:
    begun = lms.begin()
    token = lms.sign(full_claims(begun.nonce))

    def attempt(_number: int) -> str:
        try:
            lms.finish(begun, token)
        except errors.LaunchUsed as error:
            return f"{error.code} {error.same_browser}"
        return "accepted"

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(attempt, range(20)))
    assert sorted(outcomes) == ["accepted"] + ["launch_used True"] * 19


def test_L17_the_loser_of_a_race_after_the_state_check_is_told_so(lms: Lms) -> None:
    begun = lms.begin()
    row = lms.logins.rows[hashed(begun.state)]
    use_up(lms.logins, row, NOW)
    with pytest.raises(errors.LaunchUsed):
        use_up(lms.logins, row, NOW)


def test_L43_parallel_launches_of_one_browser_stay_apart(lms: Lms) -> None:
    first, second = lms.begin(), lms.begin()
    cookies = first.cookies | second.cookies
    with pytest.raises(errors.NonceMismatch):
        lms.finish(first, lms.sign(full_claims(second.nonce)), cookies=cookies)
    assert lms.finish(second, lms.sign(full_claims(second.nonce, "Instructor")), cookies=cookies).role == "teacher"
    assert lms.finish(first, lms.sign(full_claims(first.nonce)), cookies=cookies).role == "learner"
