"""Every page in a real browser: nothing for axe to find, both colour schemes, narrow, wide, right to left."""

import re

import pytest
import teacher_app
from jinja2 import StrictUndefined
from pseudo import write_catalogue
from support.axe import axe_findings, contrast_findings
from teacher_browser import window

PROTOCOL = re.compile(
    r"\b(LTI|AGS|NRPS|OIDC|xAPI|LRS|nonce|deployment|line item|lineitem|platform|statement|scope)\b", re.IGNORECASE
)

RIGHT_TO_LEFT = ("today", "cell", "student", "setup-4", "gradebook", "rubric")
"""One page of each kind: what axe looks at stands in the templates, whatever their direction."""


@pytest.fixture(scope="module")
def app():
    made = teacher_app.make_app()
    made.jinja_env.undefined = StrictUndefined
    return made


@pytest.fixture(scope="module")
def pseudo_app(tmp_path_factory):
    root = tmp_path_factory.mktemp("pseudo")
    assert write_catalogue(root, "he") > 200
    return teacher_app.make_app("he", "rtl", str(root))


@pytest.fixture(scope="module")
def show(chromium, app):
    with window(chromium, app) as showing:
        yield showing


@pytest.fixture(scope="module")
def show_pseudo(chromium, pseudo_app):
    with window(chromium, pseudo_app) as showing:
        yield showing


@pytest.mark.browser
@pytest.mark.parametrize("name", teacher_app.PAGES)
def test_U60_U61_page_has_no_finding_light_or_dark_and_reflows_at_320(show, name):
    page = show(f"/{name}")
    assert axe_findings(page) == []
    page.emulate_media(color_scheme="dark")
    assert contrast_findings(page) == []
    page.set_viewport_size({"width": 320, "height": 400})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.complaints == []


@pytest.mark.browser
def test_axe_does_find_what_is_wrong(show):
    page = show("/today-day-one")
    page.evaluate("document.querySelector('h1').outerHTML = '<button></button>'")
    assert any(line.startswith("button-name") for line in axe_findings(page))


@pytest.mark.browser
@pytest.mark.parametrize("name", teacher_app.PAGES)
def test_U62_every_word_is_a_message_and_right_to_left_has_no_finding(show_pseudo, name):
    page = show_pseudo(f"/{name}")
    if name in RIGHT_TO_LEFT:
        assert axe_findings(page, colours=False) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", teacher_app.PAGES)
def test_U64_teachers_read_no_word_of_the_protocols(app, name):
    html = app.test_client().get(f"/{name}").get_data(as_text=True)
    words = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", html, flags=re.DOTALL)
    assert PROTOCOL.findall(words) == []


@pytest.mark.parametrize("name", teacher_app.PAGES)
def test_every_form_that_posts_carries_the_csrf_token(app, name):
    html = app.test_client().get(f"/{name}").get_data(as_text=True)
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", html, flags=re.DOTALL)
    assert all('name="csrf" value="t0ken"' in form for form in forms)
    asked = re.findall(r"<form[^>]*method=\"get\".*?</form>", html, flags=re.DOTALL)
    assert all('name="launch" value="h4ndle"' in form for form in asked)


@pytest.mark.parametrize("name", teacher_app.PAGES)
def test_no_inline_style_script_or_handler(app, name):
    html = app.test_client().get(f"/{name}").get_data(as_text=True)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert re.findall(r"<script[^>]*>(.+?)</script>", html, flags=re.DOTALL) == []


def test_U62_what_is_seen_of_a_page_is_a_message_or_data(pseudo_app):
    """Strings of the templates that are not in the catalogue would stand there in English."""
    html = pseudo_app.test_client().get("/gradebook").get_data(as_text=True)
    for english in (
        "Gradebook:",
        "Sent",
        "Waiting",
        "Held",
        "History",
        "Columns",
        "counts",
        "Write grades",
        "In words",
    ):
        assert not re.search(rf">\s*{english}", html), english
