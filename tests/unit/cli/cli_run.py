"""Call commands as a shell would, and start the server as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from gateway.cli import main

COMMAND = (sys.executable, "-c", "from gateway.cli import main; main()")


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Shell:
    """A data folder and the commands that work on it."""

    folder: Path

    @property
    def env(self) -> dict[str, str]:
        """The environment of a command: nothing of the tester's own Waymark."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WAYMARK_")}
        return {**kept, "WAYMARK_DATA_DIR": str(self.folder)}

    def run(self, *words: str) -> Result:
        """Run a command in this process."""
        cleared: dict[str, str | None] = {name: None for name in os.environ if name.startswith("WAYMARK_")}
        return CliRunner().invoke(main, list(words), env={**cleared, **self.env})

    def json(self, *words: str) -> Any:
        """Run a command with --json; return its answer, of a failure too."""
        return json.loads(self.run(*words, "--json").stdout)


@contextmanager
def process(words: Sequence[str], env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """Start a command that serves; yield it with the JSON line it prints once it is ready. Killed at the end."""
    with subprocess.Popen([*COMMAND, *words, "--json"], stdout=subprocess.PIPE, text=True, env=env) as started:
        try:
            line = started.stdout.readline() if started.stdout else ""
            assert line, f"{words} ended with {started.wait(20)} before it was ready"
            yield started, json.loads(line)
        finally:
            if started.poll() is None:
                started.send_signal(signal.SIGKILL)
