"""A tool as the library's own Flask example is, and nothing else: login, launch, launch data in a SQLite file.

Served by granian from `bench.launch_peers`; the file and the platform come by the environment.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from typing import Any

import pylti1p3.contrib.flask
from flask import Flask, Response, jsonify
from pylti1p3.tool_config.dict import ToolConfDict

library: Any = pylti1p3.contrib.flask
"""Its Flask half says nothing about types."""

STORE, PLATFORM = "BENCH_PYLTI_STORE", "BENCH_PYLTI_PLATFORM"


class SqliteCache:
    """What Flask-Caching offers, over one table: a row is on disk when `set` returns."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._local = threading.local()
        self._conn.execute("CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value TEXT, until REAL)")

    @property
    def _conn(self) -> sqlite3.Connection:
        if not hasattr(self._local, "conn"):
            conn = sqlite3.connect(self._path, isolation_level=None, timeout=30)
            for pragma in ("journal_mode=WAL", "synchronous=FULL"):
                conn.execute(f"PRAGMA {pragma}")
            self._local.conn = conn
        return self._local.conn  # type: ignore[no-any-return]

    def get(self, key: str) -> Any:
        """Return what was kept, None when it is over."""
        found = self._conn.execute("SELECT value FROM kept WHERE key = ? AND until > ?", (key, time.time())).fetchone()
        return json.loads(found[0]) if found else None

    def set(self, key: str, value: Any, seconds: int | None = None) -> None:
        """Keep a value."""
        row = (key, json.dumps(value), time.time() + (seconds or 86_400))
        self._conn.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", row)


def make_app() -> Flask:
    """Return the tool for the platform that the environment names."""
    app = Flask("bench-pylti")
    app.secret_key = "bench"  # noqa: S105 - guards nothing
    told = json.loads(os.environ[PLATFORM])
    config: Any = ToolConfDict({told["iss"]: [told["config"] | {"default": True}]})
    cache = SqliteCache(os.environ[STORE])

    @app.get("/health")
    def health() -> str:
        return "ok"

    @app.post("/login")
    def login() -> Any:
        asked = library.FlaskRequest()
        begun = library.FlaskOIDCLogin(asked, config, launch_data_storage=library.FlaskCacheDataStorage(cache))
        return begun.redirect(asked.get_param("target_link_uri"))

    @app.post("/launch")
    def launch() -> Response:
        storage = library.FlaskCacheDataStorage(cache)
        found = library.FlaskMessageLaunch(library.FlaskRequest(), config, launch_data_storage=storage)
        found.set_public_key_caching(storage, cache_lifetime=7200)
        return jsonify({"sub": found.get_launch_data()["sub"], "launch": found.get_launch_id()})

    return app
