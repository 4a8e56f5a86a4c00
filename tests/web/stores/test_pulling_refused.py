"""Whatever another store answers, nothing is half-stored, and one bad statement is in nobody's way."""

from __future__ import annotations

from typing import Any

import pytest
from stores_world import FILE, SHA, here, ids, keep, results, sweep
from support.statements import completed, number, run, voiding

from gateway.db import tables as t


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


def test_pages_too_large_are_asked_for_in_smaller_pieces_and_in_the_end_without_attachments(
    school, lrs, gate, pulled, row, waymark, clock
) -> None:
    lrs.add(*results(school, 5))
    large = ["attachments=true"]

    def fault(_method: str, path: str, _body: bytes) -> Any:
        return (200, GOOD, b" " * 41 * 1024 * 1024) if any(one in path for one in large) else None

    gate.faults.append(fault)
    for _ in range(4):
        run(waymark, "pull")
        assert row(pulled).trouble["code"] == "too_large"
        clock.advance(minutes=15)
    assert [path.partition("limit=")[2] for _, path, _ in gate.calls if "limit=" in path] == ["100", "12", "1", "1"]
    run(waymark, "pull")
    assert list(here(school)) == ids(*range(1, 6))


def test_after_a_long_silence_pages_come_whole(school, lrs, gate, pulled, waymark, clock) -> None:
    lrs.add(*results(school, 5))
    gate.faults.append(lambda *_asked: (503, {}, b""))
    for _ in range(6):
        run(waymark, "pull")
        clock.advance(minutes=75)
    gate.faults.clear()
    run(waymark, "pull")
    assert (lrs.asked[0]["limit"], lrs.asked[0]["attachments"]) == ("100", "true")
