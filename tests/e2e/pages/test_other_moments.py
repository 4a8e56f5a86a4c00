"""Pages that no link leads to, and the first and the last day of a course: checked once each, in one language."""

import re

import pytest
from page_checks import english_sentences, sideways, words
from page_tour import Tour, Watch
from playwright.sync_api import expect
from support.axe import axe_findings

from tests.e2e.main_job.school_day import School, Visitor

pytestmark = pytest.mark.browser


def fit_for_everybody(page):
    """Check one page in both colour schemes and on a narrow screen."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert (page.url, axe_findings(page)) == (page.url, [])
    page.set_viewport_size({"width": 320, "height": 900})
    assert sideways(page) <= 320
    page.set_viewport_size({"width": 1280, "height": 1000})


@pytest.fixture
def maya(chromium, week3):
    """Open My path in a window; the browser must not have complained at the end."""
    visitor, watch = Visitor(chromium, week3), Watch()
    watch.on(visitor.context)
    yield visitor.window("student Maya")
    visitor.close()
    watch.kept_to(week3)


def test_U60_an_activity_opened_from_the_path(maya, week3):
    maya.locator(".card__go").get_by_role("button", name=re.compile("Start|Go on")).first.click()
    maya.wait_for_url(f"{week3.content}/**")
    expect(maya.locator("main")).not_to_have_attribute("aria-busy", "true")
    fit_for_everybody(maya)


@pytest.mark.parametrize("way", ["m done", "Not you?"])
def test_U60_the_ways_out(maya, way):
    maya.get_by_role("button", name=way).click()
    maya.wait_for_url(re.compile("/(done|not-you)$"))
    fit_for_everybody(maya)


@pytest.mark.parametrize(
    "path", ["/nothing", "/teacher/nobody/", "/student/nobody/", "/admin/nobody/", "/admin/enter/used"]
)
@pytest.mark.parametrize("locale", ["en-US", "es-MX"])
def test_U11_pages_of_refusal_are_fit_and_never_kept(chromium, week3, path, locale):
    context = chromium.new_context(locale=locale, reduced_motion="reduce")
    page = context.new_page()
    answer = page.goto(week3.base + path)
    said = "\n".join(words(page))
    assert answer.status in {401, 403, 404}
    assert answer.headers["cache-control"] == "no-store"
    assert page.locator("html").get_attribute("lang") == locale[:2]
    if locale == "es-MX":
        assert [one.pattern for one in english_sentences() if one.search(said)] == []
    fit_for_everybody(page)
    context.close()


@pytest.fixture(scope="module", params=["day1", pytest.param("term", marks=pytest.mark.nightly)])
def far_end(request, chromium, tmp_path_factory):
    """Follow the links on the first day, and at the end of the term."""
    school = School(request.param, tmp_path_factory.mktemp(request.param))
    school.start()
    tour = Tour(chromium, school)
    yield tour
    tour.close()
    school.stop()


def kinds_of(far_end):
    """Return the pages that differ from those of the third week: all of an empty course, few of a full one."""
    full = {"/teacher/*/", "/teacher/*/students/*", "/teacher/*/students/*/standards/*", "/student/*/"}
    return [one for one in far_end.found if far_end.school.state == "day1" or one in full or "/history" in one]


def test_U60_every_page_of_the_first_and_the_last_day(far_end):
    for kind in kinds_of(far_end):
        page, answer = far_end.open(kind)
        assert (kind, answer.status) == (kind, 200)
        fit_for_everybody(page)
    far_end.watch.kept_to(far_end.school)


def test_U62_no_english_is_left_on_the_first_and_the_last_day(far_end):
    patterns = english_sentences()
    far_end.speak("es")
    for kind in kinds_of(far_end):
        page, _answer = far_end.open(kind)
        said = "\n".join(words(page))
        assert (kind, sorted(one.pattern for one in patterns if one.search(said))) == (kind, [])
