"""Statements reach another store as they are, in order, once, whatever happens on the way."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from stores_world import FILE, SHA, core, here, ids, keep, results
from support.databases import SECRET
from support.remote_lrs import status
from support.serving import Server
from support.statements import completed, number, run, voiding
from support.statements import store as put

from gateway.db import tables as t
from gateway.remote import forward
from gateway.remote.session import Stores
from gateway.services import decide, stores
from lti.http import Limits
from xapi.multipart import Content
from xapi.version import Version


def test_what_is_stored_here_arrives_there_equal_and_in_order(school, other, connect, row, waymark) -> None:
    odd = {
        **completed(school.actor("ben"), "a1", 0.1 + 0.2, n=1),
        "context": {
            "extensions": {"http://x.example/e": {"z": None, "ü": "𝄞 \u2013 \u202e", "big": 2**60, "e": 1e-9, "": []}}
        },
    }
    second = {
        **completed(school.actor("ana"), "a2", 1.0, n=2, duration="PT1.123456S"),
        "timestamp": "2026-09-14T11:00:00.123+02:00",
        "context": {"contextAgents": [{"objectType": "contextAgent", "agent": school.actor("ben")}]},
    }
    essay = {**completed(school.actor("ana"), "ab", 1.0, n=3), "attachments": [{**FILE, "sha2": SHA}]}
    keep(school, odd)
    keep(school, second, version=Version.V2)
    keep(school, essay, contents={SHA: Content("text/plain", b"test")})
    keep(school, voiding(school.actor("ana"), str(number(1)), n=4))
    store_id = connect()
    run(waymark, "forward")
    there, ours = other.bodies(), here(school)
    assert list(there) == list(ours) == ids(1, 2, 3, 4)
    second_there, second_here = there.pop(str(number(2))), ours.pop(str(number(2)))
    assert second_there["timestamp"] == "2026-09-14T09:00:00.123Z"  # as a reader of 2.0 gets it: the same instant
    assert core(second_there) | {"timestamp": ""} == core(second_here) | {"timestamp": ""}
    assert {one: core(body) for one, body in there.items()} == {one: core(body) for one, body in ours.items()}
    assert [bytes(one.content) for one in other.school.rows(t.attachment)] == [b"test"]
    assert [one.seq for one in other.school.rows(t.statement) if one.voided] == [1]
    found = row(store_id)
    assert (found.cursor, found.moved, found.refused, found.trouble) == (4, 4, 0, None)


def test_new_statements_wake_what_forwards_them(school, other, connect, waymark) -> None:
    connect()
    run(waymark)
    put(school, results(school, 3))
    run(waymark)
    assert other.ids() == ids(1, 2, 3)


def test_decisions_stay_here_unless_they_are_granted(school, other, connect, row, waymark) -> None:
    deciding = decide.Deciding(
        school.tenant, school.course, school.people["ana"], school.people["ana"], "goal", {"per_week": 3}
    )
    made = waymark.db.write(lambda w: decide.decide(w, waymark.settings, deciding))
    waymark.db.write(lambda w: decide.take_back(w, waymark.settings, school.tenant, school.people["ana"], made))
    put(school, results(school, 1))
    without = connect()
    run(waymark, "forward")
    assert other.ids() == ids(1)
    assert row(without).cursor == 3
    connect(name="All", decisions=True)
    run(waymark, "forward")
    assert set(other.ids()) == set(here(school))
    assert len(other.ids()) == 3


@pytest.mark.parametrize("acknowledged", [False, True])
def test_killed_between_sending_and_noting_it_sends_again_and_nothing_is_there_twice(
    school, other, connect, row, waymark, monkeypatch, acknowledged
) -> None:
    put(school, results(school, 120))
    store_id = connect()

    def die(*_given: Any) -> None:
        raise SystemError("killed")

    if acknowledged:
        monkeypatch.setattr(forward.rows, "save", die)
    else:
        other.gate.faults.append(status(0))
    run(waymark, "forward")
    assert row(store_id).cursor == 0
    monkeypatch.undo()
    other.gate.faults.clear()
    waymark.clock.advance(minutes=5)
    run(waymark, "forward")
    assert other.ids() == ids(*range(1, 121))
    assert row(store_id).cursor == 120


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (status(500), "failing"), (status(503, Retry_After="120"), "failing"), (status(0), "unreachable"),
        (status(429, Retry_After="120"), "throttled"), (status(403, text="Rate Limit Exceeded"), "throttled"),
        (status(401), "key_refused"), (status(403), "forbidden"), (status(404), "not_a_store"),
        (status(302, Location="https://x.example"), "not_a_store"), (status(200), "garbage"),
        (status(400), "refuses_all"),
    ],
)  # fmt: skip
def test_a_store_that_takes_nothing_is_tried_again_later_and_then_gets_everything(
    school, other, connect, row, waymark, clock, fault, code
) -> None:
    put(school, results(school, 60))
    store_id = connect()
    other.gate.faults.append(fault)
    run(waymark, "forward")
    found = row(store_id)
    assert found.trouble["code"] == code
    assert (found.cursor, found.refused, other.ids()) == (0, 0, [])
    calls = len(other.gate.calls)
    run(waymark, "forward")
    assert len(other.gate.calls) == calls  # nothing is tried before its time
    other.gate.faults.clear()
    clock.advance(minutes=11)
    run(waymark, "forward")
    assert other.ids() == ids(*range(1, 61))
    assert row(store_id).trouble is None


def test_retry_after_is_kept(school, other, connect, row, waymark, clock) -> None:
    put(school, results(school, 1))
    store_id = connect()
    other.gate.faults.append(status(429, Retry_After="120"))
    run(waymark, "forward")
    assert row(store_id).trouble["until"] == (clock() + timedelta(seconds=120)).isoformat()


def test_pauses_grow_and_stay_below_an_hour_and_its_spread(school, other, connect, row, waymark, clock) -> None:
    put(school, results(school, 1))
    store_id = connect()
    other.gate.faults.append(status(503))
    pauses = []
    for _ in range(8):
        run(waymark, "forward")
        pauses.append(row(store_id).trouble["until"])
        clock.advance(minutes=75)
    assert len(set(pauses)) == 8
    assert row(store_id).trouble["tries"] == 8


def test_a_paused_store_gets_nothing_and_then_what_was_missed(school, other, connect, waymark) -> None:
    store_id = connect()
    waymark.db.write(lambda w: stores.pause(w, school.tenant, "test", store_id))
    put(school, results(school, 2))
    run(waymark)
    assert other.gate.calls == []
    waymark.db.write(lambda w: stores.resume(w, school.tenant, "test", store_id))
    run(waymark)
    assert other.ids() == ids(1, 2)


def test_T09_a_store_on_a_private_address_is_never_called(school, connect, row, waymark) -> None:
    put(school, results(school, 1))
    store_id = connect(endpoint="https://169.254.169.254/xapi")
    run(waymark, "forward")
    assert row(store_id).trouble["code"] == "address_refused"


def test_F09_a_store_that_never_answers_is_given_up_after_its_time(school, other, connect, row, waymark) -> None:
    put(school, results(school, 60))
    store_id = connect()
    answer = threading.Event()

    def hang(method: str, _path: str, _body: bytes) -> Any:
        if method == "POST":
            answer.wait(60)
        return None

    other.gate.faults.append(hang)
    impatient = Stores(waymark.clock, SECRET, loopback=True, limits=Limits(connect=0.3, total=0.3))
    waymark.runner.handlers["forward"] = forward.Forwarding(waymark.db, impatient.of).run
    run(waymark, "forward")
    assert row(store_id).trouble["code"] == "timeout"
    other.gate.faults.clear()
    answer.set()
    impatient.close()
    waymark.runner.handlers["forward"] = forward.Forwarding(waymark.db, waymark.stores.of).run
    waymark.clock.advance(minutes=1)
    run(waymark, "forward")
    assert other.ids() == ids(*range(1, 61))


def test_L34_a_password_sealed_with_another_key_is_a_trouble_that_says_so(school, connect, row, waymark) -> None:
    put(school, results(school, 1))
    store_id = connect()
    other_key = Stores(waymark.clock, bytes(32), loopback=True)
    waymark.runner.handlers["forward"] = forward.Forwarding(waymark.db, other_key.of).run
    run(waymark, "forward")
    other_key.close()
    assert row(store_id).trouble["code"] == "sealed"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)  # elsewhere a dead holder's lease has to end
def test_a_server_killed_while_it_forwards_goes_on_where_it_was(school, other, connect, row, waymark) -> None:
    put(school, results(school, 500))
    store_id = connect()
    some, everything = threading.Event(), threading.Event()

    def after(path: str) -> None:
        if path.endswith("/statements"):
            some.set()
            if len(other.ids()) == 500:
                everything.set()

    other.gate.after = after
    server = Server(waymark)
    server.start()
    assert some.wait(60)
    server.kill()
    server.start()
    assert everything.wait(60)
    assert server.stop() == 0
    assert other.ids() == ids(*range(1, 501))
    assert row(store_id).cursor == 500
