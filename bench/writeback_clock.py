"""A clock that two processes share and only the benchmark moves: eight bytes of a file, POSIX seconds."""

from __future__ import annotations

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

_SECONDS = struct.Struct("<d")
BEGIN = datetime(2026, 9, 14, 8, tzinfo=UTC)


class SharedClock:
    """Tells the time that stands in the file; whoever moves it does so alone."""

    def __init__(self, file: Path) -> None:
        if not file.exists():
            file.write_bytes(_SECONDS.pack(BEGIN.timestamp()))
        with file.open("r+b") as opened:
            self._memory = mmap.mmap(opened.fileno(), _SECONDS.size)

    def __call__(self) -> datetime:
        """Return the time, aware, in UTC."""
        return datetime.fromtimestamp(self.seconds, UTC)

    @property
    def seconds(self) -> float:
        """The time in POSIX seconds."""
        return float(_SECONDS.unpack_from(self._memory)[0])

    def advance(self, seconds: float) -> None:
        """Let so much time pass."""
        _SECONDS.pack_into(self._memory, 0, self.seconds + seconds)

    def move_to(self, moment: datetime) -> None:
        """Let the time pass until this moment; one that is over changes nothing."""
        # A datetime has microseconds, the file more: a wait must never end just before its end.
        self.advance(max(0.0, (moment - self()) / timedelta(seconds=1)) + 1e-6)
