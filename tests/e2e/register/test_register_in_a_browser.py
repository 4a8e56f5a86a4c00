"""The whole way in a real browser: one pasted link, a few buttons, and a teacher's page opens (U01)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Frame, Page, expect
from support.axe import axe_findings

from sandbox.canvas import CanvasSim
from sandbox.moodle import MoodleSim
from sandbox.school import school
from tests.e2e.main_job.school_day import free_port
from tests.e2e.pages.page_checks import sideways

pytestmark = pytest.mark.browser
COMMAND = (sys.executable, "-c", "from gateway.cli import main; main()")
LISTS = {"moodle": "/mod/lti/toolconfigure.php", "canvas": "/accounts/1/developer_keys"}
ADD = {"moodle": "Add LTI Advantage", "canvas": "Continue"}
THEN = {"moodle": ("Activate", "Show in activity chooser"), "canvas": ("Set the key to ON",)}


class Tool:
    """`waymark serve` as a process of its own, and its command for a link."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.base = f"http://localhost:{port}"
        own = {name: value for name, value in os.environ.items() if not name.startswith("WAYMARK_")}
        self.env = own | {"WAYMARK_DATA_DIR": str(folder), "WAYMARK_BASE_URL": self.base}
        self.log = (folder / "serve.log").open("wb")
        self.process = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(port)], env=self.env, stdout=self.log, stderr=self.log
        )

    def ready(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.base}/health/ready"):
                    return
            except OSError:
                time.sleep(0.05)  # another process starts: its answer is all there is to wait for
        raise AssertionError("the server did not start")

    def run(self, *words: str) -> Any:
        said = subprocess.run(
            [*COMMAND, "platform", *words, "--json"], env=self.env, check=True, capture_output=True, text=True
        )
        return json.loads(said.stdout)

    def invite(self, deployments: str = "own") -> str:
        return str(self.run("invite", "--deployments", deployments)["link"])

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        self.log.close()


@pytest.fixture(scope="module")
def tool(tmp_path_factory) -> Iterator[Tool]:
    running = Tool(tmp_path_factory.mktemp("tool"))
    running.ready()
    yield running
    running.stop()


@pytest.fixture(params=["moodle", "canvas"])
def sim(request) -> Iterator[Any]:
    people = school(students=4)
    with MoodleSim(people) if request.param == "moodle" else CanvasSim(people, issuer="") as one:
        yield one


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="en-US", reduced_motion="reduce")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def framed(page: Page, base: str, heading: str) -> Frame:
    """Wait for our page with this heading inside the LMS's frame."""
    for _ in range(400):
        for frame in page.frames:
            with suppress(Error):  # a frame may go on to its next page while it is read
                if frame.url.startswith(base) and heading in "".join(frame.locator("h1").all_inner_texts()):
                    return frame
        page.wait_for_timeout(50)
    raise TimeoutError([frame.url for frame in page.frames])


def place_the_pathway(page: Page, sim: Any) -> None:
    """Add a link by the picker as a teacher does: three clicks of ours, then the LMS's own Save (U20)."""
    page.goto(f"{sim.url}/courses/1/activities/new?as=rosa.alvarez")
    page.get_by_role("link", name="Select content").click()
    picker = page.frame_locator("iframe[name=tool_content]")
    expect(picker.locator("h1")).to_contain_text("Add to")
    assert axe_findings(page) == []
    picker.get_by_label("My path", exact=True).check()
    picker.get_by_role("button", name="Go on").click()
    expect(picker.locator("h1")).to_contain_text("Add 1 link to")
    assert axe_findings(page) == []
    picker.get_by_role("button", name="Add it to the course").click()
    picker.get_by_role("button", name="Save and return").click()
    page.get_by_role("link", name="My path").click()


def test_U01_an_admin_pastes_one_link_and_a_teacher_adds_the_tool_and_launches(tool, sim, page) -> None:
    page.goto(f"{sim.url}{LISTS[sim.kind]}?as=ines.duarte")
    page.locator("#url").fill(tool.invite())
    page.get_by_role("button", name=ADD[sim.kind]).click()
    asked = framed(page, tool.base, "Register Waymark in")
    typed = asked.locator("input:not([type=hidden]), textarea, select")
    assert typed.count() == 0, "nothing is typed by hand"
    assert axe_findings(page) == []
    asked.get_by_role("button", name="Register").click()
    for button in THEN[sim.kind]:  # the frame closed itself: the LMS's own list is back
        page.get_by_role("button", name=button).click()
    page.goto(f"{sim.url}/courses/1?as=rosa.alvarez")
    if sim.kind == "moodle":
        place_the_pathway(page, sim)
    else:
        page.get_by_role("button", name="Show Waymark").click()
    for _ in range(400):
        if any("/teacher/" in frame.url and frame.locator("h1").count() for frame in page.frames):
            break
        page.wait_for_timeout(50)
    opened = next(frame for frame in page.frames if "/teacher/" in frame.url)
    expect(opened.locator("h1").first).to_be_visible()


def test_the_page_stays_usable_where_nothing_closes_it(tool, sim, page) -> None:
    start = {"moodle": "/mod/lti/startltiadvregistration.php", "canvas": "/accounts/1/developer_keys/register"}
    page.goto(f"{sim.url}{LISTS[sim.kind]}?as=ines.duarte")
    page.goto(f"{sim.url}{start[sim.kind]}?url={tool.invite()}")
    page.get_by_role("button", name="Register").click()
    expect(page.locator("h1")).to_contain_text("Waymark is registered in")
    expect(page.locator("main")).to_contain_text("You can close this page.")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        assert axe_findings(page) == []
        assert sideways(page) <= width


@pytest.mark.parametrize("sim", ["canvas"], indirect=True)
def test_L19_a_launch_that_waits_goes_on_by_itself_once_it_is_assigned(tool, sim, page) -> None:
    page.goto(f"{sim.url}{LISTS[sim.kind]}?as=ines.duarte")
    page.locator("#url").fill(tool.invite("shared"))
    page.get_by_role("button", name=ADD[sim.kind]).click()
    framed(page, tool.base, "Register Waymark in").get_by_role("button", name="Register").click()
    page.get_by_role("button", name="Set the key to ON").click()
    page.goto(f"{sim.url}/courses/1?as=rosa.alvarez")
    page.get_by_role("button", name="Show Waymark").click()
    frame = framed(page, tool.base, "Waymark waits until your school accepts")
    expect(frame.get_by_role("status")).to_contain_text("goes on as soon as it is accepted")
    assert axe_findings(page) == []
    [platform] = [one for one in tool.run("list")["platforms"] if one["waiting"]]
    tool.run("assign", platform["id"], *platform["waiting"])
    for _ in range(400):
        if any("/teacher/" in one.url for one in page.frames):
            return
        page.wait_for_timeout(50)
    raise TimeoutError([one.url for one in page.frames])
