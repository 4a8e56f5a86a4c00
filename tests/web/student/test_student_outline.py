"""A research outline: sections that are filled or left out with a reason, kept as typed, handed in as a whole."""

import pytest
from ratios_school import later

from gateway.db import tables as t
from gateway.services import opt_out

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
TITLES = ("My question", "What I know", "Sources")


@pytest.fixture
def outline(desk, school):
    """Make an outline of three sections, of which nobody leaves out the first; return the activity's id."""
    hint = "What do you want to find out?"
    titles = {"title1": TITLES[0], "title2": TITLES[1], "title4": TITLES[2]}
    desk.send("library/outline", title="Our mural", hint1=hint, needed1="on", **titles)
    return school.rows(t.activity, kind="outline")[0].id


def keys(school):
    return [one["key"] for one in school.rows(t.activity, kind="outline")[0].detail["sections"]]


def type_in(maya, school, outline, texts, go="save", waive=None, **headers: str):
    fields = {f"text:{key}": text for key, text in zip(keys(school), texts, strict=True)}
    for key, why in (waive or {}).items():
        fields |= {f"waive:{key}": "on", f"why:{key}": why}
    csrf = maya.open().csrf
    path = f"{maya.home}activity/{outline}/outline"
    return maya.doors("POST", path, data={"csrf": csrf, "go": go, **fields}, headers=headers)


def test_what_is_typed_is_kept_and_handed_in_as_a_whole(maya, school, outline, desk):
    page = maya.open(f"activity/{outline}").text
    assert "What do you want to find out?" in page
    assert "Hand it in when it is whole." in page
    assert type_in(maya, school, outline, ("How much paint?", "", "")).status_code == 303
    assert ">How much paint?</textarea>" in maya.open(f"activity/{outline}").text
    assert type_in(maya, school, outline, ("How?", "", ""), **{"X-Waymark-Part": "sheet"}).status_code == 204
    first, second, third = keys(school)
    refused = type_in(maya, school, outline, ("How?", "", ""), "hand-in", {first: "too hard", third: "There are none."})
    assert refused.status_code == 422
    assert "What I know" in refused.text
    assert school.rows(t.hand_in) == []
    whole = ("How much paint?", "Ratios\nof colours", "")
    assert type_in(maya, school, outline, whole, "hand-in", {third: "There are none."}).status_code == 303
    row = school.rows(t.hand_in)[0]
    assert [(one["title"], one["text"], one["waived"]) for one in row.sections] == [
        ("My question", "How much paint?", None), ("What I know", "Ratios\nof colours", None),
        ("Sources", "", "There are none."),
    ]  # fmt: skip
    shown = desk.open(f"waiting/{row.id}")
    assert "Ratios\nof colours" in shown
    assert "Left out: There are none." in shown
    desk.send(f"waiting/{row.id}", how="done", level="3")
    assert "Looked at, done" in maya.open(f"activity/{outline}").text
    assert second != third


def test_a_teacher_refuses_that_a_section_is_left_out(maya, school, outline, desk):
    _first, second, third = keys(school)
    waived = {second: "I know nothing.", third: "There are none."}
    type_in(maya, school, outline, ("How much paint?", "", ""), "hand-in", waived)
    work = school.rows(t.hand_in)[0]
    desk.send(f"waiting/{work.id}", how="again", words="Where can you look it up?", needed=third)
    page = maya.open(f"activity/{outline}").text
    assert page.count("would like to read this one") == 1
    assert f'name="waive:{third}"' not in page
    later(school, minutes=1)
    assert type_in(maya, school, outline, ("How much paint?", "", ""), "hand-in", waived).status_code == 422
    answer = type_in(maya, school, outline, ("How much paint?", "", "Our library"), "hand-in", waived)
    assert answer.status_code == 303
    newest = max(school.rows(t.hand_in), key=lambda one: one.version)
    assert [one["waived"] for one in newest.sections] == [None, "I know nothing.", None]


@SQLITE
def test_a_section_that_nobody_leaves_out_and_one_without_a_reason_stay_in(maya, school, outline):
    first, second, third = keys(school)
    type_in(maya, school, outline, ("", "", ""), waive={first: "too hard", second: "  ", third: "None."})
    assert {row.section: row.waived for row in school.rows(t.outline)} == {third: "None."}


@SQLITE
def test_a_teacher_makes_an_outline_and_changes_its_sections(school, outline, desk):
    refused = desk.send("library/outline", 422, title="", title1="Kept in the form")
    assert "Kept in the form" in refused.text
    desk.send(f"library/{outline}/outline", 422, title1="")
    first = keys(school)[0]
    desk.send(f"library/{outline}/outline", key1=first, title1="Our question", title2="New")
    sections = school.rows(t.activity, kind="outline")[0].detail["sections"]
    assert [(one["title"], one["key"] == first) for one in sections] == [("Our question", True), ("New", False)]
    assert "Our question" in desk.open(f"library/{outline}/outline")
    assert "Research outline" in desk.open("library")


@SQLITE
def test_a_file_is_not_handed_in_for_an_outline_and_who_takes_no_part_writes_nothing(maya, school, outline):
    csrf = maya.open().csrf
    answer = maya.doors(
        "POST", f"{maya.home}activity/{outline}/hand-in", data={"csrf": csrf, "link": "https://x.example"}
    )
    assert answer.status_code == 404
    school.waymark.db.write(lambda write: opt_out.begin(write, school.tenant, school.people["maya"], "test", "a wish"))
    assert type_in(maya, school, outline, ("a", "b", "c")).status_code == 403
    assert (school.rows(t.outline), school.rows(t.hand_in)) == ([], [])
    assert "/outline" not in maya.open(f"activity/{outline}").text
