"""The student, admin and error pages in a browser: axe, narrow screens, targets, no scripts."""

import os

import pytest
from student_page_checks import ALL
from student_samples import PAGES as STUDENT
from support.axe import axe_findings, contrast_findings

pytestmark = pytest.mark.browser

TARGETS = """() => [...document.querySelectorAll(".btn, .chip, summary")].filter(e => e.checkVisibility())
  .map(e => [e.textContent.trim(), e.getBoundingClientRect()]).filter(([, r]) => r.height > 4 && r.height < 43.5)
  .map(([text, r]) => text + " " + r.height)"""


@pytest.fixture(scope="module")
def window(chromium):
    """Open one window for all pages: styles and scripts are fetched once."""
    page = chromium.new_context().new_page()
    yield page
    page.context.close()


@pytest.fixture
def show(window, address):
    """Open a sample page in the light, at the width of a desk."""

    def opened(name: str):
        window.emulate_media(color_scheme="light")
        window.set_viewport_size({"width": 1280, "height": 800})
        window.goto(f"{address}/page/{name}")
        return window

    return opened


@pytest.mark.parametrize("name", ALL)
def test_U60_U61_no_finding_in_either_scheme_and_no_sideways_scroll(show, name):
    page = show(name)
    found = axe_findings(page, colours=False)
    _shoot(page, name)
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    width = page.evaluate("document.documentElement.scrollWidth")
    found += [f"320 px: {one}" for one in axe_findings(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in contrast_findings(page)]
    _shoot(page, f"{name}-dark-320")
    assert found == []
    assert width <= 320


@pytest.mark.parametrize("name", STUDENT)
def test_U14_students_targets_are_44_px(show, name):
    assert show(name).evaluate(TARGETS) == []


def test_my_path_works_without_scripts(chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/page/path")
    page.get_by_label("10 min").check(force=True)
    page.get_by_role("button", name="Show", exact=True).click()
    assert page.url.endswith("minutes=10")
    assert "k=launch1" in page.url
    context.close()


def _shoot(page, name):
    folder = os.environ.get("WAYMARK_TEST_SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
