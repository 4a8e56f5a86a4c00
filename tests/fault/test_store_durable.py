"""S02, S03: every connection is set to lose nothing, each acknowledged group is synced, the log does not grow on."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from support.serving import Server
from support.statements import completed, key, store
from support.world import School, found_school

from gateway.db import embedded
from gateway.db import tables as t

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
GROUPS = 8


@pytest.fixture
def school(waymark) -> School:
    made = found_school(waymark)
    made.learner("ana")
    return made


def batch(school: School, n: int, size: int = 20) -> list[dict[str, Any]]:
    return [completed(school.actor("ana"), "a1", 0.5, n=n * size + k) for k in range(1, size + 1)]


@SQLITE
def test_S02_S03_every_connection_is_in_wal_mode_syncs_fully_and_waits_for_locks(waymark) -> None:
    """A crash of the process loses nothing either way; a power loss only with synchronous=FULL."""
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    with ExitStack() as open_ones:
        engines = [waymark.db.writing, *[waymark.db.reading] * 3]
        for engine in engines:
            conn = open_ones.enter_context(engine.connect())
            told = {name: conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in (*wanted, "busy_timeout")}
            assert told.pop("busy_timeout") >= 5000
            assert told == wanted
            assert conn.exec_driver_sql("PRAGMA query_only").scalar() == (engine is waymark.db.reading)
        assert waymark.db.writing.pool.size() + waymark.db.writing.pool._max_overflow == 1, "one writer"


@SQLITE
def test_S02_the_log_is_begun_anew_although_somebody_always_reads(waymark, school, monkeypatch) -> None:
    monkeypatch.setattr(embedded, "LONG_LOG", 512 * 1024)
    monkeypatch.setattr(embedded, "_REST", 0.0)
    log, enough = Path(f"{make_url(waymark.settings.database_url).database}-wal"), threading.Event()

    def read() -> None:
        while not enough.is_set():
            with waymark.db.read() as conn:
                conn.exec_driver_sql("SELECT count(*) FROM mention WHERE mention.tenant_id = ?", (school.tenant,))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for one in readers:
        one.start()
    try:
        longest = 0
        for n in range(200):
            store(school, batch(school, n))
            longest = max(longest, log.stat().st_size)
    finally:
        enough.set()
        for one in readers:
            one.join()
    assert longest < 8 * embedded.LONG_LOG


@SQLITE
def test_S02_writing_goes_on_beside_a_reader_that_does_not_end(waymark, school, monkeypatch) -> None:
    monkeypatch.setattr(embedded, "LONG_LOG", 64 * 1024)
    counted = select(func.count()).select_from(t.statement).where(t.statement.c.tenant_id == school.tenant)
    with waymark.db.read() as conn:
        assert conn.scalar(counted) == 0
        for n in range(20):
            store(school, batch(school, n))
        assert len(school.rows(t.statement)) == 20 * 20
        assert conn.scalar(counted) == 0


@SQLITE
@pytest.mark.skipif(shutil.which("strace") is None, reason="NO STRACE HERE: install it to count what is synced")
def test_S03_each_acknowledged_group_is_synced(waymark, school, tmp_path) -> None:
    headers, server, told = key(school), Server(waymark), tmp_path / "calls"
    server.start()
    try:
        assert server.process
        assert server.call("POST", "/xapi/statements", batch(school, 0), headers)[0] == 200
        tracer = subprocess.Popen(
            ["strace", "-f", "-e", "trace=fsync,fdatasync", "-o", told, "-p", str(server.process.pid)],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert tracer.stderr
        if "attached" not in tracer.stderr.readline():
            pytest.skip("NO TRACING HERE: what is synced cannot be counted")
        for n in range(1, GROUPS + 1):
            assert server.call("POST", "/xapi/statements", batch(school, n), headers)[0] == 200
        tracer.terminate()
        tracer.wait(20)
        tracer.stderr.close()
    finally:
        server.kill()
    assert len(re.findall(r"f(?:data)?sync\(\d+", told.read_text())) >= GROUPS
