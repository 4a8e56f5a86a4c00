"""A real cmi5 course, as its publisher built it, from upload to grade; in the window of its own that it asks for.

WAYMARK_TEST_PACKAGES is a folder with masteryscore_responsive.zip of github.com/adlnet/CATAPULT (course_examples).
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.cmi5.cmi5_school import bring, graded, log, page_of, pieces, until, words, write_grades

PACKAGE = "masteryscore_responsive.zip"
VIDEO = "https://w3id.org/xapi/video"


@pytest.fixture
def package() -> Path:
    """Return the package; skip loudly where it is not there."""
    folder = os.environ.get("WAYMARK_TEST_PACKAGES")
    if not folder or not (found := Path(folder, PACKAGE)).is_file():
        pytest.skip(f"NO REAL PACKAGES: set WAYMARK_TEST_PACKAGES to a folder with {PACKAGE}")
    print(hashlib.sha256(found.read_bytes()).hexdigest(), PACKAGE)
    return found


def read_all_pages(unit: Page) -> None:
    """Go through the course by its own buttons until the quiz stands there."""
    while not unit.get_by_role("button", name="Submit Answers").is_visible():
        before = unit.evaluate("course.currentPageIdx")
        unit.locator(".footerbar:visible").first.click()
        unit.wait_for_function("before => course.currentPageIdx > before", arg=before)


def idle(unit: Page) -> None:
    """Wait until the course has sent what it had to send: only then it lets anybody leave."""
    expect(unit.locator("#score-panel .exit-button")).to_be_enabled()


@pytest.mark.nightly
@pytest.mark.browser
def test_a_real_course_runs_in_its_own_window_and_its_result_reaches_the_gradebook(visit, school, package) -> None:
    teacher, maya = visit(), visit()
    activity = bring(teacher, package, "Introduction to Geology")
    write_grades(teacher)
    before = pieces(school)
    page = page_of(maya, activity)
    with maya.context.expect_page() as opened:
        page.get_by_role("button", name="Start").click()
    unit: Page = opened.value
    unit.wait_for_url(f"{school.content}/**")
    read_all_pages(unit)
    unit.get_by_role("button", name="Select correct answers").click()
    unit.get_by_role("button", name="Submit Answers").click()
    idle(unit)
    assert until(lambda: words(log(school, activity)).count("answered") == 5, 20)
    unit.locator("#score-panel .exit-button").click()
    expect(unit.get_by_role("heading", name="This activity is over")).to_be_visible()
    found = log(school, activity)
    said = words([one for one in found if VIDEO not in str(one["context"].get("contextActivities"))])
    assert said[:2] == ["launched", "initialized"]
    assert said[-1] == "terminated"
    outcome = [one for one in said if one not in {"experienced", "launched", "initialized"}]
    assert outcome == [
        "passed", "satisfied", "completed", "answered", "answered", "answered", "answered", "answered", "terminated",
    ]  # fmt: skip
    assert said.count("experienced") > 3
    assert until(lambda: pieces(school) == before + 1, 20)
    assert graded(school)
