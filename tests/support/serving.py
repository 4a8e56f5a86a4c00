"""`waymark serve` as a process of its own that a test may kill at any moment, and a client that never gives up."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from gateway.wiring import Waymark
from support.databases import BASE, SECRET

_START = "from gateway.cli import main; main()"
_PATIENCE = 60.0


def free_port() -> int:
    """Return a loopback port that nobody uses now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Server:
    """A server over a test's database; it may be started again after every end."""

    waymark: Waymark
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        settings = self.waymark.settings
        env = {name: value for name, value in os.environ.items() if not name.startswith("WAYMARK_")} | {
            "WAYMARK_DATA_DIR": str(settings.data_dir), "WAYMARK_DATABASE_URL": settings.database_url,
            "WAYMARK_SECRET_KEY": SECRET.hex(), "WAYMARK_PORT": str(self.port), "WAYMARK_BASE_URL": BASE,
        }  # fmt: skip
        with (settings.data_dir / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _START, "serve", "--port", str(self.port)], env=env, stdout=log, stderr=log
            )
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            if self.call("GET", "/health/ready", None, {})[0] == 200:
                return
            time.sleep(0.05)  # another process starts: its answer is all there is to wait for
        raise AssertionError(f"the server did not start: {self.log()[-2000:]}")

    def log(self) -> str:
        """Return everything it has printed, over all its lives."""
        return (self.waymark.settings.data_dir / "serve.log").read_text()

    def kill(self) -> None:
        """End it without warning."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end as an operator does; return its exit status."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_PATIENCE)

    def call(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, bytes]:
        """Do one request on a connection of its own; status 0 where no answer came."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=35)
        raw = None if body is None else orjson.dumps(body)
        try:
            link.request(
                method, path, raw, {"Host": BASE.removeprefix("http://"), "Content-Type": "application/json", **headers}
            )
            answer = link.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            link.close()


@dataclass
class Client:
    """Sends batch after batch in a thread, each until it is acknowledged."""

    server: Server
    batch: Callable[[int], list[dict[str, Any]]]
    headers: dict[str, str]
    acknowledged: int = 0
    retries: int = 0
    refused: list[tuple[int, bytes]] = field(default_factory=list)
    _enough: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._send, daemon=True)
        self._thread.start()

    def finish(self) -> int:
        """End after the batch under way; return how many were acknowledged."""
        self._enough.set()
        self._thread.join(_PATIENCE)
        assert not self._thread.is_alive()
        return self.acknowledged

    def _send(self) -> None:
        while not self._enough.is_set() and not self.refused:
            batch = self.batch(self.acknowledged)
            while True:
                status, body = self.server.call("POST", "/xapi/statements", batch, self.headers)
                if status == 200:
                    break
                if status not in {0, 503}:
                    self.refused.append((status, body))
                    return
                self.retries += 1
                time.sleep(0.02)
            self.acknowledged += 1
