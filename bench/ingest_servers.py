"""The servers that are measured, each in processes of its own, and what they have used (proc(5))."""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, text

from bench.ingest_send import Target
from bench.replay_processes import Process, Site, free_port
from gateway.db import tables as t
from gateway.db.engine import open_engines

VERSION = "1.0.3"
SCOPES = ("statements/write", "statements/read", "define")
_TICK = os.sysconf("SC_CLK_TCK")
_SETTLED = 120.0


@dataclass(frozen=True)
class Used:
    """Processor seconds of a server with its children, and of the database's own processes where it has any."""

    server: float
    database: float = 0.0

    def since(self, before: Used) -> Used:
        """Return what was used between two looks."""
        return Used(self.server - before.server, self.database - before.database)


@dataclass(frozen=True)
class Server:
    """A running record store: how to reach it, its process, and that of its database server."""

    target: Target
    process: Process
    database: int | None = None

    def used(self) -> Used:
        """Return what it has used so far."""
        return Used(cpu_seconds(self.process.pid), cpu_seconds(self.database) if self.database else 0.0)

    def memory(self) -> tuple[float, float]:
        """Return its greatest and its present resident size in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        sizes = dict(line.split(":", 1) for line in status.splitlines() if line.startswith(("VmHWM", "VmRSS")))
        return int(sizes["VmHWM"].split()[0]) / 1024, int(sizes["VmRSS"].split()[0]) / 1024


class Store:
    """The database behind Waymark, looked at from beside the server."""

    def __init__(self, url: str) -> None:
        self._engine, writing = open_engines(url)
        writing.dispose()

    def ids(self) -> set[str]:
        """Return the ids of all statements, as 32 hexadecimal digits."""
        with self._engine.connect() as conn:
            rows = conn.execution_options(yield_per=10_000).execute(select(t.statement.c.id))
            return {bytes(row.id).hex() for row in rows}

    def count(self) -> int:
        """Return how many statements there are."""
        with self._engine.connect() as conn:
            return conn.scalar(select(func.count()).select_from(t.statement)) or 0

    def settle(self) -> None:
        """Wait until the evaluation has seen everybody; TimeoutError when it does not come to an end."""
        until = time.monotonic() + _SETTLED
        due = select(func.count()).select_from(t.progress).where(t.progress.c.due.is_(True))
        while time.monotonic() < until:
            with self._engine.connect() as conn:
                if not conn.scalar(due):
                    return
            time.sleep(0.1)
        raise TimeoutError(f"learners were still due after {_SETTLED:.0f} s")

    def postmaster(self) -> int | None:
        """Return the process that all processes of a PostgreSQL server on this machine descend from, else None."""
        if self._engine.dialect.name != "postgresql":
            return None
        with self._engine.connect() as conn:
            pid = conn.scalar(text("SELECT pg_backend_pid()")) or 0
        return parent_of(pid)

    def close(self) -> None:
        """Close its connections."""
        self._engine.dispose()


@contextmanager
def waymark(folder: Path, database: str | None) -> Iterator[tuple[Server, Store]]:
    """Serve Waymark on SQLite in a folder, or on a named database, with a key as an administrator makes one."""
    folder.mkdir(exist_ok=True)
    site = Site(free_port(), folder, database)
    scopes = [part for scope in SCOPES for part in ("--scope", scope)]
    key = json.loads(site.run("key", "create", "--name", "ingest", *scopes, "--json"))
    target = Target(site.port, "/xapi/statements", headers(f"localhost:{site.port}", key["key"], key["secret"]))
    store = Store(database or f"sqlite:///{folder / 'waymark.db'}")
    try:
        with site.serve() as process:
            yield Server(target, process, store.postmaster()), store
    finally:
        store.close()


def headers(host: str, user: str, password: str) -> dict[str, str]:
    """Return what every request of a sender says."""
    secret = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {
        "Host": host, "Authorization": f"Basic {secret}", "Content-Type": "application/json",
        "X-Experience-API-Version": VERSION,
    }  # fmt: skip


def cpu_seconds(pid: int) -> float:
    """Return user and system seconds of a process, its living descendants and those it has waited for."""
    parents: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for number in [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit()]:
        if fields := _stat(number):
            parents.setdefault(int(fields[1]), []).append(number)
            ticks[number] = sum(map(int, fields[11:15]))
    total, level = 0, [pid]
    while level:
        total += sum(ticks.get(one, 0) for one in level)
        level = [child for one in level for child in parents.get(one, ())]
    return total / _TICK


def parent_of(pid: int) -> int | None:
    """Return the parent of a process of this machine."""
    fields = _stat(pid)
    return int(fields[1]) if fields else None


def _stat(pid: int) -> list[str]:
    """Return the fields of a process from the third on; none when it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
