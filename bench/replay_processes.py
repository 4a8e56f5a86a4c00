"""The processes of a replay, Waymark and the simulated LMSs, and what the system says about them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import requests

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (sys.executable, "-c", "from gateway.cli import main; main()")
"""The installed command `waymark`, whatever the path of scripts is."""

_FIRST = "http://127.0.0.1"
_START_SECONDS = 60.0


class NotStarted(Exception):
    """A process ended or stayed silent instead of serving; the text is the end of what it said."""


@dataclass(frozen=True)
class Usage:
    """What a process has used so far; None where the system does not tell (only Linux does)."""

    cpu_seconds: float | None
    peak_mb: float | None


class Process:
    """One program in its own process; leaving the context stops it by SIGTERM."""

    def __init__(
        self, command: Sequence[str], log: Path, env: Mapping[str, str] | None = None, folder: Path = ROOT
    ) -> None:
        self.log = log
        with log.open("ab") as file:
            self._running = subprocess.Popen(
                command, cwd=folder, stdout=file, stderr=subprocess.STDOUT, env=dict(env or os.environ)
            )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """Its number."""
        return self._running.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._running.poll() is None

    def stop(self) -> int:
        """End it gracefully, by force after 60 s; return its exit code."""
        if self.alive:
            self._running.send_signal(signal.SIGTERM)
        try:
            return self._running.wait(60)
        except subprocess.TimeoutExpired:
            self._running.kill()
            return self._running.wait()

    def usage(self) -> Usage:
        """Return processor seconds and the greatest resident size in MB (proc(5): stat fields 14, 15; VmHWM)."""
        try:
            status = Path(f"/proc/{self._running.pid}/status").read_text(encoding="utf-8")
            fields = Path(f"/proc/{self._running.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            return Usage(None, None)
        peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
        return Usage((int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), peak / 1024)

    def said(self) -> str:
        """Return the end of its output."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-3000:]


@dataclass(frozen=True)
class Site:
    """Where Waymark of this run lives: its address, folder and database."""

    port: int
    folder: Path
    database_url: str | None = None

    @property
    def base_url(self) -> str:
        """The address for browsers and senders."""
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """All settings of the run; those of the caller's own installation are left out."""
        own = {"WAYMARK_DATA_DIR": str(self.folder), "WAYMARK_BASE_URL": self.base_url}
        if self.database_url:
            own["WAYMARK_DATABASE_URL"] = self.database_url
        return {name: value for name, value in os.environ.items() if not name.startswith("WAYMARK_")} | own

    def serve(self) -> Process:
        """Start Waymark and return when it answers; NotStarted."""
        command = [*COMMAND, "serve", "--port", str(self.port), "--host", "127.0.0.1"]
        process = Process(command, self.folder / "serve.log", self.environment)
        await_answer(process, f"{_FIRST}:{self.port}/health/live", {"Host": f"localhost:{self.port}"})
        return process

    def run(self, *arguments: str) -> str:
        """Run a command of Waymark on this database; return what it printed, CalledProcessError when it failed."""
        done = subprocess.run(
            [*COMMAND, *arguments], cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        )  # fmt: skip
        return done.stdout


@dataclass(frozen=True)
class School:
    """A running LMS: which kind, its process and what it told a tool's admin."""

    kind: str
    process: Process
    facts: Mapping[str, Any]

    @property
    def url(self) -> str:
        """Its address."""
        return str(self.facts["pages"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stop()


def open_school(kind: str, students: int, site: Site) -> School:
    """Start an LMS with so many students and return when it answers; its rate limit is taken out of the way."""
    log = site.folder / f"{kind}.log"
    command = [sys.executable, "-u", "-m", "sandbox", kind, "--students", str(students), "--tool", site.base_url]
    process = Process([*command, "--json"], log)
    deadline = time.monotonic() + _START_SECONDS
    while not process.said().endswith("}\n"):
        if not process.alive or time.monotonic() > deadline:
            process.stop()
            raise NotStarted(process.said())
        time.sleep(0.1)
    facts = json.loads(process.said())
    # How fast a school may be written to is measured elsewhere; here the limit would only hide our own speed.
    requests.post(f"{facts['pages']}/_sim/unlimited", json={}, timeout=10).raise_for_status()
    return School(kind, process, facts)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_answer(process: Process, url: str, headers: Mapping[str, str]) -> None:
    """Return when an address answers; NotStarted when the process ended before, or is silent for a minute."""
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            if requests.get(url, headers=headers, timeout=5).status_code == 200:
                return
        except requests.RequestException:
            pass
        if not process.alive or time.monotonic() > deadline:
            process.stop()
            raise NotStarted(process.said())
        time.sleep(0.1)
