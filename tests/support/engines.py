"""Engines that tests take turns with: what one test had compiled, the next over the same address need not compile."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Engine

from gateway.db import writer
from gateway.db.engine import BUSY_MS, open_engines

Pair = tuple[Engine, Engine]

ADDRESSES: set[str] = set()
"""Databases of tests, whose addresses come again; all others get engines of their own."""

_idle: dict[tuple[str, int], list[Pair]] = defaultdict(list)
_lent: list[tuple[tuple[str, int], Pair]] = []


def lend(url: str, patience: int = BUSY_MS) -> Pair:
    """Return (reading engine, writing engine) as the product opens them, if possible ones that a test has done with."""
    if url not in ADDRESSES:
        return open_engines(url, patience)
    key = (url, patience)
    pair = _idle[key].pop() if _idle[key] else open_engines(url, patience)
    _lent.append((key, pair))
    return pair


def take_back() -> None:
    """Let the next test have the engines of this one; their connections are closed."""
    while _lent:
        key, pair = _lent.pop()
        for engine in pair:
            engine.dispose()
        _idle[key].append(pair)


writer.open_engines = lend
