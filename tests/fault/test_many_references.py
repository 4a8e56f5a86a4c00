"""So many references to one statement that no request could link them: none is lost, and nobody waits (rule 18).

Sizes: WAYMARK_REFERENCES, 100,000 by default.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pytest
from support.serving import Server
from support.statements import completed, key, number
from support.world import School, found_school, iri

from gateway.clock import system_clock
from gateway.db import tables as t

pytestmark = [pytest.mark.nightly, pytest.mark.timeout(3600)]

MANY = int(os.environ.get("WAYMARK_REFERENCES", "100000"))
BATCH = 200
TARGET = 1
SLOW = 5.0
"""Seconds that no request may take, on any machine."""


@pytest.fixture
def school(waymark, clock) -> School:
    clock.now = system_clock()
    made = found_school(waymark)
    made.learner("ana")
    made.learner("ben")
    return made


@pytest.fixture
def server(waymark, school) -> Iterator[Server]:
    running = Server(waymark)
    running.start()
    yield running
    running.kill()


@dataclass
class Bystander:
    """Somebody else, who stores and reads all the while; remembers how long the slowest answer took."""

    server: Server
    school: School
    headers: dict[str, str]
    slowest: float = 0.0
    answers: int = 0
    wrong: list[int] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        n = 10_000_000
        while not self.enough.is_set():
            n += 1
            self._one("POST", "/xapi/statements", [completed(self.school.actor("ben"), "b1", 0.5, n=n)])
            self._one("GET", f"/xapi/statements?limit=10&activity={iri('b1')}", None)
            self._one("GET", "/health/ready", None)

    def _one(self, method: str, path: str, body: Any) -> None:
        began = time.monotonic()
        status, _ = self.server.call(method, path, body, self.headers)
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.answers += 1
        if status != 200:
            self.wrong.append(status)

    def finish(self) -> None:
        self.enough.set()
        self.thread.join()


def refers(school: School, n: int) -> dict[str, Any]:
    return {
        "id": str(number(n)), "actor": school.actor("ana"),
        "verb": {"id": "http://adlnet.gov/expapi/verbs/commented"},
        "object": {"objectType": "StatementRef", "id": str(number(TARGET))},
    }  # fmt: skip


def peak(server: Server) -> float:
    """Return the most memory the server has used, in MB."""
    assert server.process
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def post(server: Server, headers: dict[str, str], batch: list[dict[str, Any]]) -> float:
    began = time.monotonic()
    status, body = server.call("POST", "/xapi/statements", batch, headers)
    assert status == 200, body
    return time.monotonic() - began


def paged(server: Server, headers: dict[str, str], path: str) -> tuple[list[str], float]:
    """Return the ids of all pages, and how long the slowest page took."""
    found, slowest = [], 0.0
    while path:
        began = time.monotonic()
        status, body = server.call("GET", path, None, headers)
        assert status == 200, body
        slowest = max(slowest, time.monotonic() - began)
        page = orjson.loads(body)
        found += [one["id"] for one in page["statements"]]
        path = page["more"]
    return found, slowest


@pytest.mark.parametrize("order", ["the target comes last", "the target is there"])
def test_100_000_references_to_one_target_are_all_found(server, school, order) -> None:
    headers, kind = key(school), school.waymark.db.reading.dialect.name
    target = completed(school.actor("ana"), "a1", 1.0, n=TARGET)
    seconds = [post(server, headers, [target])] if order == "the target is there" else []
    bystander = Bystander(server, school, headers)
    began = time.monotonic()
    batches = ([refers(school, n) for n in range(start, start + BATCH)] for start in range(2, MANY + 2, BATCH))
    seconds += [post(server, headers, batch) for batch in batches]
    stored, before = time.monotonic() - began, peak(server)
    began = time.monotonic()
    if order == "the target comes last":
        seconds.append(post(server, headers, [target]))
    last = seconds[-1]
    while school.rows(t.linking):
        time.sleep(0.2)  # another process works
    linked = time.monotonic() - began
    bystander.finish()
    found, slowest = paged(server, headers, f"/xapi/statements?activity={iri('a1')}")
    print(
        f"\n{order}, {kind}: {MANY} stored in {stored:.1f} s, linked in {linked:.1f} s;",
        f"batches up to {max(seconds):.2f} s, the last {last:.3f} s; others waited up to {bystander.slowest:.2f} s,",
        f"pages up to {slowest:.3f} s; memory {before:.0f} -> {peak(server):.0f} MB",
    )
    assert sorted(found) == [str(number(n)) for n in range(1, MANY + 2)]
    assert not bystander.wrong
    assert max(*seconds, bystander.slowest, slowest) < SLOW
    assert peak(server) < before + 64
