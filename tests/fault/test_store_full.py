"""S04: no room on the disk is 507 and keeps nothing; reading goes on, and so does everything once there is room."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest
from sqlalchemy.engine import make_url
from support.app import Doors, app_of
from support.databases import scratch, settings_for
from support.serving import Server
from support.statements import completed, key, number, store
from support.world import School, found_school

from gateway import wiring
from gateway.db import tables as t
from gateway.errors import StoreFull

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
POSTGRES = pytest.mark.parametrize("database_kind", ["postgresql"])
ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="NOT ROOT: a small disk cannot be mounted")
SIZE = 50
MOST = 400
"""Batches after which a small disk must be full."""


@pytest.fixture
def school(waymark) -> School:
    return furnished(waymark)


def furnished(waymark: Any) -> School:
    made = found_school(waymark)
    made.learner("ana")
    made.publish()
    return made


def batch(school: School, start: int) -> list[dict[str, Any]]:
    text = {"https://waymark.example/text": "x" * 500}
    made = [completed(school.actor("ana"), "a1", 0.5, n=start * SIZE + n) for n in range(1, SIZE + 1)]
    return [{**one, "context": {"extensions": text}} for one in made]


def fill(post: Callable[[list[dict[str, Any]]], Any], school: School) -> int:
    """Send batches until one is refused; check the refusal and return how many were taken."""
    for n in range(MOST):
        answer = post(batch(school, n))
        if answer.status_code != 200:
            assert (answer.status_code, answer.json["code"]) == (507, "store-full"), answer.text
            assert int(answer.headers["Retry-After"]) > 0
            assert "room" in answer.json["hint"]
            return n
    raise AssertionError("the disk was never full")


class Full:
    """The doors of a store that was filled, and what must hold then."""

    def __init__(self, waymark: Any, school: School) -> None:
        self.school, self.doors, self.headers = school, Doors(app_of(waymark)), key(school)
        assert self.read() == 200, "the key's use is noted while there is room"
        self.pages = ["/health/ready", *self._pages()]

    def _pages(self) -> list[str]:
        teacher = self.doors.sign_in(self.school, "teacher", self.school.learner("tess", "teacher"))
        learner = self.doors.sign_in(self.school, "learner", self.school.people["ana"])
        found = [f"/teacher/{teacher}/", f"/teacher/{teacher}/students/{self.school.people['ana']}"]
        return [*found, f"/student/{learner}/"]

    def post(self, body: Any) -> Any:
        given = {**self.headers, "Content-Type": "application/json"}
        return self.doors("POST", "/xapi/statements", data=orjson.dumps(body), headers=given)

    def read(self) -> int:
        return self.doors("GET", "/xapi/statements?limit=1", headers=self.headers).status_code

    def check(self, taken: int) -> None:
        """Everything acknowledged is there and nothing else, and whoever reads is served."""
        ids = {bytes(row.id) for row in self.school.rows(t.statement, t.statement.c.id)}
        assert ids == {number(n).bytes for n in range(1, taken * SIZE + 1)}
        assert self.read() == 200
        for page in self.pages:
            assert self.doors("GET", page).status_code == 200, page

    def fill_and_free(self, make_room: Callable[[], None]) -> None:
        """Fill the store, look at it, make room, and go on without a restart."""
        taken = fill(self.post, self.school)
        self.check(taken)
        assert self.post(batch(self.school, taken)).status_code == 507, "still"
        make_room()
        assert self.post(batch(self.school, taken)).status_code == 200
        self.check(taken + 1)


@SQLITE
def test_S04_a_quota_of_pages_is_507_until_it_is_raised(waymark, school) -> None:
    def limit(pages: int) -> None:
        with waymark.db.writing.connect() as conn:
            conn.connection.driver_connection.execute(f"PRAGMA max_page_count={pages}")

    full = Full(waymark, school)
    with waymark.db.read() as conn:
        limit(conn.exec_driver_sql("PRAGMA page_count").scalar() + 200)
    full.fill_and_free(lambda: limit(1_000_000))
    assert whole(Path(make_url(waymark.settings.database_url).database))


def whole(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as conn:
        return conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@SQLITE
def test_S04_neighbours_in_the_group_that_did_not_fit_are_not_acknowledged(waymark, school) -> None:
    """SQLite ends the whole transaction where there is no room, also what its savepoints held."""
    with waymark.db.read() as conn:
        most = conn.exec_driver_sql("PRAGMA page_count").scalar() + 10
    first_runs, go_on = threading.Event(), threading.Event()

    def first(write: Any) -> None:
        write.conn.exec_driver_sql(f"PRAGMA max_page_count={most}")
        first_runs.set()
        go_on.wait(20)

    full = Full(waymark, school)
    with ThreadPoolExecutor(3) as pool:
        pool.submit(waymark.db.write, first)
        assert first_runs.wait(20)
        one = pool.submit(store, school, [completed(school.actor("ana"), "a1", 0.5, n=1)])
        while not waymark.db._queue.qsize():
            threading.Event().wait(0.005)  # on its way into the queue
        large = pool.submit(full.post, batch(school, 3))
        while waymark.db._queue.qsize() < 2:
            threading.Event().wait(0.005)
        go_on.set()
        refused = one.exception(20)
        assert large.result(20).status_code == 507
    assert refused is None or isinstance(refused, StoreFull)
    assert len(school.rows(t.statement)) == (1 if refused is None else 0)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """Mount a disk of a few megabytes."""
    place = scratch("waymark-small-")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m,mode=777", "tmpfs", place], check=False).returncode:
        pytest.skip("NO MOUNT HERE: a small disk cannot be tried")
    yield place
    subprocess.run(["umount", "-l", place], check=True)
    place.rmdir()


@ROOT
def test_S04_a_full_disk_under_sqlite_is_507_until_there_is_room(templates, clock, small_disk) -> None:
    waymark = wiring.build(settings_for(small_disk, templates.of("sqlite").make(small_disk)), clock)
    try:
        full = Full(waymark, furnished(waymark))
        full.fill_and_free(lambda: enlarge(small_disk))
        assert whole(small_disk / "waymark.db")
    finally:
        waymark.close()


def enlarge(place: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=64m", place], check=True)


@ROOT
@POSTGRES
def test_S04_a_full_disk_under_postgresql_is_507_until_there_is_room(waymark, school, small_disk, clock) -> None:
    enlarge(small_disk)  # to move the database there
    place = small_disk / "tablespace"
    place.mkdir()
    shutil.chown(place, "postgres", "postgres")
    name, server = make_url(waymark.settings.database_url).database, waymark.settings.database_url.rpartition("/")[0]
    waymark.db.reading.dispose()
    waymark.db.writing.dispose()
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
        try:
            admin.execute(f"ALTER DATABASE {name} SET TABLESPACE small")
            full = Full(waymark, school)
            ballast = fill_up(small_disk)
            full.fill_and_free(ballast.unlink)
        finally:
            waymark.db.reading.dispose()
            waymark.db.writing.dispose()
            admin.execute(f"ALTER DATABASE {name} SET TABLESPACE pg_default")
            admin.execute("DROP TABLESPACE small")


def fill_up(place: Path) -> Path:
    """Leave a megabyte."""
    ballast = place / "ballast"
    free = shutil.disk_usage(place).free
    ballast.write_bytes(b"\0" * max(0, free - 1024 * 1024))
    return ballast


@SQLITE
def test_S04_a_limit_of_the_servers_files_is_507_until_it_is_lifted(waymark, school) -> None:
    """The process may not write beyond a size: SQLite says "disk I/O error"."""
    headers, server = key(school), Server(waymark)
    server.start()
    try:
        assert server.process
        size = Path(make_url(waymark.settings.database_url).database).stat().st_size

        def limit(most: int) -> None:
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

        limit(size + 300_000)
        taken = 0
        while (answer := server.call("POST", "/xapi/statements", batch(school, taken), headers))[0] == 200:
            taken += 1
            assert taken < MOST
        assert answer[0] == 507, answer
        assert server.call("GET", "/xapi/statements?limit=1", None, headers)[0] == 200
        assert server.call("GET", "/health/ready", None, {})[0] == 200
        assert len(school.rows(t.statement)) == taken * SIZE
        limit(resource.RLIM_INFINITY)
        assert server.call("POST", "/xapi/statements", batch(school, taken), headers)[0] == 200
        assert len(school.rows(t.statement)) == (taken + 1) * SIZE
        assert server.stop() == 0
    finally:
        server.kill()
    assert whole(Path(make_url(waymark.settings.database_url).database))
