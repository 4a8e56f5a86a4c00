"""Every kind of page of a running course, in both languages: one list, checked against what links really lead to."""

import re
from collections.abc import Iterator

import pytest
from page_checks import english_sentences, inner_scrollbars, sideways, tab_faults, words
from page_tour import LANGUAGES, Tour
from playwright.sync_api import Page, Response
from support.axe import axe_findings

pytestmark = pytest.mark.browser

LINKED = (
    "/teacher/*/", "/teacher/*/students", "/teacher/*/pathway", "/teacher/*/gradebook", "/teacher/*/students/*",
    "/teacher/*/students/*/standards/*", "/teacher/*/rubric", "/teacher/*/setup?step", "/teacher/*/gradebook?show",
    "/teacher/*/setup?builds,step",
    "/teacher/*/gradebook/writing", "/teacher/*/gradebook/levels", "/teacher/*/library", "/teacher/*/library/*",
    "/teacher/*/library/rubrics", "/teacher/*/library/rubrics/new", "/teacher/*/library/lessons/new",
    "/teacher/*/library/projects/new",
    "/teacher/*/waiting", "/teacher/*/library/outline",
    "/teacher/*/gradebook/graded", "/teacher/*/setup/levels", "/teacher/*/pathway/results",
    "/teacher/*/pathway/results/rules", "/teacher/*/pathway/bring", "/teacher/*/pathway/helped",
    "/teacher/*/pathway/choices",
    "/teacher/*/pathway/parts",
    "/teacher/*/pathway/helps", "/teacher/*/pathway/results?all", "/teacher/*/pathway/results/one?iri",
    "/teacher/*/students/earlier",
    "/teacher/*/students/ideas", "/teacher/*/students/*/begin", "/teacher/*/stations",
    "/student/*/", "/student/*/goal", "/student/*/ideas", "/student/*/show/*",
    "/student/*/activity/*?offered,standard",
    "/student/*/?skip", "/student/*/?unit", "/admin/*/", "/admin/*/platforms",
    "/admin/*/keys", "/admin/*/people", "/admin/*/stores", "/admin/*/records",
    "/admin/*/requests", "/admin/*/people/accounts", "/admin/*/people/opt-outs", "/admin/*/standards",
    "/admin/*/standards/*", "/admin/*/standards/*/*",
    "/admin/*/platforms/*/check", "/admin/*/platforms/*/interface",
)  # fmt: skip
STEPS = tuple(f"/teacher/*/setup?step={one}" for one in ("standards", "activities", "alignments", "draft", "publish"))
LIKE_ANOTHER = {
    "/teacher/*/gradebook/levels",
    "/teacher/*/library/rubrics",
    "/teacher/*/library/rubrics/new",
    "/teacher/*/library/lessons/new",
    "/teacher/*/library/projects/new",
    "/teacher/*/library/outline",
    "/teacher/*/pathway/helps",
    "/teacher/*/waiting",
    "/teacher/*/students/earlier",
    "/teacher/*/pathway/results?all",
    "/teacher/*/pathway/results/one?iri",
    "/teacher/*/pathway/results/rules",
    "/teacher/*/pathway/bring",
    "/teacher/*/pathway/parts",
    "/teacher/*/pathway/helped",
    "/admin/*/people/accounts",
    "/admin/*/people/opt-outs",
    "/teacher/*/stations",
    "/teacher/*/students/ideas",
    "/teacher/*/students/*/begin",
    "/student/*/ideas",
    "/admin/*/standards/*",
    "/admin/*/standards/*/*",
    "/student/*/?unit",
    "/teacher/*/setup?step",
    "/teacher/*/setup?builds,step",
    "/admin/*/platforms/*/check",
}
KINDS = tuple(one for one in (*LINKED, *STEPS) if one not in LIKE_ANOTHER)

PROTOCOL = re.compile(
    r"\b(LTI|AGS|NRPS|OIDC|xAPI|LRS|JWT|JWKS|nonce|deployments?|issuer|line ?items?|client id|endpoint)\b",
    re.IGNORECASE,
)
ENGLISH = english_sentences()


@pytest.fixture(scope="module", params=[f"{language} {kind}" for language in LANGUAGES for kind in KINDS])
def shown(request, tour: Tour) -> Iterator[tuple[Page, Response]]:
    """Open a page once for all that is asked of it."""
    language, kind = request.param.split(" ")
    tour.speak(language)
    page, answer = tour.open(kind)
    yield page, answer
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 1000})


def test_the_list_of_pages_is_what_links_lead_to(tour):
    assert set(tour.found) - {kind.partition("?")[0] for kind in STEPS} == set(LINKED)


def test_U60_axe_has_no_finding(shown, tour):
    page, _answer = shown
    schemes = ("light", "dark") if tour.language == "en" else ("light",)  # colours are the same in each language
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        assert axe_findings(page) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_U61_no_page_is_wider_than_its_window(shown, width):
    page, _answer = shown
    page.set_viewport_size({"width": width, "height": 1000})
    assert sideways(page) <= width


def test_U15_the_document_alone_scrolls_up_and_down(shown):
    page, _answer = shown
    page.set_viewport_size({"width": 800, "height": 400})
    assert inner_scrollbars(page) == []


def test_U60_tab_reaches_every_control_with_a_ring_in_sight(shown):
    page, _answer = shown
    page.set_viewport_size({"width": 1280, "height": 800})
    assert tab_faults(page) == []


def test_T24_personal_pages_are_not_kept(shown):
    _page, answer = shown
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"


def test_U64_pages_of_teachers_and_students_use_no_word_of_a_protocol(shown):
    page, _answer = shown
    if "/admin/" not in page.url:
        assert [text for text in words(page) if PROTOCOL.search(text)] == []


def test_U62_no_english_is_left_on_a_spanish_page(shown, tour):
    page, _answer = shown
    if tour.language == "es":
        said = "\n".join(words(page))
        assert sorted({one.pattern for one in ENGLISH if one.search(said)}) == []


def test_P06_nothing_fails_in_the_console_and_nobody_else_is_asked(shown, tour):
    tour.watch.kept_to(tour.school)
