"""Serve Waymark in this process: web threads, the writer and the background lanes end together (design.md 4, 5).

The web server runs inside the process instead of in a child of its own: on the embedded database there is one writer,
and a killed process leaves nothing behind that still holds the port.
"""

from __future__ import annotations

import fcntl
import gc
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import structlog
from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mt import MTServer
from sqlalchemy import func, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.jobs.periodic import TIDY, Periodic, Tidy
from gateway.jobs.refits import REFITS, Refits
from gateway.jobs.rosters import ROSTERS, Rosters
from gateway.services import adminlink, tenants
from gateway.wiring import Waymark

WEB_THREADS = 24
"""Requests worked on at once; most of them wait for a commit or a read."""

PATIENCE = 20
"""Seconds that accepted requests have to end after a stop signal (S12)."""

TICK = 0.05
"""Seconds between two looks for a stop signal."""

log = structlog.get_logger("serve")


class AlreadyServing(Exception):
    """Another process serves from this data folder; the text names the folder."""


class _InProcess(MTServer):
    """Granian's server of threads, which also runs on an interpreter with a global lock: our work waits for disks."""

    app: Flask

    def _check_gil(self) -> None:
        return

    def signal_handler_interrupt(self, *_signal: object) -> None:
        """Only leave a mark: a lock taken here could be held by the very code that the signal interrupted."""
        self.interrupt_signal = True

    def _serve_loop(self, spawn_target: object, target_loader: object) -> None:
        """Look for the mark; a wait without end can miss a signal that comes just before it begins."""
        del spawn_target, target_loader
        while not (self.interrupt_signal or self.interrupt_children):
            time.sleep(TICK)

    def _stop_workers(self) -> None:
        """Stop accepting, give accepted requests their time, and never wait longer."""
        for worker in self.wrks:
            worker.terminate()  # type: ignore[no-untyped-call]
        for worker in self.wrks:
            worker.join(PATIENCE)  # type: ignore[no-untyped-call]
        if any(worker.inner.is_alive() for worker in self.wrks):
            log.warning("requests cut off", seconds=PATIENCE)
            threading.Timer(PATIENCE, os._exit, (1,)).start()
        self.wrks.clear()


@contextmanager
def only_server(data_dir: Path) -> Iterator[None]:
    """Hold the data folder for one serving process; AlreadyServing when another holds it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "serve.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyServing(str(data_dir)) from None
        yield


def run(waymark: Waymark, host: str, ready: Callable[[], None], *, worker: bool = True) -> None:
    """Serve until SIGINT or SIGTERM, then finish requests, lanes and writes. Call it from the main thread.

    `ready` is called, in a thread of its own, once the address answers and before background work begins; what it
    raises ends the serving and is raised here. See `check_free` for an address in use.
    """
    try:
        server = _server(waymark, host)
        if worker:
            tidy = Tidy(waymark.db, waymark.settings.secret_key, waymark.settings.data_dir)
            refits = Refits(waymark.db, waymark.cache)
            periodic = Periodic({TIDY: tidy.run, ROSTERS: Rosters(waymark.db).run, REFITS: refits.run})
            waymark.runner.handlers = {**waymark.runner.handlers, "periodic": periodic.run}
            waymark.db.write(_take_over)
        starting = _Starting(waymark, server, host, ready, worker=worker)
        starting.thread.start()
        _collect_rarely()
        try:
            server.serve(target_loader=lambda: server.app, wrap_loader=False)
        finally:
            starting.end()
        if starting.error is not None:
            raise starting.error
    finally:
        waymark.close()


def _collect_rarely() -> None:
    """Have the interpreter look for unreachable cycles once in 50,000 new objects, and never among what stays.

    Requests and statements are trees, freed as soon as nobody holds them; after every 700 objects, as it is set at
    first, looking took a fifth of the processor time of taking statements in.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _server(waymark: Waymark, host: str) -> _InProcess:
    from gateway.app import create_app  # noqa: PLC0415 - commands that serve nothing start without the pages

    server = _InProcess(
        "waymark", address=host, port=waymark.settings.port, interface=Interfaces.WSGI, workers=1,
        blocking_threads=WEB_THREADS, log_level=LogLevels.error,
    )  # fmt: skip
    server.app = create_app(waymark)
    return server


class _Starting:
    """What happens beside the server while it starts: wait for the address, say that it is ready, begin the lanes."""

    def __init__(
        self, waymark: Waymark, server: _InProcess, host: str, ready: Callable[[], None], *, worker: bool
    ) -> None:
        near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared with, not bound to
        self.address = (near, waymark.settings.port)
        self.waymark = waymark
        self.server = server
        self.ready = ready
        self.worker = worker
        self.error: Exception | None = None
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._run, name="starter")

    def _run(self) -> None:
        try:
            if self._answers():
                self.ready()
                if self.worker and not self.ended.is_set():
                    self.waymark.runner.start()
        except Exception as error:  # noqa: BLE001 - raised again in the thread that serves
            self.error = error
            self.server.signal_handler_interrupt()

    def _answers(self) -> bool:
        """Wait until somebody can connect; False when the server ended before."""
        while not self.ended.wait(0.02):
            with suppress(OSError), socket.create_connection(self.address, timeout=1):
                return True
        return False

    def end(self) -> None:
        """Wait for what is under way."""
        self.ended.set()
        self.thread.join()


def check_free(host: str, port: int) -> None:
    """Raise OSError where the address cannot be taken; better before anything is opened than after."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


def _take_over(write: Write) -> None:
    """Free lanes that a killed process held: on the embedded database nobody else can hold one (F11)."""
    if write.conn.dialect.name == "sqlite":
        held = t.lane.c.owner.is_not(None)
        values = {"owner": None, "lease_until": None, "epoch": t.lane.c.epoch + 1}
        write.conn.execute(update(t.lane).where(held).values(**values, due=func.coalesce(t.lane.c.due, write.now)))
    for row in write.conn.execute(select(t.tenant.c.id)).all():
        write.wake(f"evaluate/{row.id}")
        write.wake(f"erase/{row.id}")
    write.wake(TIDY)
    write.wake(ROSTERS)
    write.wake(REFITS)


def first_link(waymark: Waymark) -> str | None:
    """Return an admin's one-time address where nobody has administered this installation yet, else None."""

    def plan(write: Write) -> str | None:
        if write.conn.execute(select(t.admin_link.c.token_hash).limit(1)).first():
            return None
        return adminlink.make(write, tenants.only(write))

    token = waymark.db.write(plan)
    return adminlink.address(waymark.settings, token) if token else None
