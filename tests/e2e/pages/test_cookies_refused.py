"""A browser that keeps no cookie of the tool at all: a page that says so and what to do (L41)."""

import json
import urllib.request

import pytest
from playwright.sync_api import expect
from support.axe import axe_findings

from tests.browser import CHROMIUM, arrived

pytestmark = pytest.mark.browser


@pytest.fixture
def refusing(chromium, week3, tmp_path):
    """Open a browser whose user refuses cookies of the tool's address, in frames and in windows."""
    rule = {"exceptions": {"cookies": {f"{week3.base},*": {"setting": 2}}}}
    preferences = {"profile": {"content_settings": rule}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(preferences), encoding="utf-8")
    context = chromium.browser_type.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=["--no-sandbox", "--disable-features=Translate"]
    )
    yield context
    context.close()


@pytest.fixture
def no_storage(week3):
    """Let the learning system keep nothing for us either."""
    for change in ({"platform_storage": "off"}, {"clear": True}):
        asked = urllib.request.Request(
            f"{week3.lms_root}/_sim/faults", json.dumps(change).encode(), {"Content-Type": "application/json"}
        )
        urllib.request.urlopen(asked).close()
        if "clear" not in change:
            yield


def tool(page):
    """Return the frame of the tool."""
    return page.frame_locator("iframe[name=tool_content]")


def kept(context):
    return [one["name"] for one in context.cookies() if one["name"].startswith("wm-")]


@pytest.mark.usefixtures("no_storage")
def test_L41_without_cookies_the_launch_says_so_and_names_a_way_on(refusing, week3):
    page = refusing.new_page()
    page.goto(week3.addresses["launch as student Maya"])
    expect(tool(page).locator("h1")).to_have_text("Your browser blocks the sign-in this page needs")
    expect(tool(page).get_by_role("link", name="Open in a new window")).to_be_visible()
    assert kept(refusing) == []
    assert axe_findings(page) == []


def test_L42_what_the_learning_system_keeps_is_enough(refusing, week3):
    page = refusing.new_page()
    page.goto(week3.addresses["launch as student Maya"])
    frame = arrived(page, week3.base)
    frame.locator(".who").wait_for(timeout=60_000)
    expect(frame.locator(".who")).to_contain_text("Maya")
    assert kept(refusing) == []
