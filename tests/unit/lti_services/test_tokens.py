"""F01-F04: access tokens of a platform."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs

import pytest

from lti.lms.base import Refused, Transient
from lti.tokens import FixedToken, TokenPlatform

SCORE = frozenset({"https://purl.imsglobal.org/spec/lti-ags/scope/score"})
BOTH = SCORE | {"https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"}


def granted(reply, number: int = 1, **fields: object):
    return reply(200, {"access_token": f"t{number}", "token_type": "Bearer", **fields})


def test_the_request_proves_who_we_are(platform, tokens, registration, reply, clock):
    platform.script(granted(reply, expires_in=3600))
    assert tokens.of(registration).get(BOTH) == "t1"
    request = platform.requests[0]
    form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
    claims = json.loads(form.pop("client_assertion"))
    assert form == {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "scope": " ".join(sorted(BOTH)),
    }
    assert claims["iss"] == claims["sub"] == registration.client_id
    assert claims["aud"] == registration.token_url
    # Issued a little in the past: some platforms allow no second ahead of their clock.
    assert (claims["iat"], claims["exp"]) == (int(clock.now.timestamp()) - 30, int(clock.now.timestamp()) + 300)
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"


def test_every_assertion_has_its_own_id_and_the_audience_may_be_named(platform, tokens, signer, reply):
    platform.script(granted(reply, expires_in=0))
    named = TokenPlatform("p1", "c", f"{platform.url}/token", audience="https://sso.test/token")
    for _ in range(2):
        tokens.of(named).get(SCORE)
    assert signer.signed[0]["aud"] == "https://sso.test/token"
    assert signer.signed[0]["jti"] != signer.signed[1]["jti"]


@pytest.mark.parametrize(
    ("stated", "kept_seconds"),
    [({"expires_in": 600}, 539), ({"expires_in": "600"}, 539), ({}, 3539), ({"expires_in": "soon"}, 3539)],
)
def test_F03_a_token_is_kept_until_a_minute_before_its_end(
    platform, tokens, registration, reply, clock, stated, kept_seconds
):
    platform.script(granted(reply, 1, **stated), granted(reply, 2, **stated))
    source = tokens.of(registration)
    source.get(SCORE)
    clock.advance(seconds=kept_seconds)
    assert source.get(SCORE) == "t1"
    clock.advance(seconds=1)
    assert source.get(SCORE) == "t2"


@pytest.mark.parametrize("stated", [0, "0", -5, 59])
def test_F03_a_token_that_ends_at_once_is_used_once(platform, tokens, registration, reply, stated):
    platform.script(granted(reply, 1, expires_in=stated), granted(reply, 2, expires_in=stated))
    source = tokens.of(registration)
    assert [source.get(SCORE), source.get(SCORE)] == ["t1", "t2"]


def test_tokens_are_kept_apart_by_scopes_and_by_platform(platform, tokens, registration, reply):
    platform.script(*(granted(reply, number) for number in (1, 2, 3)))
    other = TokenPlatform("p2", registration.client_id, registration.token_url)
    assert tokens.of(registration).get(SCORE) == "t1"
    assert tokens.of(registration).get(BOTH) == "t2"
    assert tokens.of(other).get(SCORE) == "t3"
    assert tokens.of(registration).get(SCORE) == "t1"


def test_many_threads_cost_one_fetch(platform, tokens, registration, reply):
    platform.script(granted(reply))
    source = tokens.of(registration)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: source.get(SCORE), range(32))) == {"t1"}
    assert len(platform.requests) == 1


def test_F01_many_threads_refused_with_the_same_token_cost_one_new_one(platform, tokens, registration, reply):
    platform.script(granted(reply, 1), granted(reply, 2), granted(reply, 3))
    source = tokens.of(registration)
    old = source.get(SCORE)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: source.renew(SCORE, old), range(32))) == {"t2"}


@pytest.mark.parametrize("status", [400, 401, 403])
@pytest.mark.parametrize("code", ["invalid_client", "unauthorized_client", "invalid_request"])
def test_F02_a_refused_key_is_not_tried_again_for_ten_minutes(
    platform, tokens, registration, reply, clock, status, code
):
    platform.script(reply(status, {"error": code, "error_description": "unknown client"}))
    source = tokens.of(registration)
    for _ in range(3):
        with pytest.raises(Refused) as caught:
            source.get(SCORE)
        assert caught.value.code == "key_refused"
        assert "unknown client" in caught.value.detail
    assert len(platform.requests) == 1
    clock.advance(minutes=10)
    platform.script(granted(reply))
    assert source.get(SCORE) == "t1"


def test_F02_an_admin_who_mended_the_key_need_not_wait(platform, tokens, registration, reply):
    platform.script(reply(400, {"error": "invalid_client"}), granted(reply))
    source = tokens.of(registration)
    with pytest.raises(Refused):
        source.get(SCORE)
    tokens.forgive(registration)
    assert source.get(SCORE) == "t1"


@pytest.mark.parametrize("scope", ["https://purl.imsglobal.org/spec/lti-ags/scope/lineitem", ""])
def test_F04_the_permission_that_is_missing_is_named(platform, tokens, registration, reply, scope):
    platform.script(granted(reply, scope=scope))
    with pytest.raises(Refused) as caught:
        tokens.of(registration).get(BOTH)
    assert caught.value.code == "scope_missing"
    assert caught.value.detail == " ".join(sorted(BOTH - {scope}))


def test_F04_a_refused_scope_is_a_missing_permission(platform, tokens, registration, reply):
    platform.script(reply(400, {"error": "invalid_scope"}))
    with pytest.raises(Refused) as caught:
        tokens.of(registration).get(SCORE)
    assert (caught.value.code, caught.value.detail) == ("scope_missing", next(iter(SCORE)))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"oops"),
        (503, b"<html>maintenance</html>"),
        (429, b"slow down"),
        (403, b"403 Forbidden (Rate Limit Exceeded)\n"),
        (200, b"<html>sign in</html>"),
        (200, b"[]"),
        (200, b"{}"),
        (400, b'{"error": "invalid_request", "error_description": "JWK Error: timeout"}'),
    ],
)
def test_trouble_of_the_token_endpoint_passes_and_is_asked_again(platform, tokens, registration, reply, status, body):
    platform.script(reply(status, body), granted(reply))
    source = tokens.of(registration)
    with pytest.raises(Transient):
        source.get(SCORE)
    assert source.get(SCORE) == "t1"


def test_a_persons_token_is_the_only_one(reply):
    assert FixedToken("1~x").get(SCORE) == FixedToken("1~x").renew(SCORE, "1~x") == "1~x"
    with pytest.raises(Refused) as caught:
        FixedToken(None).get(SCORE)
    assert caught.value.code == "token_missing"
