"""The login request (security.md 1.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from lti.errors import LoginParameterMissing, LoginTargetRefused, PlatformAmbiguous, PlatformDisabled, PlatformUnknown
from lti.login import hashed

from .lms import NOW, PLATFORM, URLS, Lms


@pytest.mark.parametrize("name", ["iss", "login_hint", "target_link_uri"])
@pytest.mark.parametrize("value", [None, "", "\ud800"])
def test_L01_a_missing_parameter_is_named_and_nothing_is_stored(lms: Lms, name: str, value: str | None) -> None:
    with pytest.raises(LoginParameterMissing) as caught:
        lms.begin(**{name: value})
    assert caught.value.detail == name
    assert caught.value.status == 400
    assert not lms.logins.rows


def test_L02_one_issuer_with_many_clients_is_told_apart_by_client_id(lms: Lms) -> None:
    lms.platforms.all.append(replace(PLATFORM, id="p2", client_id="client-2", auth_url="https://lms.example/auth2"))
    assert urlsplit(lms.begin(client_id="client-2").redirect.url).path == "/auth2"


def test_L02_without_client_id_a_single_registration_is_meant(lms: Lms) -> None:
    assert lms.begin(client_id=None).redirect.url.startswith(PLATFORM.auth_url)


def test_L02_without_client_id_several_registrations_are_ambiguous(lms: Lms) -> None:
    lms.platforms.all.append(replace(PLATFORM, id="p2", client_id="client-2"))
    with pytest.raises(PlatformAmbiguous):
        lms.begin(client_id=None)


@pytest.mark.parametrize(
    "change", [{"iss": "https://evil.example"}, {"iss": "https://lms.example/"}, {"client_id": "x"}]
)
def test_L03_an_unknown_platform_is_refused(lms: Lms, change: dict[str, str]) -> None:
    with pytest.raises(PlatformUnknown) as caught:
        lms.begin(**change)
    assert caught.value.audience == "admin"
    assert not lms.logins.rows


def test_L03_a_disabled_platform_is_refused(lms: Lms) -> None:
    lms.platforms.all[0] = replace(PLATFORM, enabled=False)
    with pytest.raises(PlatformDisabled):
        lms.begin()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/lti/launch",
        "http://tool.example/lti/launch",
        "https://tool.example:8443/lti/launch",
        "https://tool.example@evil.example/lti/launch",
        "https://user@tool.example/lti/launch",
        "https://tool.example.evil.example/lti/launch",
        "https://tool.example/admin",
        "https://tool.example/lti/launch/../../admin",
        "https://tool.example\\@evil.example/lti/launch",
        "https://tool.example/lti/launch\n?a=b",
        "https://[broken/lti/launch",
        "https://tool.example:nan/lti/launch",
        "//tool.example/lti/launch",
        "/lti/launch",
        "javascript:alert(1)",
        "https://tool.example/lti/launch?" + "x" * 2_000,
    ],
)
def test_L04_a_target_that_is_not_ours_is_refused(lms: Lms, target: str) -> None:
    with pytest.raises(LoginTargetRefused):
        lms.begin(target_link_uri=target)
    assert not lms.logins.rows


def test_L04_a_default_port_and_a_query_are_still_ours(lms: Lms) -> None:
    begun = lms.begin(target_link_uri="https://tool.example:443/lti/deeplink?x=1")
    assert lms.logins.rows[hashed(begun.state)].target == "https://tool.example:443/lti/deeplink?x=1"


@pytest.mark.parametrize("auth_url", ["https://lms.example/auth", "https://lms.example/auth?tenant=a%20b&x=1"])
def test_L05_the_authorization_request_is_exact(lms: Lms, auth_url: str) -> None:
    lms.platforms.all[0] = replace(PLATFORM, auth_url=auth_url)
    begun = lms.begin()
    url = begun.redirect.url
    assert url.startswith(auth_url)
    assert url.count("?") == 1
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    own = {name: values[0] for name, values in parse_qs(urlsplit(auth_url).query).items()}
    assert query == own | {
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "scope": "openid",
        "client_id": PLATFORM.client_id,
        "redirect_uri": URLS.launch_url,
        "login_hint": "hint é&=+%20",
        "lti_message_hint": "eyJ.a+b/c==",
        "state": begun.state,
        "nonce": begun.nonce,
    }


def test_L06_state_nonce_and_cookie_differ_and_only_hashes_of_two_are_stored(lms: Lms) -> None:
    begun, again = lms.begin(), lms.begin()
    values = {begun.state, begun.nonce, begun.redirect.cookie_value, again.state, again.nonce}
    assert len(values) == 5
    assert min(map(len, values)) >= 43
    row = lms.logins.rows[hashed(begun.state)]
    assert begun.state not in repr(row)
    assert begun.redirect.cookie_value not in repr(row)
    assert row.browser_hash == hashed(begun.redirect.cookie_value)
    assert (row.created_at, row.expires_at) == (NOW, NOW + timedelta(minutes=10))
    assert begun.redirect.max_age == 600


def test_L40_parallel_logins_have_cookies_of_their_own(lms: Lms) -> None:
    assert lms.begin().redirect.cookie_name != lms.begin().redirect.cookie_name
