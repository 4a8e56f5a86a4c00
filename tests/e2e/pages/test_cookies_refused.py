"""A browser that keeps no cookie of the tool at all: a page that says so and what to do (L41)."""

import json

import pytest
from page_checks import axe_findings

from tests.browser import CHROMIUM

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


def refusal(page, week3):
    """Return the frame that shows why nothing opened."""
    for _ in range(100):
        for frame in page.frames:
            if frame.url.startswith(week3.base) and frame.locator("h1").count():
                return frame
        page.wait_for_timeout(50)
    raise AssertionError([frame.url for frame in page.frames])


def test_L41_without_cookies_the_launch_says_so_and_names_a_way_on(refusing, week3):
    page = refusing.new_page()
    page.goto(week3.addresses["launch as student Maya"])
    frame = refusal(page, week3)
    assert [one["name"] for one in refusing.cookies() if one["name"].startswith("wm-")] == []
    assert frame.locator("h1").inner_text() == "Your browser blocks the sign-in this page needs"
    assert "new window" in frame.locator("main").inner_text()
    assert axe_findings(page) == []
