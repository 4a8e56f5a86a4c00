"""The cache of platforms' key sets (L15, L32, L33)."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from lti.errors import KeyRefused, KeySetInvalid, KeySetUnreachable, KeyUnknown
from lti.jwks import Fetched, KeySets, time_to_live
from lti.keys import key_id, public_jwk

from .lms import NOW
from .memory import KeyServer

URL = "https://lms.example/jwks"


@pytest.fixture(scope="session")
def jwk(rsa_key: RSAPrivateKey) -> dict[str, Any]:
    return public_jwk(rsa_key.public_key())


def served(*keys: dict[str, Any], cache_control: str = "") -> tuple[KeyServer, KeySets]:
    server = KeyServer(json.dumps({"keys": keys}).encode(), cache_control)
    return server, KeySets(server)


def after(**parts: float) -> Any:
    return NOW + timedelta(**parts)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", 3_600),
        ("max-age=1", 300),
        ("public, max-age=7200", 7_200),
        ("Max-Age = 7200", 7_200),
        ("max-age=999999999", 86_400),
        ("max-age=99999999999999999999", 86_400),
        ("max-age=x", 3_600),
        ("no-store", 300),
        ("private, no-cache, max-age=7200", 300),
        ("s-maxage=9000", 3_600),
    ],
)
def test_L32_the_time_to_live_is_bounded(header: str, seconds: int) -> None:
    assert time_to_live(header).total_seconds() == seconds


def test_L32_a_fresh_set_is_not_fetched_again(jwk: dict[str, Any]) -> None:
    server, keysets = served(jwk, cache_control="max-age=7200")
    assert key_id(keysets.find(URL, jwk["kid"], NOW)) == jwk["kid"]
    keysets.find(URL, jwk["kid"], after(seconds=7_199))
    assert server.visits == 1
    keysets.find(URL, jwk["kid"], after(seconds=7_200))
    assert server.visits == 2
    keysets.find("https://other.example/jwks", jwk["kid"], after(seconds=7_200))
    assert server.visits == 3


def test_L32_a_flood_of_unknown_kids_is_one_fetch_a_minute(jwk: dict[str, Any]) -> None:
    server, keysets = served(jwk)
    keysets.find(URL, jwk["kid"], NOW)
    for second in range(1, 61):
        with pytest.raises(KeyUnknown):
            keysets.find(URL, f"kid-{second}", after(seconds=second))
    assert server.visits == 2
    with pytest.raises(KeyUnknown):
        keysets.find(URL, "kid", after(seconds=61))
    assert server.visits == 3


def test_L32_a_new_key_of_the_platform_is_found_at_once(jwk: dict[str, Any]) -> None:
    server, keysets = served(jwk)
    keysets.find(URL, jwk["kid"], NOW)
    server.body = json.dumps({"keys": [jwk, jwk | {"kid": "new"}]}).encode()
    assert keysets.find(URL, "new", after(seconds=1))


def test_L32_a_stale_set_serves_known_kids_for_a_day_while_the_platform_is_down(jwk: dict[str, Any]) -> None:
    server, keysets = served(jwk, cache_control="max-age=300")
    keysets.find(URL, jwk["kid"], NOW)
    server.down = True
    assert keysets.find(URL, jwk["kid"], after(minutes=6))
    assert keysets.find(URL, jwk["kid"], after(minutes=6, seconds=59))
    assert server.visits == 2
    assert keysets.find(URL, jwk["kid"], after(hours=24))
    with pytest.raises(KeyUnknown):
        keysets.find(URL, "other", after(hours=24))
    with pytest.raises(KeySetUnreachable):
        keysets.find(URL, jwk["kid"], after(hours=24, minutes=5))
    server.down = False
    assert keysets.find(URL, jwk["kid"], after(hours=24, minutes=6))


def test_L32_a_set_that_breaks_does_not_replace_a_good_one(jwk: dict[str, Any]) -> None:
    server, keysets = served(jwk)
    keysets.find(URL, jwk["kid"], NOW)
    server.body = b"<html>maintenance</html>"
    assert keysets.find(URL, jwk["kid"], after(hours=2))


def test_L32_a_platform_that_never_answered_is_asked_every_ten_seconds(jwk: dict[str, Any]) -> None:
    server, keysets = served(jwk)
    server.down = True
    for second in range(21):
        with pytest.raises(KeySetUnreachable):
            keysets.find(URL, jwk["kid"], after(seconds=second))
    assert server.visits == 3


def test_a_key_withdrawn_by_the_platform_is_not_used_any_more(jwk: dict[str, Any]) -> None:
    server, keysets = served(jwk)
    keysets.find(URL, jwk["kid"], NOW)
    server.body = b'{"keys":[]}'
    with pytest.raises(KeyUnknown):
        keysets.find(URL, jwk["kid"], after(hours=2))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b"{}",
        b'{"keys":{}}',
        b"[" * 100_000,
        b'{"keys":[' + b"{}," * 50 + b"{}]}",
        b'{"keys":[]}' + b" " * 262_144,
    ],
    ids=range(9),
)
def test_L33_what_is_no_key_set_is_refused(body: bytes) -> None:
    with pytest.raises(KeySetInvalid):
        KeySets(KeyServer(body)).find(URL, "kid", NOW)


def bent(jwk: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {name: value for name, value in (jwk | changes).items() if value is not None}


@pytest.mark.parametrize(
    "changes",
    [
        {"use": "enc"},
        {"alg": "RS512"},
        {"kty": "oct"},
        {"n": None},
        {"n": "AQAB"},
        {"n": 7},
        {"n": "é"},
        {"n": ""},
        {"e": "AA"},
        {"e": "Ag"},
    ],
    ids=str,
)
def test_L15_a_key_that_must_not_check_signatures_is_refused(jwk: dict[str, Any], changes: dict[str, Any]) -> None:
    _, keysets = served(bent(jwk, **changes))
    with pytest.raises(KeyRefused):
        keysets.find(URL, jwk["kid"], NOW)


def test_L15_short_rsa_and_elliptic_keys_are_refused() -> None:
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key()  # noqa: S505 - is to be refused
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    keys = RSAAlgorithm.to_jwk(short, as_dict=True), ECAlgorithm.to_jwk(curve, as_dict=True)
    for key in keys:
        _, keysets = served({**key, "kid": "k"})
        with pytest.raises(KeyRefused):
            keysets.find(URL, "k", NOW)


def test_L15_use_and_alg_may_be_absent_and_strange_neighbours_do_not_matter(jwk: dict[str, Any]) -> None:
    strangers: list[Any] = [None, 7, {}, {"kid": 3}, {"kid": ["x"]}, bent(jwk, kty="oct"), {"kid": jwk["kid"]}]
    _, keysets = served(*strangers, bent(jwk, use=None, alg=None), bent(jwk, use="enc"))
    assert keysets.find(URL, jwk["kid"], NOW)


def test_L32_parallel_look_ups_share_one_fetch_and_a_known_key_waits_for_nobody(jwk: dict[str, Any]) -> None:
    entered, leave = threading.Event(), threading.Event()
    visits: list[str] = []

    def slow(url: str) -> Fetched:
        visits.append(url)
        if len(visits) > 1:
            entered.set()
            assert leave.wait(10)
        return Fetched(json.dumps({"keys": [jwk]}).encode())

    keysets = KeySets(slow)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: keysets.find(URL, jwk["kid"], NOW), range(8)))
        assert {key_id(one) for one in found} == {jwk["kid"]}
        assert len(visits) == 1
        refetch = pool.submit(keysets.find, URL, "unknown", after(seconds=1))
        assert entered.wait(10)
        assert keysets.find(URL, jwk["kid"], after(seconds=1))
        assert keysets.find(URL, jwk["kid"], after(hours=2))
        leave.set()
        assert isinstance(refetch.exception(10), KeyUnknown)
    assert len(visits) == 2


def test_L32_many_threads_with_kids_that_nobody_published_cost_one_fetch(jwk: dict[str, Any]) -> None:
    visits: list[str] = []
    ready = threading.Barrier(8)

    def fetch(url: str) -> Fetched:
        visits.append(url)
        return Fetched(json.dumps({"keys": [jwk]}).encode())

    keysets = KeySets(fetch)
    keysets.find(URL, jwk["kid"], NOW)

    def flood(number: int) -> int:
        ready.wait(10)
        refused = 0
        for each in range(20):
            with pytest.raises(KeyUnknown):
                keysets.find(URL, "rotated" if each % 2 else f"kid-{number}-{each}", after(seconds=1))
            refused += 1
        return refused

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(flood, range(8))) == 160
    assert len(visits) == 2


def test_L32_a_rotated_key_is_fetched_once_for_all_threads_that_wait_for_it(jwk: dict[str, Any]) -> None:
    visits: list[str] = []
    ready = threading.Barrier(8)
    published = [jwk]

    def fetch(url: str) -> Fetched:
        visits.append(url)
        return Fetched(json.dumps({"keys": published}).encode())

    keysets = KeySets(fetch)
    keysets.find(URL, jwk["kid"], NOW)
    published.append(jwk | {"kid": "rotated"})

    def launch(_number: int) -> Any:
        ready.wait(10)
        return keysets.find(URL, "rotated", after(seconds=1))

    with ThreadPoolExecutor(8) as pool:
        assert len({one.public_numbers() for one in pool.map(launch, range(8))}) == 1
    assert len(visits) == 2
