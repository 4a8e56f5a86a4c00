"""A fresh database for every test, copied from one that was migrated once; SQLite, and a PostgreSQL of our own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from gateway import wiring
from gateway.settings import Settings
from support.clock import SteerableClock
from support.engines import ADDRESSES

BINARIES = Path(os.environ.get("WAYMARK_TEST_POSTGRES", "/usr/lib/postgresql/15/bin"))
BASE, CONTENT = "http://localhost:8400", "http://127.0.0.1:8400"
SECRET = bytes(range(32))


def scratch(prefix: str) -> Path:
    """Return a new folder on a memory disk where there is one: tests of logic need no platters."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own below it
    return Path(tempfile.mkdtemp(prefix=prefix, dir=memory if os.access(memory, os.W_OK) else None))


def settings_for(folder: Path, url: str) -> Settings:
    """Return settings of a development server over this database."""
    return Settings(folder, url, BASE, CONTENT, SECRET, 8400, "127.0.0.1")


def prepare(settings: Settings) -> None:
    """Migrate a database and make the tool's key, so that no test waits for one."""
    made = wiring.build(settings, SteerableClock())
    made.keys.signing_key()
    made.close()


@contextmanager
def fresh(template: SqliteTemplate | PostgresTemplate) -> Iterator[Settings]:
    """Yield settings over a fresh copy in an empty folder, whose names a later test uses again; both go at the end."""
    folder = _folders.pop() if _folders else scratch("waymark-test-")
    folder.mkdir(exist_ok=True)
    url = template.make(folder)
    ADDRESSES.add(url)
    try:
        yield settings_for(folder, url)
    finally:
        template.drop(url)
        shutil.rmtree(folder, ignore_errors=True)
        _folders.append(folder)


_folders: list[Path] = []


class SqliteTemplate:
    """A migrated file, copied for every test."""

    def __init__(self) -> None:
        self.folder = scratch("waymark-sqlite-")
        prepare(settings_for(self.folder, self._url(self.folder)))

    @staticmethod
    def _url(folder: Path) -> str:
        return f"sqlite:///{folder / 'waymark.db'}"

    def make(self, folder: Path) -> str:
        """Put a copy into a folder; return its URL."""
        shutil.copyfile(self.folder / "waymark.db", folder / "waymark.db")
        return self._url(folder)

    def empty(self, folder: Path) -> str:
        """Return the URL of a database without any table."""
        return f"sqlite:///{folder / 'empty.db'}"

    def drop(self, url: str) -> None:
        """Files go with their folder."""

    def close(self) -> None:
        """Delete the template."""
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass
class _Server:
    process: subprocess.Popen[bytes]
    port: int
    folder: Path


class PostgresTemplate:
    """A cluster on a free loopback port, ended with the tests; its data are thrown away, so nothing is synced."""

    def __init__(self) -> None:
        self._names = count(1)
        self._free: list[str] = []
        self._server = _start()
        self._run("CREATE DATABASE template_waymark")
        prepare(settings_for(self._server.folder, self._url("template_waymark")))

    def _url(self, name: str) -> str:
        return f"postgresql://waymark@127.0.0.1:{self._server.port}/{name}"

    def _run(self, command: str) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as conn:
            conn.execute(command)

    def make(self, folder: Path) -> str:
        """Clone the migrated database; return the clone's URL."""
        del folder
        name = self._free.pop() if self._free else f"t{next(self._names)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE template_waymark")
        return self._url(name)

    def empty(self, folder: Path) -> str:
        """Return the URL of a new database without any table."""
        del folder
        name = f"t{next(self._names)}"
        self._run(f"CREATE DATABASE {name}")
        return self._url(name)

    def drop(self, url: str) -> None:
        """Delete a clone, whoever is still connected to it."""
        name = str(make_url(url).database)
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._free.append(name)

    def close(self) -> None:
        """Stop the cluster at once and delete it."""
        self._server.process.send_signal(subprocess.signal.SIGQUIT)  # type: ignore[attr-defined]
        self._server.process.wait(20)
        shutil.rmtree(self._server.folder, ignore_errors=True)


def postgres_here() -> bool:
    """Say whether the server's programs are installed."""
    return (BINARIES / "initdb").exists()


def _start() -> _Server:
    folder = scratch("waymark-postgres-")
    user: dict[str, str] = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        user = {"user": "postgres", "group": "postgres"}
        shutil.chown(folder, "postgres", "postgres")
    data, port = folder / "data", _free_port()
    subprocess.run(
        [BINARIES / "initdb", "-D", data, "-U", "waymark", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"],
        check=True, capture_output=True, cwd=folder, extra_groups=[] if user else None, **user,
    )  # fmt: skip
    options = {
        "listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder, "fsync": "off",
        "full_page_writes": "off", "synchronous_commit": "off", "max_connections": 200, "shared_buffers": "32MB",
        "autovacuum": "off", "wal_level": "minimal", "max_wal_senders": 0,
    }  # fmt: skip
    given = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    process = subprocess.Popen(
        [BINARIES / "postgres", "-D", data, *given], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
        extra_groups=[] if user else None, **user,
    )  # fmt: skip
    server = _Server(process, port, folder)
    _wait(server)
    return server


def _wait(server: _Server) -> None:
    for _ in range(300):
        try:
            psycopg.connect(f"postgresql://waymark@127.0.0.1:{server.port}/postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            if server.process.poll() is not None:
                break
            time.sleep(0.1)  # another process starts: there is nothing to wait on but its answer
        else:
            return
    raise RuntimeError("PostgreSQL did not start")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
