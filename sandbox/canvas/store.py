"""Keeps the state in memory and, when a file is named, on disk: written whole, then renamed over the old one."""

import json
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.canvas.model import Assignment, Json, Key, LineItem, Override, Result, State, Submission, ToolConfig


class Store:
    """The state behind one lock."""

    def __init__(self, path: Path | None, rest_login: str) -> None:
        self._path = path
        self._rest_login = rest_login
        self.lock = threading.RLock()
        self.state = load(path) if path and path.exists() else fresh(rest_login)

    @contextmanager
    def change(self) -> Iterator[State]:
        """Lend the state for writing, alone; saved when the block ends, also when a refusal leaves it by exception."""
        with self.lock:
            try:
                yield self.state
            finally:
                self.save()

    def save(self) -> None:
        """Write the state file atomically; without a file nothing happens."""
        if self._path is None:
            return
        text = json.dumps(self.state, default=vars, separators=(",", ":"))
        part = self._path.with_suffix(f"{self._path.suffix}.part")
        # The file holds private keys and tokens, made up as they are.
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        part.replace(self._path)

    def reset(self) -> None:
        """Forget course data and launches; keys, tokens and the tool's registration stay."""
        with self.change() as old:
            kept = fresh(self._rest_login)
            kept.keys, kept.current_key, kept.tool = old.keys, old.current_key, old.tool
            kept.rest_tokens, kept.token_epoch = old.rest_tokens, old.token_epoch
            kept.hint_secret, kept.token_secret, kept.sessions = old.hint_secret, old.token_secret, old.sessions
            self.state = kept


def fresh(rest_login: str) -> State:
    """Empty state with new secrets and one REST token acting as `rest_login`."""
    token = f"1~{secrets.token_urlsafe(32)}"
    return State(secrets.token_hex(32), secrets.token_hex(32), {token: rest_login})


def load(path: Path) -> State:
    """State read back from its file; a damaged file raises ValueError or TypeError."""
    raw: Json = json.loads(path.read_text(encoding="utf-8"))
    raw["keys"] = [Key(**key) for key in raw["keys"]]
    raw["tool"] = ToolConfig(**raw["tool"]) if raw["tool"] else None
    raw["assignments"] = {key: _assignment(value) for key, value in raw["assignments"].items()}
    raw["line_items"] = {key: LineItem(**value) for key, value in raw["line_items"].items()}
    raw["results"] = {key: Result(**value) for key, value in raw["results"].items()}
    raw["submissions"] = {key: Submission(**value) for key, value in raw["submissions"].items()}
    return State(**raw)


def _assignment(raw: Json) -> Assignment:
    raw["overrides"] = {key: Override(**value) for key, value in raw["overrides"].items()}
    return Assignment(**raw)
