"""Access tokens of platforms lie sealed in the database, with their end; all threads share one fetch (L34, F03)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway.db import tables as t
from gateway.db.stores import Tokens as Kept
from lti.ags import SCOPE_SCORE
from lti.tokens import StoredToken, TokenPlatform, Tokens


@pytest.fixture
def platform(gradebook) -> TokenPlatform:
    sim = gradebook.sim
    return TokenPlatform(gradebook.school.platform, sim.client_id, sim.token_url)


def asked(gradebook) -> int:
    return gradebook.calls("/login/oauth2/token")


def test_many_threads_share_one_fetch_and_a_new_process_takes_what_is_kept(gradebook, waymark, platform) -> None:
    before, scopes = asked(gradebook), frozenset({SCOPE_SCORE})
    with ThreadPoolExecutor(8) as pool:
        [token] = set(pool.map(lambda _: waymark.tokens.of(platform).get(scopes), range(24)))
    assert asked(gradebook) == before + 1
    kept = Kept(waymark.db, waymark.settings.secret_key)
    other = Tokens(waymark.http, waymark.keys, kept, now=waymark.clock)
    assert other.of(platform).get(scopes) == token
    assert asked(gradebook) == before + 1


def test_a_token_is_fetched_again_a_minute_before_its_end(gradebook, waymark, platform, clock) -> None:
    scopes = frozenset({SCOPE_SCORE})
    waymark.tokens.of(platform).get(scopes)
    before = asked(gradebook)
    clock.advance(minutes=58)
    waymark.tokens.of(platform).get(scopes)
    assert asked(gradebook) == before
    clock.advance(minutes=1)
    waymark.tokens.of(platform).get(scopes)
    assert asked(gradebook) == before + 1


def test_L34_a_kept_token_is_sealed_and_of_no_use_under_another_key(waymark) -> None:
    token = StoredToken("a-token-of-the-platform", waymark.clock() + timedelta(hours=1))
    Kept(waymark.db, waymark.settings.secret_key).put("platform scope", token)
    assert Kept(waymark.db, waymark.settings.secret_key).get("platform scope") == token
    with waymark.db.read() as conn:
        [row] = conn.execute(select(t.access_token)).all()
    assert b"token" not in bytes(row.sealed)
    assert row.expires_at == token.expires_at
    assert Kept(waymark.db, bytes(32)).get("platform scope") is None
