"""Eight senders share learners and activities: no 5xx, no deadlock, and every acknowledged statement is there once.

On PostgreSQL two servers share the database. WAYMARK_CONTENTION_SECONDS says how long the nightly run takes.
"""

from __future__ import annotations

import http.client
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import orjson
import psycopg
import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from support.databases import BASE
from support.serving import Server
from support.statements import VOIDED, completed, key
from support.world import ACTIVITIES, School, found_school

from gateway.clock import system_clock
from gateway.db import tables as t

LONG = int(os.environ.get("WAYMARK_CONTENTION_SECONDS", "600"))
SENDERS, SIZE = 8, 50
NAMES = [f"learner{n}" for n in range(12)]
REMEMBERED = 400
"""Statements of all senders that a new one may refer to."""


@pytest.fixture
def school(waymark, clock) -> School:
    clock.now = system_clock()
    made = found_school(waymark)
    for name in NAMES:
        made.learner(name)
    made.publish()
    return made


@pytest.fixture
def servers(waymark, school, tmp_path) -> Iterator[list[Server]]:
    """Start one server, or two over one PostgreSQL."""
    settings = [waymark.settings]
    if waymark.db.reading.dialect.name == "postgresql":
        settings.append(replace(waymark.settings, data_dir=tmp_path))
    running = [Server(replace(waymark, settings=one)) for one in settings]
    for one in running:
        one.start()
    yield running
    for one in running:
        one.kill()


@dataclass
class Shared:
    """What the senders know of each other, and what they were answered."""

    school: School
    headers: dict[str, str]
    recent: list[str] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    enough: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def sent(self, batch: list[dict[str, Any]], status: int) -> None:
        with self.lock:
            self.answers["batch", status] += 1
            if status == 200:
                self.acknowledged |= {one["id"] for one in batch}
                self.recent = (self.recent + [one["id"] for one in batch[:5]])[-REMEMBERED:]


class Sender(threading.Thread):
    """Sends batch after batch over one connection, some of them twice, and documents in between."""

    def __init__(self, shared: Shared, server: Server, number: int) -> None:
        super().__init__(daemon=True)
        self.shared, self.drawn, self.count = shared, random.Random(number), 0
        self.link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.mine: list[str] = []
        self.before: list[dict[str, Any]] = []
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            while not self.shared.enough.is_set():
                again = self.before and self.drawn.random() < 0.05
                batch = self.before if again else [self._one() for _ in range(SIZE)]
                self.shared.sent(batch, self._call("POST", "/xapi/statements", batch))
                self.before = batch
                if self.drawn.random() < 0.1:
                    self._document()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            self.error = error
        finally:
            self.link.close()

    def _one(self) -> dict[str, Any]:
        draw, self.count = self.drawn, self.count + 1
        made = completed(self.shared.school.actor(draw.choice(NAMES)), draw.choice(sorted(ACTIVITIES)), 0.5, n=1)
        made |= {"id": str(UUID(int=draw.getrandbits(128), version=4)), "timestamp": system_clock().isoformat()}
        made["object"]["definition"] = {"name": {"en": f"Name {draw.randrange(10_000)}"}}
        kind = draw.random()
        if kind < 0.05 and self.shared.recent:
            target = draw.choice(self.shared.recent)
            made |= {"object": {"objectType": "StatementRef", "id": target}}
        elif kind < 0.07 and self.mine:
            target = self.mine.pop(draw.randrange(len(self.mine)))
            return made | {"verb": {"id": VOIDED}, "object": {"objectType": "StatementRef", "id": target}}
        elif kind < 0.1:
            made |= {"actor": {"mbox": f"mailto:guest{draw.randrange(5)}@school.example"}}
        self.mine = [*self.mine[-200:], made["id"]]
        return made

    def _document(self) -> None:
        agent = orjson.dumps(self.shared.school.actor(self.drawn.choice(NAMES[:2]))).decode()
        named = {"activityId": "https://waymark.example/activities/a1", "agent": agent, "stateId": "place"}
        path = "/xapi/activities/state?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in named.items())
        status = self._call("POST", path, {f"at{self.count}": self.count})
        with self.shared.lock:
            self.shared.answers["document", status] += 1

    def _call(self, method: str, path: str, body: Any) -> int:
        given = {"Host": BASE.removeprefix("http://"), "Content-Type": "application/json", **self.shared.headers}
        self.link.request(method, path, orjson.dumps(body), given)
        answer = self.link.getresponse()
        answer.read()
        return answer.status


def contend(school: School, servers: list[Server], seconds: float) -> None:
    """Send for so long, then compare what was acknowledged with what is stored."""
    shared = Shared(school, key(school))
    senders = [Sender(shared, servers[n % len(servers)], n) for n in range(SENDERS)]
    for one in senders:
        one.start()
    longest = 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.2)  # how long it goes on is what this is about
        longest = max(longest, log_bytes(school))
    shared.enough.set()
    for one in senders:
        one.join(90)
    spent = [round(cpu(one), 1) for one in servers]
    print(f"\n{seconds:.0f} s, {spent} CPU-s: {dict(shared.answers)}, {len(shared.acknowledged)} statements")
    assert [one.error for one in senders if one.error] == []
    assert {status for _, status in shared.answers} == {200, 204}
    assert stored(school) == {UUID(one).bytes for one in shared.acknowledged}
    assert longest < 64 * 1024 * 1024, "S02"
    assert [server.stop() for server in servers] == [0] * len(servers)
    if school.waymark.db.reading.dialect.name == "postgresql":
        assert deadlocks(school) == 0


def cpu(server: Server) -> float:
    """Return the processor seconds a server has used."""
    assert server.process
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def stored(school: School) -> set[bytes]:
    """Return the ids that are stored, each of them once."""
    with school.waymark.db.read() as conn:
        rows = conn.execute(
            select(t.statement.c.id, func.count()).where(t.statement.c.tenant_id == school.tenant).group_by("id")
        ).all()
    assert all(count == 1 for _, count in rows)
    return {bytes(one) for one, _ in rows}


def log_bytes(school: School) -> int:
    """Return the size of SQLite's write-ahead log."""
    files = list(school.waymark.settings.data_dir.glob("*.db-wal"))
    return files[0].stat().st_size if files else 0


def deadlocks(school: School) -> int:
    url = school.waymark.settings.database_url
    with psycopg.connect(url) as conn:
        found = conn.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = %s", (make_url(url).database,)
        ).fetchone()
    return int(found[0]) if found else 0


@pytest.mark.timeout(300)
def test_eight_senders_share_learners_and_activities_for_a_moment(school, servers) -> None:
    contend(school, servers, 5.0)


@pytest.mark.nightly
@pytest.mark.timeout(LONG + 600)
def test_eight_senders_share_learners_and_activities_for_long(school, servers) -> None:
    contend(school, servers, LONG)
