"""A state of the demonstration's course in this process: the sandbox serves, and so does our key set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.app import create_app
from gateway.demo.states import STATES, load_state
from gateway.demo.world import World, close, open_worlds
from sandbox.demo import KINDS
from sandbox.parts.serving import Serving


@contextmanager
def state_of(folder: Path, name: str, port: int) -> Iterator[tuple[World, int]]:
    """Open a state in an empty folder, in one learning system; yield its world and how many statements were loaded."""
    state = STATES[name]
    [world] = open_worlds(
        folder, port=port, lms_port=0, students=state.students, package=state.package, kinds=KINDS[:1]
    )
    server = Serving(create_app(world.waymark), "127.0.0.1", port)
    server.open()
    server.run()
    try:
        yield world, load_state(world, state, lambda _words: None)
    finally:
        server.close()
        close([world])
        world.waymark.close()
