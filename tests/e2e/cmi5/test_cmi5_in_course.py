"""A cmi5 course runs from a course of the learning system, in its frame, from upload to grade."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.cmi5.cmi5_school import SMALL, bring, graded, log, packed, pieces, start, until, words, write_grades


@pytest.mark.browser
def test_a_small_course_runs_in_the_frame_and_its_result_reaches_the_gradebook(visit, school, tmp_path) -> None:
    teacher, maya = visit(), visit()
    activity = bring(teacher, packed(SMALL, tmp_path / "two-ratios.zip"), "Mix the paint")
    write_grades(teacher)
    before = pieces(school)
    unit = start(maya, activity)
    expect(unit.locator("#said")).to_have_text("Ready.")
    unit.get_by_label("red for 3 of blue").fill("6")
    unit.get_by_label("blue for 8 of red").fill("4")
    unit.get_by_role("button", name="Check").click()
    expect(unit.locator("#said")).to_have_text("2 of 2 right. Saved.")
    assert words(log(school, activity))[-2:] == ["satisfied", "satisfied"], "told before the unit left"
    unit.get_by_role("button", name="Leave").click()
    expect(maya.tool().locator("h1").first).to_be_visible()
    assert words(log(school, activity)) == [
        "launched", "initialized", "answered", "answered", "passed", "completed", "satisfied", "satisfied",
        "terminated",
    ]  # fmt: skip
    assert until(lambda: pieces(school) == before + 1, 20)
    assert graded(school)
