"""Our own keys over time: followed by the next, published until nobody can need them, then gone (L30, L31, L34)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import jwt
import pytest
from sqlalchemy import delete, select

from gateway.db import tables as t
from gateway.jobs.periodic import Tidy
from gateway.services import signing
from lti import keys


def kids(waymark) -> list[str]:
    with waymark.db.read() as conn:
        return list(conn.scalars(select(t.tool_key.c.kid).order_by(t.tool_key.c.published_at)))


def published(waymark) -> set[str]:
    return {one.kid for one in waymark.keys.published_keys()}


def tidy(waymark) -> None:
    Tidy(waymark.db, waymark.settings.secret_key).run("periodic/tidy", None)  # type: ignore[arg-type] # not looked at


@pytest.fixture
def first(waymark) -> str:
    """Return the only key, published now."""
    waymark.db.write(lambda w: w.conn.execute(delete(t.tool_key)))
    return signing.add(waymark.db, waymark.settings.secret_key)


def test_L31_a_key_is_followed_after_ninety_days_and_deleted_when_nobody_can_need_it(waymark, clock, first) -> None:
    clock.advance(days=89)
    tidy(waymark)
    assert kids(waymark) == [first]
    clock.advance(days=1)
    tidy(waymark)
    tidy(waymark)
    old, new = kids(waymark)
    assert (old, waymark.keys.kid, published(waymark)) == (first, first, {first, new})
    clock.advance(hours=24)
    assert (waymark.keys.kid, published(waymark)) == (new, {first, new})
    clock.advance(days=13, hours=23)
    tidy(waymark)
    assert published(waymark) == {first, new}
    clock.advance(hours=1)
    assert published(waymark) == {new}
    tidy(waymark)
    assert kids(waymark) == [new]


def test_L31_a_token_signed_just_before_its_key_is_followed_still_verifies(waymark, clock, first) -> None:
    token = waymark.keys.sign({"iss": "tool"})
    clock.advance(minutes=1)
    signing.add(waymark.db, waymark.settings.secret_key)
    clock.advance(hours=24)
    assert waymark.keys.kid != first
    found = {one["kid"]: one for one in keys.key_set(waymark.keys.published_keys())["keys"]}
    key = jwt.PyJWK(found[jwt.get_unverified_header(token)["kid"]])
    assert jwt.decode(token, key, algorithms=["RS256"])["iss"] == "tool"


def test_L30_the_key_set_at_our_address_follows(waymark, doors, first) -> None:
    second = signing.add(waymark.db, waymark.settings.secret_key)
    answer = doors("GET", "/lti/jwks.json")
    assert {one["kid"] for one in answer.json["keys"]} == {first, second}
    assert "max-age=3600" in answer.headers["Cache-Control"]


def test_L31_several_processes_publish_one_new_key(waymark, clock, first) -> None:
    clock.advance(days=90)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: signing.renew(waymark.db, waymark.settings.secret_key), range(4)))
    assert len([one for one in made if one]) == 1
    assert len(kids(waymark)) == 2


def test_L34_keys_that_cannot_be_opened_are_not_followed(waymark, clock, first) -> None:
    clock.advance(days=90)
    assert signing.renew(waymark.db, bytes(32)) is None
    assert kids(waymark) == [first]


def test_the_list_says_what_each_key_does_and_until_when(waymark, clock, first) -> None:
    made = clock()
    second = signing.add(waymark.db, waymark.settings.secret_key)

    def states() -> list[tuple[str, str, object]]:
        with waymark.db.read() as conn:
            return [(one.kid, one.state, one.changes_at) for one in signing.listed(conn, clock())]

    day = timedelta(days=1)
    # Published in the same instant: which of the two comes first, the key id decides.
    assert {state for _kid, state, _at in states()} == {"signs", "announced"}
    clock.advance(days=1)
    (old, was, ends), (new, now, never) = states()
    assert {old, new} == {first, second}
    assert (was, ends, now, never) == ("published", made + 15 * day, "signs", None)
    clock.advance(days=14)
    assert [state for _kid, state, _at in states()] == ["over", "signs"]
    signing.forget(waymark.db)
    assert kids(waymark) == [new]
