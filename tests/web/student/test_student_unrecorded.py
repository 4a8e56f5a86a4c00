"""A student who takes no part is offered nothing that cannot be done, and is told why in words for them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from gateway.db import tables as t
from gateway.services import opt_out

FORM = re.compile(r'<form[^>]*method="post" action="([^"]*)"[^>]*>(.*?)</form>', re.DOTALL)
FIELD = re.compile(r'<input type="(?:hidden|radio)" name="([^"]*)" value="([^"]*)"')
LEAVING = ("/language", "/not-you", "/done")


def leave(maya) -> None:
    school = maya.school
    school.waymark.db.write(lambda w: opt_out.begin(w, school.tenant, school.people["maya"], "person/x", "asked"))


def pages(maya) -> list[str]:
    """Return the address of My path and of every activity that it leads to."""
    found = re.findall(rf'href="{maya.home}(activity/[^"]+)"', maya.open().text)
    return ["", *dict.fromkeys(one.replace("&amp;", "&") for one in found)]


def test_every_button_that_is_shown_to_such_a_student_works(maya) -> None:
    maya.press("/help")
    leave(maya)
    pressed = []
    for page in pages(maya):
        for action, inner in FORM.findall(maya.open(page).text):
            if not urlsplit(action).path.endswith(LEAVING):
                answer = maya.doors("POST", action, data=dict(FIELD.findall(inner)))
                assert answer.status_code in {200, 303}, (page, action, answer.text)
                pressed.append(urlsplit(action).path.rpartition("/")[2])
    assert set(pressed) == {"start"}
    words = maya.open().text
    assert "Nothing you do here is recorded." in words
    for gone in ("I need help", "Choose a goal", "Find a good start", "My ideas", "How would you like to begin"):
        assert gone not in words, gone
    assert "Not this one now" not in maya.open(pages(maya)[1]).text


@pytest.mark.parametrize("ending", ["help", "placement/next"])
def test_a_page_that_was_open_before_says_it_in_words_for_students(maya, ending) -> None:
    page = maya.open("placement" if "placement" in ending else "")
    leave(maya)
    action, fields = page.form(f"/{ending}")
    answer = maya.doors("POST", action, data=fields)
    assert answer.status_code == 403
    assert "This student takes no part, so nothing of it was kept" in answer.text
    assert "Leave out what the problems name" not in answer.text
    assert maya.school.rows(t.decision) == []


def test_what_was_asked_before_can_be_taken_back_by_the_teacher_alone(maya) -> None:
    maya.press("/help")
    back = maya.open().form("/help/back")
    leave(maya)
    assert maya.doors("POST", back[0], data=back[1]).status_code == 403
    assert len(maya.school.rows(t.decision, kind="help")) == 1
