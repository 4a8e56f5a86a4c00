"""Pages where they are cramped or on paper: a frame 400 pixels high, a sheet beside the page, print."""

import pytest
from page_checks import inner_scrollbars, sideways
from support.axe import axe_findings

from tests.e2e.main_job.school_day import Visitor

pytestmark = pytest.mark.browser

ON_PAPER = """() => [...document.querySelectorAll("header, nav, button, select, .btn, .skip, .toasts")]
  .filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 100))"""


@pytest.fixture
def visitor(chromium, week3):
    going = Visitor(chromium, week3)
    yield going
    going.close()


@pytest.mark.parametrize("who", ["teacher", "student Maya"])
@pytest.mark.parametrize("width", [320, 900])
def test_U15_a_frame_of_400_pixels_has_one_scrollbar_and_shows_where_one_is(visitor, who, width):
    visitor.page.add_init_script(
        "addEventListener('DOMContentLoaded', () => document.querySelectorAll('iframe').forEach((one) => {"
        f" one.style.height = '400px'; one.style.width = '{width}px'; }}))"
    )
    frame = visitor.launch(who)
    assert frame.evaluate("[innerWidth, innerHeight]") == [width - 2, 398]
    assert inner_scrollbars(frame) == []
    assert sideways(frame) <= width
    assert frame.locator("h1").bounding_box()["y"] - frame.frame_element().bounding_box()["y"] < 400
    covered = frame.evaluate("document.querySelector('header.bar').getBoundingClientRect().height")
    assert covered < 200


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_U60_a_sheet_beside_the_class_page_has_no_finding(tour, scheme):
    tour.speak("en")
    page, _answer = tour.open("/teacher/*/")
    page.emulate_media(color_scheme=scheme)
    page.locator(".grid a.cell").first.click()
    page.locator("dialog.sheet[open] h2").wait_for()
    assert axe_findings(page) == []
    page.emulate_media(color_scheme="light")
    tour.watch.kept_to(tour.school)


@pytest.mark.parametrize("kind", ["/teacher/*/", "/teacher/*/students/*", "/teacher/*/pathway", "/student/*/"])
def test_U63_paper_shows_no_navigation(tour, kind):
    tour.speak("en")
    page, _answer = tour.open(kind)
    page.emulate_media(media="print")
    shown = page.evaluate(ON_PAPER)
    words = page.locator("main").inner_text()
    page.emulate_media(media="screen")
    assert shown == []
    assert len(words) > 200
