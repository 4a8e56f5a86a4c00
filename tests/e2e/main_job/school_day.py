"""A school to click through: the demonstration as a process of its own, and people in browsers of their own."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from tests.browser import arrived
from tests.e2e.practice.practice_answers import answer_all, drawn, typed

WAYMARK = Path(sys.executable).parent / "waymark"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class School:
    """`waymark demo` in one of its states; started again it goes on where it was."""

    def __init__(self, state: str, folder: Path, lms: str = "canvas") -> None:
        self.state, self.folder, self.kind = state, folder, lms
        self.port, self.lms_port = free_port(), free_port()
        self.process: subprocess.Popen[str] | None = None
        self.addresses: dict[str, str] = {}
        self.started = 0.0

    def start(self) -> None:
        command = [str(WAYMARK), "demo", "--json", "--state", self.state, "--lms", self.kind]
        command += ["--data-dir", str(self.folder)]
        ports = ["--port", str(self.port), "--lms-port", str(self.lms_port)]
        began = time.monotonic()
        self.process = subprocess.Popen([*command, *ports], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.started = time.monotonic() - began
        self.addresses = json.loads(line)["addresses"]

    def stop(self) -> int:
        """Press Ctrl-C; return the exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code

    @property
    def base(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def content(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def lms(self) -> dict[str, Any]:
        """Return what the learning system shows to its people."""
        with urllib.request.urlopen(f"{self.lms_root}/_sim/state") as answer:
            return json.load(answer)["readback"]  # type: ignore[no-any-return]

    @property
    def lms_root(self) -> str:
        return "/".join(self.addresses["gradebook"].split("/")[:3])

    def columns(self) -> list[str]:
        """Return the names of the gradebook's columns that teachers see."""
        return [one["label"] for one in self.lms()["columns"] if one["visible"]]

    def work(self) -> list[list[str]]:
        """Return who sees our personal work: the logins for each piece of it."""
        return [one["logins"] for one in self.lms()["work"]]

    def grades(self, login: str) -> dict[str, tuple[float, str]]:
        """Return what the gradebook shows of one student: column name -> (value, comment)."""
        found = self.lms()
        names = {one["id"]: one["label"] for one in found["columns"]}
        return {
            names[one["column"]]: (one["value"], one["comment"] or "")
            for one in found["cells"]
            if one["login"] == login and one["value"] is not None and one["column"] in names
        }

    def posts(self) -> int:
        """Return how many scores the learning system has been sent."""
        counts = self.lms()["requests"]
        return sum(number for name, number in counts.items() if name.startswith("POST") and "scores" in name)


class Visitor:
    """One person in a browser of their own, with third-party cookies blocked."""

    def __init__(self, browser: Browser, school: School, **options: object) -> None:
        self.school = school
        self.context: BrowserContext = browser.new_context(
            viewport={"width": 1280, "height": 1000}, reduced_motion="reduce", locale="en-US", **options
        )
        self.context.set_default_timeout(20_000)
        self.page: Page = self.context.new_page()

    def launch(self, who: str) -> Frame:
        """Click the launch in the learning system; return the frame of the tool's page."""
        self.page.goto(self.school.addresses[f"launch as {who}"])
        return self.tool()

    def tool(self, part: str = "") -> Frame:
        """Wait for the tool's page (or the activity's) inside the learning system's frame."""
        wanted = part or self.school.base
        frame = arrived(self.page, wanted)
        frame.wait_for_load_state()
        frame.locator("h1").first.wait_for()
        return frame

    def window(self, who: str) -> Page:
        """Open the tool in a window of its own, as the learning system's link offers."""
        self.page.goto(self.school.addresses[f"launch as {who}"])
        with self.context.expect_page() as opened:
            self.page.get_by_role("link", name=re.compile("new window")).click()
        page: Page = opened.value
        page.wait_for_url(re.compile(r"/(teacher|student|admin)/"))
        page.locator("h1").first.wait_for()
        return page

    def do_activity(self, frame: Frame, title: str) -> None:
        """Start the activity of an open activity page and answer every question right, on the screen or from paper."""
        frame.get_by_role("button", name=re.compile("Start|Go on")).click()
        activity = self.tool(self.school.content)
        activity.locator("h2").first.wait_for()
        expect(activity.locator("h1")).to_contain_text(title)
        key = activity.url.split("/practice/")[1].split("?")[0].split("#")[0]
        if activity.locator("#strip").count():
            self._from_paper(activity, key)
        else:
            launch = activity.evaluate("Object.values(sessionStorage).join(' ') + location.hash")
            found = re.search(r"registration\W{1,6}([0-9a-f-]{36})", launch)
            assert found, launch
            answer_all(activity, drawn(activity, key, found[1]))  # type: ignore[arg-type] # a frame asks like a page
        expect(activity.locator("#saved")).to_contain_text("Saved")
        activity.get_by_text("Back to my path").first.wait_for()

    def _from_paper(self, activity: Frame, key: str) -> None:
        """Type in what was worked out on sheet A."""
        for item in drawn(activity, key, f"{key}/A"):  # type: ignore[arg-type] # as above
            name = f"answer-{item['index'] + 1}"
            if item["answer"]["kind"] == "choice":
                activity.check(f"input[name={name}][value={item['answer']['value']}]")
            else:
                activity.fill(f"#{name}", typed(item))
        activity.get_by_role("button", name="Check my answers").click()

    def close(self) -> None:
        self.context.close()


def until(check: object, seconds: float) -> bool:
    """Ask again and again until it is so, at most so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if check():  # type: ignore[operator]
            return True
        time.sleep(0.1)
    return bool(check())  # type: ignore[operator]
