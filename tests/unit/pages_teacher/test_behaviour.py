"""What scripts add, and that everything goes on without them."""

import pytest
import teacher_app
from support.axe import axe_findings
from teacher_browser import HOST, open_page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def app():
    return teacher_app.make_app()


@pytest.fixture
def page(chromium, app):
    opened = open_page(chromium, app, "/today")
    yield opened
    opened.context.close()


def focused(page) -> str:
    return page.evaluate("document.activeElement.id")


def test_U53_thirty_by_twenty_fits_1280_without_scrolling_sideways(chromium, app):
    page = open_page(chromium, app, "/today-term-end")
    assert page.locator(".grid .cell").count() == 600
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.evaluate("(box => box.scrollWidth - box.clientWidth)(document.querySelector('.gridbox'))") <= 0
    clipped = "[...document.querySelectorAll('.grid .cell')].filter(c => c.scrollWidth > c.clientWidth + 1).length"
    assert page.evaluate(clipped) == 0
    page.context.close()


def test_the_table_is_one_tab_stop_and_arrows_move(page):
    assert page.locator(".grid .cell[tabindex='0']").count() == 1
    page.locator("#c-p0-6rpa1").focus()
    for key, place in (
        ("ArrowRight", "c-p0-6rpa2"),
        ("ArrowDown", "c-p1-6rpa2"),
        ("End", "c-p1-6eeb6"),
        ("ArrowRight", "c-p1-6eeb6"),
        ("Home", "c-p1-6rpa1"),
        ("ArrowUp", "c-p0-6rpa1"),
        ("ArrowUp", "c-p0-6rpa1"),
        ("Control+End", "c-p23-6eeb6"),
    ):
        page.keyboard.press(key)
        assert focused(page) == place, key
    assert page.locator(".grid .cell[tabindex='0']").get_attribute("id") == "c-p23-6eeb6"


def test_arrows_follow_the_reading_direction(chromium):
    page = open_page(chromium, teacher_app.make_app("he", "rtl"), "/today")
    page.locator("#c-p0-6rpa1").focus()
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "c-p0-6rpa2"
    page.context.close()


def test_a_cell_opens_beside_the_page_and_focus_comes_back(page):
    page.locator("#c-p5-6rpa3a").focus()
    page.keyboard.press("Enter")
    sheet = page.locator("dialog.sheet[open]")
    sheet.get_by_role("heading", name="Maya Okafor").wait_for()
    assert page.url == f"{HOST}/today"
    assert sheet.locator("input[name='back']").first.input_value() == "/today#c-p5-6rpa3a"
    page.keyboard.press("Escape")
    sheet.wait_for(state="detached")
    assert focused(page) == "c-p5-6rpa3a"
    assert page.complaints == []


def test_an_open_sheet_has_no_finding(page):
    page.locator("#c-p5-6rpa3a").click()
    page.locator("dialog.sheet[open] h2").wait_for()
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    assert axe_findings(page) == []


def test_a_sheet_that_cannot_be_had_is_followed_as_a_link(page):
    page.evaluate("document.querySelector('#c-p5-6rpa3a').href = '/student'")
    page.locator("#c-p5-6rpa3a").click()
    page.wait_for_url(f"{HOST}/student")


def test_without_scripts_a_cell_is_a_page_and_filters_have_buttons(chromium, app):
    page = open_page(chromium, app, "/today", java_script_enabled=False)
    page.get_by_role("button", name="Show", exact=True).first.click()
    assert "section=" in page.url
    assert "launch=h4ndle" in page.url
    page.goto(f"{HOST}/today")
    page.locator("#c-p5-6rpa3a").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Maya Okafor"
    page.context.close()


def test_a_choice_by_pointer_filters_at_once_and_by_keyboard_on_enter(page):
    page.locator("select[name='sort']").select_option("name")
    page.wait_for_url("**sort=name**")
    page.goto(f"{HOST}/today")
    select = page.locator("select[name='sort']")
    select.focus()
    page.keyboard.press("ArrowDown")
    assert page.url == f"{HOST}/today"
    select.evaluate("select => { select.value = 'active'; }")
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=active**")


def test_a_message_is_announced_and_offers_undo(chromium, app):
    page = open_page(chromium, app, "/today?toast")
    box = page.get_by_role("status").filter(has_text="support step")
    box.get_by_role("button", name="Undo").wait_for()
    page.context.close()


def test_coming_back_from_a_sheet_lands_on_its_cell(chromium, app):
    page = open_page(chromium, app, "/today#c-p5-6rpa3a")
    page.locator("#c-p5-6rpa3a:focus").wait_for()
    page.context.close()


def test_U63_on_paper_there_is_no_navigation_and_the_table_is_whole(page):
    page.emulate_media(media="print")
    assert not page.locator(".bar").is_visible()
    assert not page.locator("form[data-auto]").first.is_visible()
    assert page.locator(".print-only").first.is_visible()
