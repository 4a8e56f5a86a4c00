"""A state of the demonstration's course in this process: the sandbox serves, and so does our key set."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

from gateway.app import create_app
from gateway.demo.states import STATES, load_state
from gateway.demo.world import World, open_world


@contextmanager
def state_of(folder: Path, name: str, port: int) -> Iterator[tuple[World, dict[str, Any]]]:
    """Open a state in an empty folder; yield its world and what loading said."""
    state = STATES[name]
    world = open_world(folder, port=port, lms_port=0, students=state.students, package=state.package)
    server = make_server("127.0.0.1", port, create_app(world.waymark), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield world, load_state(world, state, lambda _words: None)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        world.lms.stop()
        world.waymark.close()
