"""The practice page for everybody: axe, narrow screens, text size, touch targets, in every state."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from practice_answers import answer_all, answer_by_mouse, drawn
from practice_stub import REGISTRATION

from gateway.library import load

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}}
WITH_PAGE = [one.key for one in load().activities]


def no_findings(page):
    found = Axe().run(page, options=OPTIONS).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def no_sideways_scroll(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def through_the_states(page, content, store, key, check):
    page.goto(content.launch_url(store, key))
    page.locator("h2").first.wait_for()
    items = drawn(page, key, REGISTRATION)
    check(page)
    page.get_by_role("button", name="Show a hint").click()
    page.locator(".hint").wait_for()
    answer_by_mouse(page, items[0], right=False)
    page.locator(".feedback--look").wait_for()
    check(page)
    answer_by_mouse(page, items[0], right=False)
    page.locator(".feedback--calm").wait_for()
    check(page)
    page.get_by_role("button", name="Next question").click()
    answer_all(page, items[1:])
    page.locator("summary").click()
    check(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("key", ["juice-stand", "garden-percents"])
def test_U60_axe_has_no_finding_from_question_to_summary(page, content, store, key, scheme):
    page.emulate_media(color_scheme=scheme)
    through_the_states(page, content, store, key, no_findings)


@pytest.mark.parametrize("key", WITH_PAGE)
def test_U60_U61_every_activity_fits_320_pixels_and_axe_has_no_finding(page, content, store, key):
    page.set_viewport_size({"width": 320, "height": 640})
    for lang in ("en", "es"):
        page.goto("about:blank")
        page.goto(content.launch_url(store, key, lang=lang))
        expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
        no_sideways_scroll(page)
    no_findings(page)


def test_U61_all_states_fit_320_pixels(page, content, store):
    page.set_viewport_size({"width": 320, "height": 640})
    through_the_states(page, content, store, "trail-mix-tables", no_sideways_scroll)


def test_U14_what_a_student_presses_is_44_pixels_high(page, content, store):
    tall = """() => [...document.querySelectorAll("main .btn, main input[type=text], main .choice, main summary")]
      .filter((one) => one.offsetParent).map((one) => one.getBoundingClientRect().height)"""

    def check(shown):
        assert min(shown.evaluate(tall)) >= 44

    through_the_states(page, content, store, "juice-stand", check)


def test_U15_the_frame_is_told_the_height_once_for_a_change(page, content, store):
    host = "<!doctype html><title>frame</title><iframe width=600 height=300></iframe>"
    page.goto(f"{store.url}/frame")
    page.set_content(host)
    page.evaluate("window.told = []; addEventListener('message', (event) => told.push(event.data))")
    page.evaluate("(url) => { document.querySelector('iframe').src = url; }", content.launch_url(store, "juice-stand"))
    page.frame_locator("iframe").locator("h2").wait_for()
    page.wait_for_function("told.length >= 2")
    told = page.evaluate("told")
    assert told[0]["subject"] == "lti.frameResize"
    assert isinstance(told[1], str)
    before = len(told)
    page.frame_locator("iframe").get_by_role("button", name="Show a hint").click()
    page.wait_for_function(f"told.length > {before}")
    assert len(page.evaluate("told")) - before <= 2
