"""A key's rate is kept, and its use is noted (T13)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from support.statements import completed, headers

from gateway.db import tables as t
from gateway.services import credentials
from gateway.web.limits import Limits

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def limited(school, rate: int | None) -> dict[str, str]:
    name, secret = school.waymark.db.write(lambda w: credentials.make_key(w, school.tenant, "k", ["all"], "keep", rate))
    return headers(name, secret)


def batch(school, count: int, start: int) -> list[dict[str, object]]:
    return [completed(school.actor("ana"), "a1", 1.0, n=start + number) for number in range(count)]


def test_T13_more_than_the_rate_is_429_with_the_time_to_wait(store, school) -> None:
    key = limited(school, 10)
    assert store.post(batch(school, 8, 1), headers=key).status_code == 200
    refused = store.post(batch(school, 5, 100), headers=key)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "18")


def test_T13_a_refused_batch_stores_nothing_and_comes_in_after_the_wait(store, school, clock) -> None:
    key = limited(school, 10)
    store.post(batch(school, 10, 1), headers=key)
    store.post(batch(school, 5, 100), headers=key)
    assert store.count() == 10
    clock.advance(seconds=30)
    assert store.post(batch(school, 5, 100), headers=key).status_code == 200


def test_T13_no_rate_is_no_limit(store, school) -> None:
    key = limited(school, None)
    assert [store.post(batch(school, 50, 100 * n), headers=key).status_code for n in range(3)] == [200] * 3


def test_the_last_use_of_a_key_is_noted_once_an_hour(store, school, clock) -> None:
    key = limited(school, None)

    def noted() -> list[datetime]:
        with school.waymark.db.read() as conn:
            return list(
                conn.scalars(
                    select(t.credential.c.last_used_at).where(
                        t.credential.c.tenant_id == school.tenant, t.credential.c.last_used_at.is_not(None)
                    )
                )
            )

    store.get(headers=key)
    first = noted()
    clock.advance(minutes=5)
    store.get(headers=key)
    assert noted() == first
    clock.advance(minutes=60)
    store.get(headers=key)
    assert noted() == [first[0] + timedelta(minutes=65)]


def test_a_bucket_fills_evenly_and_holds_a_minute_at_most() -> None:
    limits = Limits()
    assert limits.take("k", 60, 60, NOON) == 0
    assert limits.take("k", 60, 30, NOON + timedelta(seconds=10)) == 20
    assert limits.take("k", 60, 60, NOON + timedelta(hours=1)) == 0
    assert limits.take("k", 60, 1, NOON + timedelta(hours=1)) == 1


def test_a_batch_larger_than_the_rate_costs_the_whole_minute_instead_of_being_refused_for_ever() -> None:
    limits = Limits()
    assert limits.take("k", 10, 500, NOON) == 0
    assert limits.take("k", 10, 1, NOON) == 6
