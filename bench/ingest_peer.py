"""Another record store in the same run: Ralph, with files, and its router without storage as its upper bound.

It is not part of this project. Install it into an environment of its own (pip install "ralph-malph[lrs]") and name that
environment's `bin` folder in WAYMARK_BENCH_RALPH.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.ingest_send import Target
from bench.ingest_servers import Server, headers
from bench.replay_processes import Process, await_answer, free_port

VARIABLE = "WAYMARK_BENCH_RALPH"
_USER, _PASSWORD = "ingest", "ingest-bench"
_FILE = "fs_lrs.jsonl"

_PROGRAMS = {
    # As it comes, its file backend refuses every write but the first, because the file is there then.
    "files": """
from ralph.api import app
from ralph.api.routers import statements
from ralph.backends.data.base import BaseOperationType

statements.BACKEND_CLIENT.default_operation_type = BaseOperationType.APPEND
""",
    "no storage": """
from ralph.api import app
from ralph.api.routers import statements

class Nothing(type(statements.BACKEND_CLIENT)):
    def query_statements_by_ids(self, ids, target=None):
        return []

    def write(self, data, target=None, chunk_size=None, ignore_errors=False, operation_type=None):
        return len(data)

statements.BACKEND_CLIENT = Nothing()
""",
}
VARIANTS = tuple(_PROGRAMS)
DURABLE = "files"


def place() -> Path | None:
    """Return where Ralph is installed, or None."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named and (Path(named) / "uvicorn").exists() else None


def version(folder: Path) -> str:
    """Return Ralph's version."""
    return _said_by(folder, "import importlib.metadata as m; print(m.version('ralph-malph'))")


@contextmanager
def ralph(binaries: Path, folder: Path, variant: str) -> Iterator[Server]:
    """Serve Ralph from an empty folder, in one process as its own command would, without access log."""
    folder.mkdir()
    _make_user(binaries, folder)
    (folder / "program.py").write_text(_PROGRAMS[variant], encoding="utf-8")
    port = free_port()
    command = [
        str(binaries / "uvicorn"), "program:app", "--app-dir", str(folder), "--host", "127.0.0.1", "--port", str(port),
        "--log-level", "warning", "--no-access-log",
    ]  # fmt: skip
    target = Target(port, "/xAPI/statements", headers(f"127.0.0.1:{port}", _USER, _PASSWORD))
    with Process(command, folder / "ralph.log", _environment(folder), folder) as process:
        await_answer(process, f"http://127.0.0.1:{port}/__lbheartbeat__", {})
        yield Server(target, process)


def stored(folder: Path) -> set[str]:
    """Return the ids of the statements in its file, as 32 hexadecimal digits."""
    with (folder / _FILE).open("rb") as file:
        return {json.loads(line)["id"].replace("-", "") for line in file}


def _make_user(binaries: Path, folder: Path) -> None:
    asked = f"import bcrypt; print(bcrypt.hashpw({_PASSWORD.encode()!r}, bcrypt.gensalt()).decode())"
    hashed = _said_by(binaries, asked)
    agent = {"objectType": "Agent", "mbox": "mailto:ingest@example.org"}
    user = {"agent": agent, "scopes": ["all"], "hash": hashed, "username": _USER}
    (folder / "auth.json").write_text(json.dumps([user]), encoding="utf-8")


def _said_by(binaries: Path, program: str) -> str:
    """Return what its Python prints."""
    done = subprocess.run([binaries / "python", "-c", program], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _environment(folder: Path) -> dict[str, str]:
    own = {
        "RALPH_APP_DIR": str(folder), "RALPH_AUTH_FILE": str(folder / "auth.json"), "RALPH_RUNSERVER_BACKEND": "fs",
        "RALPH_HISTORY_FILE": str(folder / "history.json"), "RALPH_BACKENDS__LRS__FS__DEFAULT_LRS_FILE": _FILE,
        "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(folder),
    }  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WAYMARK_", "RALPH_", "PYTHON"))}
    return kept | own
