"""One statement that another store does not take is listed, and the others go on."""

from __future__ import annotations

from typing import Any

import pytest
from stores_world import FILE, SHA, ids, keep, results
from support.remote_lrs import refuses, status
from support.statements import completed, number, run
from support.statements import store as put

from gateway.db import tables as t
from xapi.multipart import Content
from xapi.version import Version


@pytest.mark.parametrize(("code", "said"), [(400, "refused"), (403, "forbidden"), (413, "too_large"), (501, "refused")])
def test_one_refused_statement_is_listed_and_all_others_arrive_in_order(
    school, other, connect, row, waymark, code, said
) -> None:
    put(school, results(school, 3))
    store_id = connect()
    run(waymark, "forward")
    put(school, results(school, 100, start=4))
    other.gate.faults.append(refuses(str(number(40)), str(number(41)), str(number(103)), code=code))
    waymark.clock.advance(minutes=1)
    run(waymark, "forward")
    gone = {40, 41, 103}
    assert other.ids() == ids(*(n for n in range(1, 104) if n not in gone))
    listed = school.rows(t.remote_refused, store_id=store_id)
    assert {(one.statement_id, one.code) for one in listed} == {(str(number(n)), said) for n in gone}
    assert all("I do not like it" in one.reason for one in listed)
    assert (row(store_id).moved, row(store_id).refused, row(store_id).trouble) == (100, 3, None)


def test_a_statement_that_makes_the_store_fail_is_left_behind_after_some_tries(
    school, other, connect, row, waymark, clock
) -> None:
    put(school, results(school, 30))
    store_id = connect()
    other.gate.faults.append(refuses(str(number(4)), code=500))
    for _ in range(5):
        run(waymark, "forward")
        clock.advance(minutes=31)
    assert other.ids() == ids(*(n for n in range(1, 31) if n != 4))
    assert [one.code for one in school.rows(t.remote_refused, store_id=store_id)] == ["failing"]


@pytest.mark.parametrize("code", [400, 403, 500])
def test_a_store_that_took_statements_and_now_refuses_all_leaves_none_behind(
    school, other, connect, row, waymark, clock, code
) -> None:
    put(school, results(school, 3))
    store_id = connect()
    run(waymark, "forward")
    put(school, results(school, 100, start=4))
    other.gate.faults.append(status(code))
    for _ in range(6):
        clock.advance(minutes=75)
        run(waymark, "forward")
    assert (row(store_id).cursor, row(store_id).refused) == (3, 0)
    other.gate.faults.clear()
    clock.advance(minutes=75)
    run(waymark, "forward")
    assert other.ids() == ids(*range(1, 104))


@pytest.mark.parametrize("code", [400, 403, 500])
def test_one_bad_statement_with_nothing_behind_it_is_told_by_what_the_store_took_before(
    school, other, connect, row, waymark, clock, code
) -> None:
    put(school, results(school, 3))
    store_id = connect()
    run(waymark, "forward")
    put(school, results(school, 1, start=4))
    other.gate.faults.append(refuses(str(number(4)), code=code))
    for _ in range(5):
        clock.advance(minutes=75)
        run(waymark, "forward")
    assert (row(store_id).cursor, row(store_id).refused, row(store_id).trouble) == (4, 1, None)
    assert other.ids() == ids(1, 2, 3)


def test_a_store_that_wants_no_authority_of_ours_gets_statements_without(school, other, connect, row, waymark) -> None:
    put(school, results(school, 60))
    store_id = connect()

    def own(method: str, _path: str, body: bytes) -> Any:
        return (403, {}, b"Stated authority does not match") if method == "POST" and b'"authority"' in body else None

    other.gate.faults.append(own)
    run(waymark, "forward")
    assert other.ids() == ids(*range(1, 61))
    assert (row(store_id).plain, row(store_id).refused) == (True, 0)


def test_an_id_that_means_something_else_there_is_listed_as_a_conflict(school, other, connect, waymark) -> None:
    other.school.learner("ana")
    put(other.school, [completed(other.school.actor("ana"), "a1", 0.1, n=2)])
    put(school, results(school, 3))
    store_id = connect()
    run(waymark, "forward")
    assert other.ids() == ids(2, 1, 3)
    assert [(one.statement_id, one.code) for one in school.rows(t.remote_refused, store_id=store_id)] == [
        (str(number(2)), "conflict")
    ]


def test_409_for_what_is_there_already_counts_as_there(school, other, connect, row, waymark) -> None:
    put(school, results(school, 3))
    connect()
    run(waymark, "forward")
    again = connect(name="Again")

    def strict(method: str, path: str, body: bytes) -> Any:
        del path
        return (409, {}, b"there already") if method == "POST" and str(number(2)).encode() in body else None

    other.gate.faults.append(strict)
    run(waymark, "forward")
    assert (row(again).cursor, row(again).moved, row(again).refused) == (3, 3, 0)


def test_a_store_without_2_0_lists_what_it_cannot_take(school, other, connect, row, waymark) -> None:
    keep(school, results(school, 1)[0])
    keep(school, results(school, 1, start=2)[0], version=Version.V2)
    keep(school, results(school, 1, start=3)[0])

    def about(_method: str, path: str, _body: bytes) -> Any:
        return (
            (200, {"Content-Type": "application/json"}, b'{"version": ["1.0.3"]}') if path.endswith("about") else None
        )

    other.gate.faults.append(about)
    store_id = connect()
    run(waymark, "forward")
    assert other.ids() == ids(1, 3)
    assert [(one.statement_id, one.code) for one in school.rows(t.remote_refused)] == [(str(number(2)), "version")]
    assert row(store_id).cursor == 3


def test_a_store_that_takes_no_attachments_gets_the_statement_and_that_is_listed(
    school, other, connect, row, waymark
) -> None:
    essay = {**completed(school.actor("ana"), "ab", 1.0, n=1), "attachments": [{**FILE, "sha2": SHA}]}
    keep(school, {**essay, "attachments": [{**FILE, "sha2": SHA, "fileUrl": "https://x.example/e"}]},
         contents={SHA: Content("text/plain", b"test")})  # fmt: skip
    keep(school, *results(school, 3, start=2))

    def no_parts(method: str, _path: str, body: bytes) -> Any:
        return (400, {}, b"Invalid JSON body") if method == "POST" and body.startswith(b"--") else None

    other.gate.faults.append(no_parts)
    store_id = connect()
    run(waymark, "forward")
    assert other.ids() == ids(1, 2, 3, 4)
    assert [(one.statement_id, one.code) for one in school.rows(t.remote_refused)] == [(str(number(1)), "attachments")]
    assert (row(store_id).moved, row(store_id).refused) == (4, 1)
