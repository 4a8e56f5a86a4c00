"""`waymark demo` as a person runs it: addresses to click, Ctrl-C, and everything there again."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import requests

COMMAND = (sys.executable, "-c", "from gateway.cli import main; main()", "demo", "--json")


def two_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.2", 0))
        return one.getsockname()[1], two.getsockname()[1]


class Demo:
    """A running demonstration."""

    def __init__(self, folder: Path, state: str, ports: tuple[int, int]) -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith("WAYMARK_")}
        options = ("--state", state, "--port", str(ports[0]), "--lms-port", str(ports[1]), "--data-dir", str(folder))
        self.running = subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, text=True, env=env)
        line = self.running.stdout.readline()
        assert line, f"ended with {self.running.wait(20)}"
        self.said = json.loads(line)

    def stop(self) -> None:
        self.running.send_signal(signal.SIGINT)
        rest, _ = self.running.communicate(timeout=30)
        assert (self.running.returncode, rest) == (0, '{"stopped": true}\n')

    def kill(self) -> None:
        if self.running.poll() is None:
            self.running.kill()
            self.running.communicate()


def count(folder: Path, state: str, table: str) -> int:
    conn = sqlite3.connect(folder / state / "waymark.db")
    found = conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - names of this file
    conn.close()
    return found


def test_every_address_answers_and_a_second_start_goes_on_where_the_first_stopped(tmp_path):
    ports = two_ports()
    first = Demo(tmp_path, "week3", ports)
    try:
        doors = ("launch as teacher", "launch as student Maya", "gradebook")
        expected = {f"{door}{of}" for door in doors for of in ("", " (Moodle)", " (Schoology)")}
        assert set(first.said["addresses"]) == expected | {"admin"}
        for name, address in first.said["addresses"].items():
            # The admin's cookie is for browsers, which trust their own machine as if it were https.
            answer = requests.get(address, timeout=20, allow_redirects=False)
            assert answer.status_code == (303 if name == "admin" else 200), name
        assert first.said["statements"] > 3000
        first.stop()
    finally:
        first.kill()
    statements, people = count(tmp_path, "week3", "statement"), count(tmp_path, "week3", "person")
    second = Demo(tmp_path, "week3", ports)
    try:
        assert second.said["statements"] == 0
        assert second.said["addresses"]["gradebook"] == first.said["addresses"]["gradebook"]
        second.stop()
    finally:
        second.kill()
    assert (count(tmp_path, "week3", "statement"), count(tmp_path, "week3", "person")) == (statements, people)


def test_the_first_day_has_standards_activities_and_nobody(tmp_path):
    ports = two_ports()
    demo = Demo(tmp_path, "day1", ports)
    try:
        demo.stop()
    finally:
        demo.kill()
    assert [count(tmp_path, "day1", one) for one in ("statement", "person", "course")] == [0, 0, 0]
    assert count(tmp_path, "day1", "activity") >= 12


@pytest.mark.parametrize("which", ["--port", "--lms-port"])
def test_a_port_in_use_is_said_in_words_and_leaves_nothing_running(tmp_path, which: str):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1" if which == "--port" else "127.0.0.2", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        if which == "--lms-port":
            with socket.socket() as fallback:
                fallback.bind(("127.0.0.1", int(port)))
                fallback.listen()
                done = refused(tmp_path, which, port)
        else:
            done = refused(tmp_path, which, port)
    assert done.returncode == 1
    assert "cannot be used" in done.stdout
    assert "fix" in done.stdout


def refused(folder: Path, which: str, port: str) -> subprocess.CompletedProcess[str]:
    free = two_ports()
    others = {"--port": str(free[0]), "--lms-port": str(free[1])} | {which: port}
    options = [part for pair in others.items() for part in pair]
    return subprocess.run(
        [*COMMAND, *options, "--data-dir", str(folder)], capture_output=True, text=True, timeout=60, check=False
    )
