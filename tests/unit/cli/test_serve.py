"""The server as a process: one for a data folder, stops cleanly, continues after a kill."""

from __future__ import annotations

import signal
import socket
import sqlite3

import requests
from cli_run import Shell, free_port, process


def test_the_first_start_prints_a_link_for_the_admin_and_later_ones_do_not(shell: Shell):
    port = str(free_port())
    with process(["serve", "--port", port], shell.env) as (started, said):
        assert said["admin"].startswith(f"http://localhost:{port}/admin/enter/")
        assert requests.get(f"http://127.0.0.1:{port}/health/ready", timeout=5).json() == {"ready": True}
        started.send_signal(signal.SIGINT)
        assert started.wait(20) == 0
    with process(["serve", "--port", port], shell.env) as (started, said):
        assert said["admin"] is None
        started.send_signal(signal.SIGTERM)
        assert started.wait(20) == 0
        assert started.stdout.read() == '{"stopped": true}\n'


def test_commands_work_beside_a_running_server_but_a_second_server_does_not(shell: Shell):
    port = free_port()
    with process(["serve", "--port", str(port)], shell.env):
        assert shell.run("key", "create", "--name", "x", "--scope", "all").exit_code == 0
        assert shell.run("rebuild").exit_code == 0
        assert shell.run("db", "backup").exit_code == 0
        assert "already runs" in shell.json("serve", "--port", str(free_port()))["error"]
        assert "already runs" in shell.json("db", "restore", str(shell.folder / "waymark.db"))["error"]
        assert "cannot be used" in Shell(shell.folder.with_name("other")).json("serve", "--port", str(port))["error"]


def test_S12_a_request_under_way_is_answered_before_the_server_ends(shell: Shell):
    port = free_port()
    with process(["serve", "--port", str(port)], shell.env) as (started, _):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as slow:
            slow.sendall(b"POST /lti/login HTTP/1.1\r\nHost: localhost:%d\r\nContent-Length: 4\r\n\r\nab" % port)
            requests.get(f"http://127.0.0.1:{port}/health/live", timeout=5)
            started.send_signal(signal.SIGTERM)
            slow.sendall(b"cd")
            assert slow.recv(1000).startswith(b"HTTP/1.1 4")
        assert started.wait(25) == 0


def test_F11_lanes_of_a_killed_server_are_free_at_the_next_start(shell: Shell):
    port = str(free_port())
    with process(["serve", "--port", port], shell.env) as (started, _):
        started.send_signal(signal.SIGKILL)
        started.wait(20)
    with sqlite3.connect(shell.folder / "waymark.db") as conn:
        conn.execute("INSERT INTO lane VALUES ('evaluate/9', NULL, 'killed', 9000000000000000, 3)")
    conn.close()
    with process(["serve", "--port", port, "--no-worker"], shell.env):
        assert lane(shell) == ("killed", 3)
    with process(["serve", "--port", port], shell.env) as (started, _):
        started.send_signal(signal.SIGTERM)
        started.wait(25)
    owner, epoch = lane(shell)
    assert owner is None
    assert epoch >= 4


def lane(shell: Shell) -> tuple[str | None, int]:
    conn = sqlite3.connect(shell.folder / "waymark.db")
    found = conn.execute("SELECT owner, epoch FROM lane WHERE name = 'evaluate/9'").fetchone()
    conn.close()
    return found
