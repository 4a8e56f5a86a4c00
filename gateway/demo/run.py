"""Run the demonstration: open the school, bring its course into a state, serve until Ctrl-C, go on next time."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from gateway import serve
from gateway.demo.states import STATES, State, empty, load_state
from gateway.demo.world import World, addresses, close, open_worlds
from gateway.services import adminlink

Told = Callable[[Mapping[str, Any]], None]
Say = Callable[[str], None]

LINK_LIFE = timedelta(hours=8)
"""Whoever tries Waymark may look at the admin's page later; everything here is on one machine."""


def run(name: str, base: Path, *, port: int, lms_port: int, kinds: Sequence[str], told: Told, say: Say) -> None:
    """Serve a state of the course from `base`/`name` until a signal; `told` gets addresses, counts and seconds.

    OSError when a port is taken, AlreadyServing when this demonstration runs already.
    """
    started, state, folder = time.monotonic(), STATES[name], base / name
    serve.check_free("127.0.0.1", port)
    with serve.only_server(folder):
        worlds = open_worlds(
            folder, port=port, lms_port=lms_port, students=state.students, package=state.package, kinds=kinds
        )
        try:
            serve.run(worlds[0].waymark, "127.0.0.1", lambda: told(_begin(worlds, state, started, say)))
        finally:
            close(worlds)


def _begin(worlds: Sequence[World], state: State, started: float, say: Say) -> dict[str, Any]:
    """Load the state at the first start, course by course; return what to tell."""
    began, count, world = time.monotonic(), 0, worlds[0]
    for one in worlds:
        if empty(one):
            count += load_state(one, state, partial(_of, one.title, say))
    done = {"statements": count, "seconds": round(time.monotonic() - began, 2)}
    token = world.waymark.db.write(lambda write: adminlink.make(write, world.tenant_id, LINK_LIFE))
    admin = adminlink.address(world.waymark.settings, token)
    return {
        "state": state.name, "addresses": dict(addresses(worlds, admin)), **done,
        "started": round(time.monotonic() - started, 2),
    }  # fmt: skip


def _of(title: str, say: Say, words: str) -> None:
    say(f"{title}: {words}")
