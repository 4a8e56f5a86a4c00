"""The tools that launch beside Waymark in the same run: PyLTI1p3's Flask example under granian, and ltijs.

ltijs is not part of this project. Install it into a folder of its own (npm install ltijs ltijs-sequelize sqlite3) and
name that folder in WAYMARK_BENCH_LTIJS. Both keep what they remember in SQLite.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench.launch_platform import CLIENT, DEPLOYMENT, ISSUER, Platform
from bench.launch_pylti import PLATFORM, STORE
from bench.replay_processes import ROOT, Process, Site, await_answer, free_port

VARIABLE = "WAYMARK_BENCH_LTIJS"
WORKERS = 2
"""Processes of the Flask example: as many as there are cores here, since nothing keeps it to one."""

_AUTH, _TOKEN = f"{ISSUER}/auth", f"{ISSUER}/token"


@dataclass(frozen=True)
class Tool:
    """A running tool: its process, addresses, and how an answer to a good launch begins: status and address."""

    name: str
    process: Process
    port: int
    login: str
    launch: str
    accepted: tuple[int, str]
    host: str = ""

    @property
    def target(self) -> str:
        """The address that a link in a course has."""
        return f"http://{self.address}{self.launch}"

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{self.host or 'localhost'}:{self.port}"


@contextmanager
def waymark(folder: Path, platform: Platform) -> Iterator[Tool]:
    """Serve Waymark on SQLite, with the platform added as an administrator does it."""
    folder.mkdir()
    site = Site(free_port(), folder)
    site.run(
        "platform", "add", "--name", "Bench", "--issuer", ISSUER, "--client-id", CLIENT, "--auth-url", _AUTH,
        "--token-url", _TOKEN, "--jwks-url", platform.jwks_url, "--deployment-id", DEPLOYMENT,
    )  # fmt: skip
    with site.serve() as process:
        yield Tool("Waymark", process, site.port, "/lti/login", "/lti/launch", (303, "/"))


@contextmanager
def pylti(folder: Path, platform: Platform, workers: int = WORKERS) -> Iterator[Tool]:
    """Serve the library's Flask example in so many processes."""
    folder.mkdir()
    port = free_port()
    config = {
        "client_id": CLIENT, "auth_login_url": _AUTH, "auth_token_url": _TOKEN, "key_set_url": platform.jwks_url,
        "key_set": None, "deployment_ids": [DEPLOYMENT],
    }  # fmt: skip
    env = {STORE: str(folder / "store.db"), PLATFORM: json.dumps({"iss": ISSUER, "config": config})}
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "8", "--log-level", "error", "--factory",
        "bench.launch_pylti:make_app",
    ]  # fmt: skip
    with Process(command, folder / "log", {**os.environ, **env}, ROOT) as process:
        await_answer(process, f"http://127.0.0.1:{port}/health", {})
        name = f"PyLTI1p3 {version('PyLTI1p3')}, Flask, {workers} process{'es' if workers > 1 else ''}"
        yield Tool(name, process, port, "/login", "/launch", (200, ""))


def ltijs_place() -> Path | None:
    """Return where ltijs is installed, or None."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named and (Path(named) / "node_modules" / "ltijs").is_dir() else None


@contextmanager
def ltijs(place: Path, folder: Path, platform: Platform) -> Iterator[Tool]:
    """Serve ltijs."""
    folder.mkdir()
    port = free_port()
    told = {
        "url": ISSUER, "name": "Bench", "clientId": CLIENT, "authenticationEndpoint": _AUTH,
        "accesstokenEndpoint": _TOKEN, "authConfig": {"method": "JWK_SET", "key": platform.jwks_url},
    }  # fmt: skip
    env = {
        VARIABLE: str(place), "BENCH_LTIJS_PLATFORM": json.dumps(told), "BENCH_LTIJS_PORT": str(port),
        "BENCH_LTIJS_STORE": str(folder / "store.db"), "NODE_ENV": "production",
    }  # fmt: skip
    with Process(["node", str(ROOT / "bench" / "launch_ltijs.js")], folder / "log", {**os.environ, **env}) as process:
        await_answer(process, f"http://127.0.0.1:{port}/keys", {})
        number = json.loads((place / "node_modules" / "ltijs" / "package.json").read_text("utf-8"))["version"]
        yield Tool(f"ltijs {number}", process, port, "/login", "/launch", (302, "ltik="))
