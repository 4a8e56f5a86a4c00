"""`waymark serve` as a process of its own on a free port of localhost, and the commands beside it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import requests
from support.serving import free_port

from gateway import settings, wiring
from gateway.settings import Settings

_START = "from gateway.cli import main; main()"
_PATIENCE = 60.0


@dataclass
class RealWaymark:
    """A server with its data in a folder; used as a context it runs."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Its settings, and nothing of the caller's."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WAYMARK_")}
        return kept | {"WAYMARK_DATA_DIR": str(self.folder), "WAYMARK_PORT": str(self.port)}

    @property
    def settings(self) -> Settings:
        """What the server reads from that environment."""
        return settings.load(self.environment)

    def __enter__(self) -> Self:
        with (self.folder / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _START, "serve", "--port", str(self.port)], env=self.environment, stdout=log,
                stderr=log,
            )  # fmt: skip
        assert until(self._answers, _PATIENCE), self.log()
        return self

    def _answers(self) -> bool:
        assert self.process
        assert self.process.poll() is None, self.log()
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/health/ready", timeout=5).ok
        except requests.ConnectionError:
            return False

    def __exit__(self, *_: object) -> None:
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(_PATIENCE)

    def log(self) -> str:
        """Return the end of what it has printed."""
        return (self.folder / "serve.log").read_text()[-3000:]

    def command(self, *words: str) -> Any:
        """Run a command beside the server; return its JSON."""
        done = subprocess.run(
            [sys.executable, "-c", _START, *words, "--json"], env=self.environment, capture_output=True, text=True,
            timeout=_PATIENCE, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def beside(self, plan: Callable[[Any], Any]) -> Any:
        """Run a plan on its database as a command beside the server does."""
        opened = wiring.build(self.settings)
        try:
            return opened.db.write(plan)
        finally:
            opened.close()


def until(check: Callable[[], Any], seconds: float) -> Any:
    """Ask again and again until it is so, at most so long; return what was said last."""
    end = time.monotonic() + seconds
    while not (said := check()) and time.monotonic() < end:
        time.sleep(0.2)  # another process works: its answer is all there is to wait for
    return said
