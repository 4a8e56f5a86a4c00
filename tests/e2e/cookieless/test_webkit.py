"""WebKitGTK, of the family of Safari: in a frame of another site no cookie arrives, partitioned or not (1.6)."""

import pytest
from webkit_browser import HERE, WebKit

pytestmark = pytest.mark.browser

TEACHER, STUDENT = "rosa.alvarez", "maya.okafor"
HEADING = "return document.querySelector('h1').innerText"
SHOWN = "return document.querySelector('header .bar__end') !== null"
RELOAD = "document.body.id = 'before'; setTimeout(() => location.reload(), 0)"
LANGUAGE = """const choice = document.querySelector('select[name=language]');
choice.value = '%s'; choice.form.requestSubmit(); return true"""


@pytest.fixture
def webkit(bare):
    if not HERE:
        pytest.skip("NO WEBKIT HERE: install the packages webkit2gtk-driver and xvfb to run this test")
    browser = WebKit()
    bare.strips = False  # nobody takes cookies away but the browser itself
    bare.cookies.clear()
    yield browser
    bare.strips = True
    browser.close()


def test_L42_a_student_launches_walks_about_and_reloads(webkit, bare):
    webkit.open(bare.world("canvas").lms.launch_link(STUDENT))
    webkit.expect(SHOWN)
    home = webkit.inside(HEADING)
    webkit.inside("document.querySelector('details summary').click()")
    webkit.inside("document.querySelector('a[href*=\"/activity/\"]').click()")
    webkit.expect("return location.pathname.includes('/activity/')")
    webkit.expect(SHOWN)
    activity = webkit.inside(HEADING)
    assert activity != home
    webkit.inside(RELOAD)
    webkit.expect("return document.body?.id !== 'before'")
    webkit.expect(HEADING, activity)
    webkit.inside("setTimeout(() => history.back(), 0)")
    webkit.expect(HEADING, home)
    webkit.inside(LANGUAGE % "es")
    webkit.expect("return document.documentElement.lang", "es")
    webkit.inside(LANGUAGE % "en")
    webkit.expect("return document.documentElement.lang", "en")
    webkit.inside("document.querySelector('.card__go button').click()")
    webkit.expect("return location.pathname.startsWith('/content/')")
    assert bare.cookies == []


def test_L43_a_teacher_in_one_tab_and_a_student_of_another_course_in_the_next(webkit, bare):
    webkit.open(bare.world("canvas").lms.launch_link(TEACHER))
    webkit.expect(SHOWN)
    webkit.inside("document.querySelector('nav.tabs a[href*=gradebook]').click()")
    webkit.expect("return document.querySelector('[role=switch]') !== null")
    before = webkit.inside("return document.querySelector('[role=switch]').checked")
    webkit.inside("document.querySelector('[role=switch]').click()")
    webkit.inside("document.querySelector('[role=switch]').form.requestSubmit()")
    webkit.expect("return document.querySelector('[role=switch]')?.checked", not before)
    first = webkit.new_tab()
    webkit.open(bare.world("schoology").lms.launch_link(STUDENT))
    webkit.expect("return document.querySelector('.who')?.innerText.includes('Maya')")
    webkit.inside(RELOAD)
    webkit.expect("return document.body?.id !== 'before'")
    webkit.expect("return document.querySelector('.who')?.innerText.includes('Maya')")
    webkit.switch(first)
    webkit.inside(RELOAD)
    webkit.expect("return document.body?.id !== 'before'")
    webkit.expect("return document.querySelector('[role=switch]')?.checked", not before)
    webkit.inside("document.querySelector('[role=switch]').form.requestSubmit()")
    assert bare.cookies == []


def test_L41_a_learning_system_without_storage_gets_a_page_with_a_button(webkit, bare):
    webkit.open(bare.world("moodle").lms.launch_link(STUDENT))
    webkit.expect("return document.querySelector('#blocked:not([hidden]) a[target=_blank]') !== null")
