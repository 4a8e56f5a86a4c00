"""The demonstration behind a server that drops every cookie in both directions, on a site of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from gateway.app import create_app
from gateway.demo.states import STATES, load_state
from gateway.demo.world import World, close, open_worlds
from tests.browser import arrived
from tests.e2e.main_job.school_day import free_port

Start = Callable[..., Any]

STATE = replace(STATES["week3"], students=6, weeks=1, visits=1.5)
"""A small class with some results: what is tried here is how pages are reached, not how much stands on them."""


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep the test output clean."""


def _whole(body: Any) -> list[bytes]:
    """Read an answer and close it: a browser that leaves in the middle would leave its file open."""
    try:
        return [b"".join(body)]
    finally:
        getattr(body, "close", lambda: None)()


class BareSite:
    """Waymark on localhost, learning systems on addresses of their own; no cookie of Waymark ever arrives.

    `cookies` are the addresses to which a browser sent one all the same; with `strips` off it is left to the browser.
    """

    def __init__(self, folder: Path, kinds: tuple[str, ...] = ("canvas", "schoology", "moodle")) -> None:
        self.port = free_port()
        self.worlds = open_worlds(
            folder, port=self.port, lms_port=0, students=STATE.students, package="ratios", kinds=kinds
        )
        self.app = create_app(self.worlds[0].waymark)
        self.strips = True
        self.cookies: list[str] = []
        self._server = make_server("127.0.0.1", self.port, self._bare, threaded=True, request_handler=_Quiet)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        for one in self.worlds:  # the learning systems fetch our keys, so the server comes first
            load_state(one, STATE, lambda _words: None)

    @property
    def base(self) -> str:
        return f"http://localhost:{self.port}"

    def world(self, kind: str) -> World:
        return next(one for one in self.worlds if one.lms.kind == kind)

    def _bare(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if "wm-" in environ.get("HTTP_COOKIE", ""):
            self.cookies.append(environ["PATH_INFO"])
        if not self.strips:
            return _whole(self.app(environ, start))
        environ.pop("HTTP_COOKIE", None)

        def without_cookies(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start(status, [one for one in headers if one[0].lower() != "set-cookie"], *rest)

        return _whole(self.app(environ, without_cookies))

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        close(self.worlds)
        self.worlds[0].waymark.close()


def tool(page: Page, bare: BareSite) -> Frame:
    """Wait for the tool's page inside the learning system's frame."""
    frame = arrived(page, bare.base)
    frame.locator("header nav, .who").first.wait_for()
    return frame


def enter(page: Page, bare: BareSite, login: str, kind: str = "canvas") -> Frame:
    """Launch a person; once more, as people do, where a busy machine loses a step of the sign-in."""
    for again in (True, True, False):
        page.goto(bare.world(kind).lms.launch_link(login))
        try:
            arrived(page, bare.base, seconds=25 if again else 60)
        except AssertionError:
            if not again:
                raise
        else:
            break
    return tool(page, bare)
