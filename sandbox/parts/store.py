"""Keeps an LMS's state in memory and, when a file is named, on disk: written whole, then renamed over the old one."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

from sandbox.parts import Json

S = TypeVar("S")


class Store(Generic[S]):
    """The state behind one lock; `fresh` makes an empty one, `load` reads one from JSON (ValueError, TypeError)."""

    def __init__(self, path: Path | None, fresh: Callable[[], S], load: Callable[[Json], S]) -> None:
        self._path = path
        self.lock = threading.RLock()
        kept = path is not None and path.exists()
        self.state: S = load(json.loads(path.read_text(encoding="utf-8"))) if path and kept else fresh()

    @contextmanager
    def change(self) -> Iterator[S]:
        """Lend the state for writing, alone; saved when the block ends, also when a refusal leaves it by exception."""
        with self.lock:
            try:
                yield self.state
            finally:
                self.save()

    def replace(self, state: S) -> None:
        """Go on with another state."""
        with self.change():
            self.state = state

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
