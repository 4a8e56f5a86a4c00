"""What the readers of all formats share: the bytes they look at, and parts of them written as they stand."""

from __future__ import annotations

import mmap
from typing import IO

Bytes = bytes | mmap.mmap
"""A whole file, in memory or on the disk: large ones are never read at once."""

MOST_PARTS = 20_000
"""More segments or chunks than this has no picture that anybody made; reading them would take long."""

_BLOCK = 1024 * 1024


def copy(data: Bytes, start: int, end: int, out: IO[bytes]) -> None:
    """Write a part of a file as it stands, some at a time."""
    for at in range(start, end, _BLOCK):
        out.write(data[at : min(at + _BLOCK, end)])
