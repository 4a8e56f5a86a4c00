"""A day without any cookie in Chromium, with the tab's storage and without: the platform keeps the proof (L42, L43).

No step goes by the clock: a late answer of the learning system still opens the page, and whatever makes the frame go to
another page is left to the frame, so that no question to it is lost on the way.
"""

from __future__ import annotations

from typing import Any

import pytest
from bare_site import enter
from playwright.sync_api import Frame, Page, expect

pytestmark = pytest.mark.browser

TEACHER, STUDENT = "rosa.alvarez", "maya.okafor"
LONG = 60_000


@pytest.fixture(params=["works", "throws"])
def page(request, page_of) -> Page:
    made = page_of(request.param)
    made.set_default_timeout(LONG)
    made.keeps = request.param == "works"
    return made


def soon(frame: Frame, script: str) -> None:
    """Have the frame do something that leaves its page, once it has answered us."""
    frame.evaluate(f"setTimeout(() => {{ {script} }}, 0)")


def on(frame: Frame, tab: str) -> None:
    expect(frame.get_by_role("link", name=tab, exact=True)).to_have_attribute("aria-current", "page", timeout=LONG)


def test_L42_a_teacher_launches_clicks_around_sends_a_form_goes_back_and_reloads(page: Any, bare) -> None:
    frame = enter(page, bare, TEACHER, "canvas")
    assert frame.evaluate("document.hasStorageAccess()") is False
    frame.get_by_role("link", name="Gradebook", exact=True).click()
    on(frame, "Gradebook")
    before = frame.get_by_role("switch").is_checked()
    frame.get_by_role("switch").set_checked(not before)
    expect(frame.locator(".toasts")).not_to_be_empty(timeout=LONG)
    expect(frame.get_by_role("switch")).to_be_checked(checked=not before, timeout=LONG)
    frame.get_by_role("link", name="Students", exact=True).click()
    on(frame, "Students")
    soon(frame, "history.back()")
    on(frame, "Gradebook")
    soon(frame, "document.body.id = 'before'; location.reload()")
    expect(frame.locator("body#before")).to_have_count(0, timeout=LONG)
    if page.keeps:
        on(frame, "Gradebook")
    else:
        expect(frame.locator("h1")).to_have_text("This page has been open too long", timeout=LONG)
    assert bare.cookies == []


def test_L43_a_second_tab_with_another_course_and_person_never_mixes_with_the_first(page: Any, bare) -> None:
    teacher = enter(page, bare, TEACHER, "canvas")
    second = page.context.new_page()
    second.set_default_timeout(LONG)
    student = enter(second, bare, STUDENT, "schoology")
    assert teacher.url.split("/")[4] != student.url.split("/")[4]
    home = student.locator("h1").inner_text()
    student.locator("details summary").first.click()
    student.locator("a[href*='/activity/']").first.click()
    expect(student.locator("h1")).not_to_have_text(home, timeout=LONG)
    teacher.get_by_role("link", name="Students", exact=True).click()
    on(teacher, "Students")
    soon(student, "history.back()")
    expect(student.locator("h1")).to_have_text(home, timeout=LONG)
    expect(student.locator(".who")).to_contain_text("Maya")
    assert teacher.locator(".who").count() == 0
    if page.keeps:
        for frame in (student, teacher):
            soon(frame, "document.body.id = 'before'; location.reload()")
            expect(frame.locator("body#before")).to_have_count(0, timeout=LONG)
        expect(student.locator(".who")).to_contain_text("Maya", timeout=LONG)
        on(teacher, "Students")
    assert bare.cookies == []
