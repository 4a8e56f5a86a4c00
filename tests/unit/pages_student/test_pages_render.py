"""The student, admin and error pages as text: words, buttons and what must never be there."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import staff_samples
import student_samples
from flask import Flask, render_template

from gateway.web.pages.admin.lights import backup_light, content_light, disk_light, queue_light
from gateway.web.pages.errors import error_page
from gateway.web.pages.student.common import day_words

PROTOCOL = re.compile(r"\b(LTI|AGS|NRPS|nonce|deployments?|xAPI|statements?|issuer|LRS)\b|%|percent of", re.IGNORECASE)
UNKIND = re.compile(
    r"\b(missing|late|fail\w*|below|behind|rank|wrong answer|is-stop|notice--stop|btn--stop|field__error)\b"
)


def words(html: str) -> str:
    body = html[html.index("</svg>\n", html.index("sprite")) :]
    return re.sub(r"<[^>]+>", " ", body)


def grade(text: str) -> float:
    """Give the Flesch-Kincaid grade, syllables counted as groups of vowels without a silent final e."""
    sentences = [part for part in re.split(r"[.!?:]", text) if re.search("[a-z]", part)]
    heard = [re.sub(r"e$", "", word.lower()) for word in re.findall(r"[A-Za-z\u2019]+", text)]
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word))) for word in heard)
    return 0.39 * len(heard) / len(sentences) + 11.8 * syllables / len(heard) - 15.59


@pytest.mark.parametrize("name", student_samples.PAGES)
def test_U64_student_pages_use_none_of_the_protocols_words(html, name):
    assert PROTOCOL.findall(words(html[name])) == []


@pytest.mark.parametrize("name", student_samples.PAGES)
def test_U51_student_pages_hold_no_red_and_no_unkind_word(html, name):
    text = html[name].replace("missing number", "")
    assert UNKIND.findall(text[text.index("<header") :]) == []


@pytest.mark.parametrize("name", student_samples.PAGES)
def test_U64_student_texts_read_at_grade_six_or_below(html, name):
    main = html[name][html[name].index("<main") :]
    lines = re.findall(
        r"<(?:h1|h2|h3|p|dd|li|summary|label)\b[^>]*>(.*?)</(?:h1|h2|h3|p|dd|li|summary|label)>", main, re.DOTALL
    )
    assert grade(" . ".join(re.sub(r"<[^>]+>", " ", line) for line in lines)) <= 6


@pytest.mark.parametrize("name", student_samples.PAGES)
def test_name_and_both_ways_out_are_on_every_student_page(html, name):
    bar = html[name].split("</header>")[0]
    assert "Maya" in bar
    assert "Not you?" in bar
    assert "/student/done" in bar


@pytest.mark.parametrize("name", [*student_samples.PAGES, *staff_samples.PAGES])
def test_T15_every_posting_form_carries_the_token(html, name):
    """Where there is no session yet, what was shown comes back sealed instead."""
    forms = re.findall(r'<form[^>]*method="post".*?</form>', html[name], re.DOTALL)
    token = 'name="shown" value="c2VhbGVk"' if name.startswith("register-") else 'name="csrf" value="t0"'
    assert [form for form in forms if token not in form] == []


@pytest.mark.parametrize("name", [*student_samples.PAGES, *staff_samples.PAGES, *staff_samples.ERRORS])
def test_pages_have_no_inline_style_or_handler(html, name):
    assert re.findall(r"\s(?:style|on[a-z]+)=", html[name]) == []


def test_a_card_says_style_minutes_target_and_both_reasons(html):
    text = re.sub(r"\s+", " ", words(html["path"]))
    assert "Try it 12 min Trail mix tables" in text
    assert "You will learn to Find the missing number" in text
    assert "Why you You got 3 of 4 in “Juice stand” on Friday. One more good try and your goal is met." in text


def test_time_filter_is_a_get_form_with_a_button_that_keeps_the_launch(html):
    form = re.search(r'<form[^>]*method="get".*?</form>', html["path"], re.DOTALL)
    assert form is not None
    assert 'name="k" value="launch1"' in form[0]
    assert 'type="submit"' in form[0]


def test_all_done_still_offers_a_next_step(html):
    assert "You finished every part" in html["path-all-done"]
    assert "This one goes a step further." in html["path-all-done"]
    assert "Nothing more of this is asked of you." in html["path-all-done"]
    assert "Offer my help" in html["path-all-done"]
    assert "Where I am" in html["path-all-done"]
    assert "sees that you would like help" in html["path-all-done"]


def test_an_activity_with_the_teacher_has_no_start(html):
    assert "/student/start" not in html["activity-with-teacher"]
    assert "You do this one with Ms. Alvarez" in html["activity-with-teacher"]


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 10, 13), "today"),
        (date(2026, 10, 12), "yesterday"),
        (date(2026, 10, 14), "tomorrow"),
        (date(2026, 10, 9), "on Friday"),
        (date(2026, 10, 6), "on October 6"),
    ],
)
def test_days_are_said_as_a_student_says_them(app, on, said):
    with app.test_request_context():
        assert day_words(on, date(2026, 10, 13)) == said


def test_hostile_titles_are_escaped(app: Flask):
    card = replace(student_samples.CARDS[0], title="<script>x</script>", learn="<img src=x>")
    page = replace(student_samples.PATH, cards=(card,))
    with app.test_request_context():
        out = render_template("student/path.html", page=page, shell=page.shell)
    assert "<script>x" not in out
    assert "<img" not in out


@pytest.mark.parametrize("name", staff_samples.PAGES)
def test_P14_admin_pages_have_no_students_name(html, name):
    assert "Maya" not in html[name]


def test_admin_home_counts_what_to_fix(html):
    assert "One thing to fix" in html["home"]
    assert "38 grades wait here; none is lost." in html["home"]
    assert "4 things to fix" not in html["home"]


def test_T07_the_secret_is_on_the_page_only_right_after_making_it(html):
    assert "s3cr3t" in html["keys-made"]
    assert "s3cr3t" not in html["keys"]


def test_a_revoked_credential_has_no_revoke_button(html):
    assert html["keys"].count("btn--stop") == 1


@pytest.mark.parametrize("case", staff_samples.CASES)
def test_U11_error_pages_say_what_and_what_to_do_without_codes_or_scripts(html, case):
    page = html[f"error-{case}"]
    assert "<script" not in page
    assert "7Q4-K2M" in page
    assert case not in words(page)
    assert page.count("btn--main") == 1


def test_U11_an_error_without_a_way_on_has_no_dead_button(app):
    page = error_page("ours", request_id="1", lang="es", audience="teacher")
    with app.test_request_context():
        out = render_template("errors/page.html", page=page)
    assert '<html lang="es"' in out
    assert "<a " not in out


@pytest.mark.parametrize(
    ("light", "tone"),
    [
        (content_light(own_host=True), "fine"),
        (content_light(own_host=False), "stop"),
        (backup_light(None), "look"),
        (backup_light(timedelta(hours=24)), "fine"),
        (backup_light(timedelta(hours=25)), "look"),
        (backup_light(timedelta(hours=49)), "stop"),
        (queue_light(timedelta(), 0), "fine"),
        (queue_light(timedelta(seconds=29), 2), "fine"),
        (queue_light(timedelta(seconds=30), 2), "look"),
        (queue_light(timedelta(minutes=10), 2), "stop"),
        (disk_light(5 * 2**30), "fine"),
        (disk_light(5 * 2**30 - 1), "look"),
        (disk_light(2**29 - 1), "stop"),
    ],
)
def test_lights_turn_at_their_thresholds_and_bring_a_fix(light, tone):
    assert light.tone == tone
    assert (light.fix is None) == (tone == "fine")


def test_every_icon_that_a_page_names_is_in_the_sheet():
    web = Path(__file__).parents[3] / "gateway" / "web"
    drawn = set(re.findall(r'id="(i-[a-z]+)"', (web / "static" / "icons.svg").read_text()))
    pages = (path.read_text() for path in (web / "templates").rglob("*.html"))
    named = {one for text in pages for one in re.findall(r'icon\("(i-[a-z]+)"', text)}
    assert named - drawn == set()
