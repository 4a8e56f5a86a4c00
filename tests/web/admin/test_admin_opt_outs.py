"""Students who take no part, on an admin's page: listed, begun with a reason, and ended."""

import pytest

from gateway.db import tables as t

PAGE = "people/opt-outs"


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def test_an_admin_finds_a_student_begins_and_ends_it(admin, school):
    school.learner("maya")
    assert PAGE in admin.open("people")
    assert "Everybody takes part." in admin.open(PAGE)
    text = admin.open(f"{PAGE}?student=maya")
    assert "Maya Testperson" in text
    assert "What was recorded before stays" in text
    shown = [row.about["people"] for row in school.rows(t.audit) if row.what == "names-shown"]
    assert shown == [[school.people["maya"]]], "P14"
    person = school.people["maya"]
    assert admin.press(f"{PAGE}/begin", PAGE, person=person).status_code == 400, "a reason is asked for"
    assert admin.press(f"{PAGE}/begin", PAGE, person=person, reason="The parents asked").status_code == 303
    text = admin.open(PAGE)
    assert "The parents asked" in text
    assert "Math 6" in text
    assert "n-maya" in text
    assert "Maya Testperson" not in text
    assert "Nobody who takes part has this name or id." in admin.open(f"{PAGE}?student=n-maya")
    assert admin.press(f"{PAGE}/end", PAGE, person=person).status_code == 303
    assert "Everybody takes part." in admin.open(PAGE)
    assert admin.press(f"{PAGE}/end", PAGE, person=person).status_code == 404
    assert [row.what for row in school.rows(t.audit)][-2:] == ["opted-out", "opted-in"]


def test_odd_searches_find_nobody_and_break_nothing(admin, school):
    assert "Nobody found" in admin.open(f"{PAGE}?student=%25_%27")
    assert admin.press(f"{PAGE}/begin", PAGE, person="nobody", reason="x").status_code == 404
    assert school.rows(t.opt_out) == []
