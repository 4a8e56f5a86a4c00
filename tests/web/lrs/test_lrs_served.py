"""What only a real server on a real socket can show: bodies without a length, HEAD everywhere (rule 22)."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from support.clock import SteerableClock
from support.databases import BASE
from support.serving import Server
from support.statements import completed, key, number
from support.world import School, iri

from gateway.clock import system_clock
from gateway.wiring import Waymark


@pytest.fixture
def link(waymark: Waymark, clock: SteerableClock, school: School) -> Iterator[http.client.HTTPConnection]:
    clock.now = system_clock()
    server = Server(waymark)
    server.start()
    made = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    yield made
    made.close()
    server.stop()


def ask(
    link: http.client.HTTPConnection, method: str, path: str, school: School, body: bytes | None = None
) -> tuple[http.client.HTTPResponse, bytes]:
    """Do one request; a body goes out in chunks, so that nobody says how long it is."""
    headers = {**key(school), "Content-Type": "application/json", "Host": BASE.removeprefix("http://")}
    pieces = None if body is None else (body[at : at + 7] for at in range(0, len(body), 7))
    link.request(method, path, body=pieces, headers=headers, encode_chunked=True)
    answer = link.getresponse()
    return answer, answer.read()


def test_rule_22_bodies_without_a_length_are_taken_and_head_answers_like_get(
    link: http.client.HTTPConnection, school: School
) -> None:
    sent = completed(school.actor("ana"), "a1", 0.5, n=1)
    link.connect()
    for method, path, status in (
        ("POST", "/xapi/statements", 200),
        ("PUT", f"/xapi/statements?statementId={number(1)}", 204),
    ):
        answer, said = ask(link, method, path, school, json.dumps(sent).encode())
        assert answer.status == status, said
    agent = json.dumps(school.actor("ana"))
    profile = "/xapi/activities/profile?" + urlencode({"activityId": iri("a1"), "profileId": "p"})
    assert ask(link, "POST", profile, school, b'{"kept": 1}')[0].status == 204
    for path in (
        "/xapi/statements", f"/xapi/statements?statementId={number(1)}", profile, "/xapi/about",
        "/xapi/agents?" + urlencode({"agent": agent}), "/xapi/activities?" + urlencode({"activityId": iri("a1")}),
        "/xapi/activities/state?" + urlencode({"activityId": iri("a1"), "agent": agent}),
        "/xapi/agents/profile?" + urlencode({"agent": agent}),
    ):  # fmt: skip
        head, nothing = ask(link, "HEAD", path, school)
        got, body = ask(link, "GET", path, school)
        assert (head.status, nothing) == (200, b""), path
        assert body
        same = ("Content-Type", "X-Experience-API-Version", "ETag", "Last-Modified", "Content-Length")
        assert [head.headers[name] for name in same] == [got.headers[name] for name in same], path
