"""What another store has comes here: all of it, once, checked; and whatever it answers, nothing is half-stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import orjson
import pytest
from support.remote_lrs import Gate
from support.simple_lrs import SimpleLrs
from support.statements import completed, number, run, voiding
from test_forwarding import FILE, SHA, core, here, ids, keep, results

from gateway.db import tables as t
from xapi.multipart import Content
from xapi.version import Version


@pytest.fixture
def office(clock) -> Iterator[tuple[SimpleLrs, Gate]]:
    lrs = SimpleLrs(clock)
    with Gate(lrs).serving() as gate:
        yield lrs, gate


@pytest.fixture
def lrs(office) -> SimpleLrs:
    return office[0]


@pytest.fixture
def gate(office) -> Gate:
    return office[1]


@pytest.fixture
def pulled(connect, gate) -> str:
    return connect("pull", endpoint=gate.endpoint)


def sweep(waymark, clock, minutes: float = 1) -> None:
    """Let the next sweep come, and run it."""
    clock.advance(minutes=minutes)
    run(waymark, "pull")


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
    run(waymark, "pull")
    assert set(here(school)) == set(ids(*range(1, 21)))
    assert (row(pulled).moved, row(pulled).refused) == (20, 0)
    assert row(pulled).since == lrs.clock() + timedelta(hours=20)


@pytest.mark.parametrize(
    "more",
    [
        "https://evil.example/xapi/statements?after=1", "//evil.example/x", "http://127.0.0.1:1/xapi/statements",
        "http://user@127.0.0.1/x", "file:///etc/passwd", "https://[::bad/x",
    ],
)  # fmt: skip
def test_T09_a_next_page_on_another_host_is_refused(school, lrs, gate, pulled, row, waymark, more) -> None:
    lrs.add(*results(school, 7))
    lrs.more = lambda _base, _path: more
    run(waymark, "pull")
    assert row(pulled).trouble["code"] == "garbage"
    assert here(school) == {}
    assert len(gate.calls) == 2


def test_a_next_page_that_leads_to_itself_ends_the_sweep(school, lrs, gate, pulled, row, waymark) -> None:
    lrs.add(*results(school, 7))
    lrs.more = lambda _base, _path: "/xapi/statements?after="
    run(waymark, "pull")
    assert row(pulled).trouble["code"] == "garbage"
    assert list(here(school)) == ids(1, 2, 3)
    assert len(gate.calls) == 3


GOOD = {"Content-Type": "application/json"}
MIXED = {"Content-Type": "multipart/mixed; boundary=x"}


@pytest.mark.parametrize(
    ("status", "headers", "body", "code"),
    [
        (200, {"Content-Type": "text/html"}, b"<html>please sign in</html>", "garbage"), (200, GOOD, b"[]", "garbage"),
        (200, GOOD, b"{}", "garbage"), (200, GOOD, b'{"statements": 5}', "garbage"), (200, GOOD, b"", "garbage"),
        (200, GOOD, b'{"statements": [], "more": 5}', "garbage"), (200, GOOD, b"[" * 5000, "garbage"),
        (200, MIXED, b"--x\r\nContent-Type: application/json\r\n\r\n{}", "garbage"), (204, {}, b"", "garbage"),
        (200, {"Content-Type": "multipart/mixed"}, b"x", "garbage"), (500, {}, b"", "failing"),
        (429, {"Retry-After": "60"}, b"", "throttled"), (401, {}, b"", "key_refused"), (403, {}, b"", "forbidden"),
        (404, {}, b"", "not_a_store"), (400, {}, b"no such parameter", "refuses_all"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_stores_nothing_and_is_asked_again(
    school, lrs, gate, pulled, row, waymark, clock, status, headers, body, code
) -> None:
    lrs.add(*results(school, 5))

    def fault(_method: str, path: str, _body: bytes) -> Any:
        return (status, headers, body) if "statements" in path else None

    gate.faults.append(fault)
    run(waymark, "pull")
    assert row(pulled).trouble["code"] == code
    assert here(school) == {}
    gate.faults.clear()
    sweep(waymark, clock, minutes=11)
    assert list(here(school)) == ids(*range(1, 6))
    assert row(pulled).trouble is None


def test_a_statement_without_the_time_of_its_storing_stores_nothing_of_its_page(
    school, lrs, pulled, row, waymark
) -> None:
    lrs.add(*results(school, 2))
    del lrs.rows[1][1]["stored"]
    run(waymark, "pull")
    assert row(pulled).trouble["code"] == "garbage"
    assert here(school) == {}


def test_single_bad_statements_are_listed_by_rule_and_never_in_the_way(
    school, lrs, pulled, row, waymark, clock
) -> None:
    good, bad, late, empty = results(school, 4)
    person = {"objectType": "Agent", "mbox": "jane@school.example.org"}
    lrs.add(good, {**bad, "actor": person}, {**late, "timestamp": "yesterday"})
    lrs.add({"about": "nothing"}, results(school, 1, start=9)[0])
    lrs.add({**empty, "attachments": [{**FILE, "sha2": SHA}]})
    run(waymark, "pull")
    assert set(here(school)) == set(ids(1, 4, 9))
    listed = {one.statement_id: one for one in school.rows(t.remote_refused, store_id=pulled)}
    assert set(ids(2, 3, 4)) < set(listed)
    assert len(listed) == 4
    assert listed.pop(str(number(4))).code == "attachments"  # it came without them: better than not at all
    assert {one.code for one in listed.values()} == {"invalid"}
    assert listed[str(number(2))].reason.startswith("/actor")
    assert "jane" not in "".join(one.reason for one in listed.values())
    sweep(waymark, clock)
    assert (row(pulled).refused, row(pulled).moved) == (4, 3)


def test_an_id_that_means_something_else_here_is_listed_as_a_conflict(school, lrs, pulled, row, waymark, clock) -> None:
    keep(school, completed(school.actor("ben"), "a1", 0.1, n=2))
    lrs.add(*results(school, 5))
    for _ in range(3):
        run(waymark, "pull")
        clock.advance(minutes=1)
    assert set(here(school)) == set(ids(1, 2, 3, 4, 5))
    assert here(school)[str(number(2))]["result"]["score"]["scaled"] == 0.1
    listed = school.rows(t.remote_refused, store_id=pulled)
    assert [(one.statement_id, one.code) for one in listed] == [(str(number(2)), "conflict")]
    assert (row(pulled).refused, row(pulled).moved) == (1, 4)


def test_T06_a_store_voids_only_what_came_from_it(school, lrs, pulled, waymark) -> None:
    keep(school, *results(school, 1))
    lrs.add(*results(school, 1, start=2))
    lrs.add(voiding(school.actor("ana"), str(number(1)), n=3), voiding(school.actor("ana"), str(number(2)), n=4))
    run(waymark, "pull")
    voided = {bytes(one.id): one.voided for one in school.rows(t.statement)}
    assert voided == {number(1).bytes: False, number(2).bytes: True, number(4).bytes: False}
    assert [one.statement_id for one in school.rows(t.remote_refused)] == ids(3)


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


def test_pages_too_large_are_asked_for_in_smaller_pieces(school, lrs, gate, pulled, waymark, clock) -> None:
    lrs.add(*results(school, 5))

    def large(_method: str, path: str, _body: bytes) -> Any:
        return (200, GOOD, b" " * 41 * 1024 * 1024) if "limit=100&" in f"{path}&" else None

    gate.faults.append(large)
    run(waymark, "pull")
    assert here(school) == {}
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
