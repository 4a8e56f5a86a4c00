"""What another store has comes here: all of it, once, whatever order and form its pages have."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from stores_world import FILE, SHA, core, here, ids, keep, results, sweep
from support.statements import completed, number, run, voiding

from gateway.db import tables as t
from xapi.multipart import Content
from xapi.version import Version


def test_what_is_stored_there_arrives_here_equal(school, other, connect, row, waymark, clock) -> None:
    other.school.learner("ana")
    ana = other.school.actor("ana")
    keep(
        other.school,
        {**completed(ana, "a1", 0.1 + 0.2, n=1), "context": {"extensions": {"x:y": {"ü": "𝄞", "z": None}}}},
    )
    agent = {"contextAgents": [{"objectType": "contextAgent", "agent": ana}]}
    keep(other.school, {**completed(ana, "a2", 1.0, n=2), "context": agent}, version=Version.V2)
    essay = {**completed(ana, "ab", 1.0, n=3), "attachments": [{**FILE, "sha2": SHA}]}
    keep(other.school, essay, contents={SHA: Content("text/plain", b"test")})
    keep(other.school, voiding(ana, str(number(1)), n=4))
    keep(other.school, *(completed(ana, "a1", 0.5, n=n) for n in range(5, 255)))
    store_id = connect("pull")
    run(waymark, "pull")
    there, ours = other.bodies(), here(school)
    voided = there.pop(str(number(1)))  # a store does not give out what was voided
    assert list(ours) == ids(*range(2, 255))

    def same_time(body: dict[str, Any]) -> dict[str, Any]:
        return core(body) | {"timestamp": body["timestamp"].replace("+00:00", "Z").replace(".000Z", "Z")}

    assert {one: same_time(body) for one, body in ours.items()} == {one: same_time(body) for one, body in there.items()}
    assert [bytes(one.content) for one in school.rows(t.attachment)] == [b"test"]
    assert all(body["authority"]["account"]["name"] == store_id for body in ours.values())
    assert {one.credential_id for one in school.rows(t.statement)} == {store_id}
    assert (row(store_id).moved, row(store_id).refused, row(store_id).page) == (253, 0, None)
    keep(school, {**voided, "id": str(number(300))})
    sweep(waymark, clock)
    assert row(store_id).moved == 253


def test_a_sweep_brings_only_what_is_new(school, lrs, pulled, row, waymark, clock) -> None:
    lrs.add(*results(school, 5))
    run(waymark, "pull")
    assert "since" not in lrs.asked[0]
    clock.advance(minutes=30)
    lrs.add(*results(school, 4, start=6))
    sweep(waymark, clock)
    assert list(here(school)) == ids(*range(1, 10))
    sweep(waymark, clock)
    assert lrs.asked[-2]["since"].startswith("2026-09-14T12:20")
    assert (row(pulled).moved, row(pulled).refused) == (9, 0)


def test_nothing_is_asked_before_the_interval_is_over(lrs, pulled, waymark, clock) -> None:
    run(waymark, "pull")
    asked = len(lrs.asked)
    clock.advance(seconds=59)
    run(waymark, "pull")
    assert len(lrs.asked) == asked
    clock.advance(seconds=1)
    run(waymark, "pull")
    assert len(lrs.asked) == asked + 1


def test_what_becomes_visible_nine_minutes_late_is_caught(school, lrs, pulled, waymark, clock) -> None:
    lrs.add(*results(school, 7))
    run(waymark, "pull")
    late = clock() - timedelta(minutes=9)
    for _ in range(30):
        sweep(waymark, clock)
    lrs.add(*results(school, 2, start=8), stored=late)
    sweep(waymark, clock)
    assert set(here(school)) == set(ids(*range(1, 10)))


@pytest.mark.parametrize(
    "more",
    [lambda _base, path: path, lambda base, path: base + path, lambda _base, path: path[1:]],
    ids=["relative", "absolute", "without a slash"],
)
def test_every_way_to_name_the_next_page_is_followed(school, lrs, pulled, waymark, more) -> None:
    lrs.more = more
    lrs.add(*results(school, 20))
    run(waymark, "pull")
    assert list(here(school)) == ids(*range(1, 21))


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_that_repeat_or_come_in_another_order_do_no_harm(school, lrs, pulled, row, waymark, newest_first) -> None:
    lrs.repeats, lrs.newest_first = True, newest_first
    for n in range(1, 21):
        lrs.add(*results(school, 1, start=n), stored=lrs.clock() + timedelta(hours=n))
    lrs.clock.advance(hours=20)
    run(waymark, "pull")
    assert set(here(school)) == set(ids(*range(1, 21)))
    assert (row(pulled).moved, row(pulled).refused) == (20, 0)
    assert row(pulled).since == lrs.clock()


def test_a_sweep_goes_on_at_the_page_where_it_was_cut(school, lrs, gate, pulled, row, waymark, clock) -> None:
    lrs.add(*results(school, 9))

    def cut(_method: str, path: str, _body: bytes) -> Any:
        return (503, {}, b"") if f"after={number(6)}" in path else None

    gate.faults.append(cut)
    run(waymark, "pull")
    assert list(here(school)) == ids(*range(1, 7))
    gate.faults.clear()
    clock.advance(minutes=1)
    run(waymark, "pull")
    assert list(here(school)) == ids(*range(1, 10))
    assert row(pulled).moved == 9


def test_a_next_page_that_has_expired_begins_the_sweep_again(school, lrs, pulled, row, waymark, clock) -> None:
    lrs.add(*results(school, 5))
    lrs.add(*results(school, 5, start=6), stored=clock() + timedelta(hours=1))
    lrs.forgets = True
    run(waymark, "pull")
    assert row(pulled).trouble["code"] == "not_a_store"
    lrs.forgets = False
    sweep(waymark, clock, minutes=11)
    assert list(here(school)) == ids(*range(1, 11))


def test_since_never_passes_what_the_other_store_vouches_for(school, lrs, pulled, row, waymark, clock) -> None:
    vouched = clock() - timedelta(hours=2)
    lrs.consistent = vouched
    lrs.add(*results(school, 5))
    run(waymark, "pull")
    assert row(pulled).since == vouched
    lrs.add(*results(school, 1, start=6), stored=vouched - timedelta(minutes=5))
    sweep(waymark, clock)
    assert set(here(school)) == set(ids(*range(1, 7)))


def test_killed_before_the_commit_nothing_of_the_page_stays_and_the_next_run_brings_it(
    school, lrs, pulled, row, waymark, clock, monkeypatch
) -> None:
    from gateway.remote import pull

    lrs.add(*results(school, 5))

    def die(*_given: Any) -> None:
        raise SystemError("killed")

    monkeypatch.setattr(pull.rows, "save", die)
    run(waymark, "pull")
    assert here(school) == {}
    monkeypatch.undo()
    sweep(waymark, clock)
    assert list(here(school)) == ids(*range(1, 6))


def test_a_statement_in_2_0_is_held_against_the_rules_of_2_0(school, lrs, pulled, waymark) -> None:
    one = results(school, 1)[0]
    agents = {"contextAgents": [{"objectType": "contextAgent", "agent": school.actor("ben")}]}
    lrs.versions = ("1.0.3", "2.0.0")
    lrs.add({**one, "context": agents}, version="2.0.0")
    lrs.add(*results(school, 1, start=2))
    run(waymark, "pull")
    versions = [orjson.loads(row.body)["version"] for row in sorted(school.rows(t.statement), key=lambda row: row.seq)]
    assert versions == ["2.0.0", "1.0.3"]


def test_a_store_without_about_is_read_in_1_0_3(school, lrs, gate, pulled, waymark) -> None:
    def none(_method: str, path: str, _body: bytes) -> Any:
        return (404, {}, json.dumps({"detail": "Not Found"}).encode()) if path.endswith("about") else None

    gate.faults.append(none)
    lrs.add(*results(school, 2))
    run(waymark, "pull")
    assert list(here(school)) == ids(1, 2)


def test_a_number_of_many_digits_keeps_them(school, lrs, pulled, waymark) -> None:
    lrs.add({**results(school, 1)[0], "context": {"extensions": {"x:n": 12345678901234567890123}}})
    run(waymark, "pull")
    assert "12345678901234567890123" in school.rows(t.statement)[0].body


def test_a_clock_there_that_is_ahead_of_ours_passes_over_nothing(school, lrs, pulled, row, waymark, clock) -> None:
    lrs.add(*results(school, 1), stored=clock() + timedelta(days=900_000))
    run(waymark, "pull")
    assert row(pulled).since == clock()
    clock.advance(minutes=5)
    lrs.add(*results(school, 2, start=2))
    sweep(waymark, clock)
    assert set(here(school)) == set(ids(1, 2, 3))


def test_a_time_before_all_stores_does_no_harm(school, lrs, pulled, row, waymark, clock) -> None:
    lrs.add({**results(school, 1)[0]}, stored=datetime(1, 1, 1, tzinfo=UTC))
    run(waymark, "pull")
    sweep(waymark, clock)
    assert (row(pulled).moved, row(pulled).trouble) == (1, None)
