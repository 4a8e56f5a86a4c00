"""WebKitGTK under a screen that nobody sees, driven by WebDriver over plain HTTP."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.e2e.main_job.school_day import free_port

DRIVER, SCREEN = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
BROWSER = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)
HERE = bool(DRIVER and SCREEN and BROWSER)
_PATIENCE = 60.0


class WebKit:
    """One browser; `inside` chooses the frame of the tool before each question."""

    def __init__(self) -> None:
        reading, writing = os.pipe()
        self._screen = subprocess.Popen(
            [str(SCREEN), "-displayfd", str(writing), "-screen", "0", "1280x1000x24"], pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(writing)
        with os.fdopen(reading) as told:  # the whole line: the screen dies of an end that closes between its two writes
            display = told.readline().strip()
        self._port = free_port()
        self._driver = subprocess.Popen(
            [str(DRIVER), f"--port={self._port}"], env={**os.environ, "DISPLAY": f":{display}"}
        )
        options = {"binary": str(BROWSER), "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self._session = ""
        self._session = self._until(lambda: self._call("POST", "/session", wanted)["sessionId"])

    def open(self, url: str) -> None:
        self._do("/url", {"url": url})

    def new_tab(self) -> str:
        """Open a tab and go on in it; return the one before."""
        before = str(self._call("GET", f"/session/{self._session}/window"))
        self.switch(self._do("/window/new", {"type": "tab"})["handle"])
        return before

    def switch(self, tab: str) -> None:
        self._do("/window", {"handle": tab})

    def inside(self, script: str) -> Any:
        """Run a script in the frame of the tool."""
        self._do("/frame", {"id": None})
        found = self._do("/element", {"using": "css selector", "value": "iframe[name=tool_content]"})
        self._do("/frame", {"id": found})
        return self._do("/execute/sync", {"script": script, "args": []})

    def expect(self, script: str, value: object = True) -> None:
        """Ask until the answer is this one."""
        self._until(lambda: self.inside(script) == value or None, f"{script} never gave {value!r}")

    def close(self) -> None:
        try:
            self._call("DELETE", f"/session/{self._session}")
        finally:
            for one in (self._driver, self._screen):
                one.kill()
                one.wait()

    def _do(self, what: str, body: dict[str, Any]) -> Any:
        return self._call("POST", f"/session/{self._session}{what}", body)

    def _until(self, act: Any, words: str = "nothing happened") -> Any:
        end = time.monotonic() + _PATIENCE
        last: Exception | None = None
        while time.monotonic() < end:
            try:
                found = act()
            except (OSError, WebDriverSaid) as error:  # the page is on its way to another
                last, found = error, None
            if found is not None:
                return found
            time.sleep(0.1)  # another process draws the page: asking again is all there is
        raise AssertionError(words) from last

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(f"http://127.0.0.1:{self._port}{path}", data, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise WebDriverSaid(error.read().decode()) from None


class WebDriverSaid(Exception):
    """The driver refused a command; the text is its own."""
