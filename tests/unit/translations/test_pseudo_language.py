"""In a pseudo-language every message is bracketed: what stands without brackets was never a message (U62)."""

from pathlib import Path

import pytest
import staff_samples
import student_samples
import teacher_app
import teacher_class
from flask import Flask, render_template
from flask_babel import Babel
from translation_tools import data_of, unmarked, write_pseudo

from gateway.web.pages.errors import error_page
from gateway.web.pages.jinja import install

LANGUAGE = "he"
"""Dates come in this language's letters, so that Latin ones are words of ours or data."""
SAMPLES = {
    **student_samples.PAGES,
    **staff_samples.PAGES,
}
BRAND = {"Waymark", "JavaScript"}
TEMPLATES = Path(__file__).parents[3] / "gateway" / "web" / "templates"
TEACHER = {**teacher_app.PAGES, **teacher_app.IN_WORDS}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    root = tmp_path_factory.mktemp("pseudo")
    write_pseudo(root, LANGUAGE)
    made = Flask("gateway.web")
    Babel(made, default_translation_directories=str(root), locale_selector=lambda: LANGUAGE)
    install(made)
    return made


def render(app, template, page, shell=None):
    with app.test_request_context():
        html = render_template(template, page=page, shell=shell or getattr(page, "shell", None))
        return html, data_of(page) | data_of(shell) | BRAND


@pytest.mark.parametrize("name", SAMPLES)
def test_U62_every_word_of_student_and_admin_pages_is_a_message(app, name):
    html, data = render(app, *SAMPLES[name])
    assert "⟦" in html
    assert unmarked(html, data) == []


@pytest.mark.parametrize("case", staff_samples.CASES)
def test_U62_every_word_of_error_pages_is_a_message(app, case):
    with app.test_request_context():
        page = error_page(case, url="/again", request_id="7Q4-K2M")
        html = render_template("errors/page.html", page=page)
    assert unmarked(html, {"7Q4-K2M"} | BRAND) == []


@pytest.mark.parametrize("name", TEACHER)
def test_U62_every_word_of_teacher_pages_is_a_message(app, name):
    shown = TEACHER[name]
    html, data = render(app, shown.template, shown.model(), teacher_class.shell(shown.tab))
    assert unmarked(html, data) == []


def test_every_page_has_a_sample(app):
    shown = {template for template, _page in SAMPLES.values()} | {"errors/page.html"}
    shown |= {one for page in TEACHER.values() for one in (page.template, page.sheet)}
    pages = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html") if "extends" in path.read_text()}
    assert pages - shown == set()


def test_a_word_outside_the_catalogue_is_found(app):
    with app.test_request_context():
        html = app.jinja_env.from_string('<p title="Bare">{{ _("Save") }} and {{ name }}</p>').render(name="Maya")
    assert unmarked(html, {"Maya"}) == ["Bare", "⟦Save⟧ and Maya"]
