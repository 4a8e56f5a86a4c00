"""Two accounts of one person: found by an id, seen before they are joined, and taken apart again (F35)."""

from __future__ import annotations

import re

import pytest
from support.statements import completed, run, store

from gateway.db import tables as t

PAGE = "people/accounts"


@pytest.fixture
def maya(school):
    school.publish()
    for name in ("maya", "moved", "ben"):
        school.learner(name)
    store(school, [completed(school.actor("maya"), "a1", 1.0, n=1)])
    run(school.waymark, "evaluate")
    return school


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text.replace("<wbr>", "")).split())


def test_F35_an_admin_sees_what_would_move_joins_and_undoes(admin, maya):
    assert PAGE in admin.open("people")
    assert "Maya" not in admin.open(PAGE), "P14"
    asked = f"{PAGE}?old=n-maya&into={maya.accounts['moved']}"
    text = words(admin.open(asked))
    assert "Maya Testperson LMS one: n-maya last used never" in text
    assert "The account that stays Moved Testperson" in text
    assert "Records 1" in text
    assert maya.rows(t.joined) == []
    people = {"old": maya.people["maya"], "into": maya.people["moved"]}
    assert admin.press(f"{PAGE}/join", asked, **people).status_code == 303
    run(maya.waymark, "evaluate")
    assert [row.person_id for row in maya.rows(t.evidence)] == [maya.people["moved"]]
    page = admin.open(f"{PAGE}?joined=1")
    assert "The accounts are joined" in page
    assert "LMS one: n-maya LMS one: n-moved" in words(page)
    joined = maya.rows(t.joined)[0].id
    assert admin.press(f"{PAGE}/{joined}/undo", PAGE).status_code == 303
    run(maya.waymark, "evaluate")
    assert [row.person_id for row in maya.rows(t.evidence)] == [maya.people["maya"]]
    page = admin.open(f"{PAGE}?undone=1")
    assert f"{joined}/undo" not in page
    assert "Undone" in page
    assert admin.press(f"{PAGE}/{joined}/undo", PAGE).status_code == 404
    assert [row.what for row in maya.rows(t.audit)][-3:-1] == ["names-shown", "accounts-joined"]


def test_F35_what_cannot_be_joined_is_said_before_and_refused(admin, maya):
    assert "Nobody here has this id." in admin.open(f"{PAGE}?old=nobody&into=n-ben")
    asked = f"{PAGE}?old=n-maya&into=n-maya"
    text = admin.open(asked)
    assert "These two accounts cannot be joined" in text
    assert f"{PAGE}/join" not in text
    answer = admin.press(
        f"{PAGE}/join", PAGE + "?old=n-maya&into=n-ben", old=maya.people["ben"], into=maya.people["ben"]
    )
    assert answer.status_code == 409
    assert "Both must be students" in answer.text
    assert admin.press(f"{PAGE}/join", "people", old="x", into="y").status_code == 404
    assert maya.rows(t.joined) == []
    admin.open(f"{PAGE}?old=%00&into=n-ben", status=400)
