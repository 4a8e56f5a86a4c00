"""What helped, on a page of the pathway: nothing of an activity is said before thirty pairs of results."""

import re

import pytest
from sqlalchemy import insert
from teacher_school import work

from gateway.db import tables as t
from gateway.services import audit
from gateway.services.views import helped

DASH = "\N{EN DASH}"


def row(text, beginning):
    """Return the cells of the row of changes that begins so."""
    rows = [re.sub(r"<br>.*?</th>", "</th>", one) for one in text.split("<tr>")]
    cells = [[re.sub(r"<[^>]+>", "", cell).strip() for cell in re.split(r"</t[hd]>", one)[:5]] for one in rows]
    return next(one for one in cells if one[0].startswith(beginning))


def test_the_page_says_what_there_is_and_what_is_too_little_to_say(teacher, school):
    teacher.publish()
    assert "pathway/helped" in teacher.open("pathway")
    assert "No results yet" in teacher.open("pathway/helped")
    work(school, "maya", ("juice-stand", "juice-stand"), 0.2)
    standard = next(iter(school.standards.values()))
    teacher.send("support", person=school.people["maya"], standard=standard)
    work(school, "maya", ("juice-stand",), 0.9, start=10_000)
    text = teacher.open("pathway/helped")
    assert "1 activity has fewer than 30 pairs of results" in text
    assert row(text, "Support steps") == ["Support steps", "20", "90", DASH, "1"]
    assert "Nothing is mastered yet." in text


def test_each_change_of_the_course_has_what_came_before_and_after(teacher, school, clock):
    teacher.publish()
    work(school, "maya", ("juice-stand",), 0.2)
    page = f"students/{school.people['maya']}"
    clock.advance(minutes=20)
    teacher.send(f"{page}/supports", fewer_items="on")
    teacher.send(f"{page}/away", first=str(clock().date()), last=str(clock().date()))
    teacher.send("stations", count="2")
    activity = next(one.id for one in school.rows(t.activity) if one.key == "juice-stand")
    teacher.send(f"library/{activity}", standard=list(school.standards.values())[:1])
    clock.advance(minutes=20)
    work(school, "maya", ("juice-stand",), 0.8, start=10_000)
    text = teacher.open("pathway/helped")
    for one in ("What helps a student", "More days after days away", "“The juice stand” came in"):
        assert row(text, one)[1:] == ["20", "80", DASH, "1"], one


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_every_kind_of_change_is_named_with_what_came_before_and_after(teacher, school, clock):
    teacher.publish()
    work(school, "maya", ("juice-stand",), 0.2)
    clock.advance(minutes=20)
    activity = next(one.id for one in school.rows(t.activity) if one.key == "juice-stand")
    standard = next(iter(school.standards.values()))
    teacher.send(f"library/{activity}", standard=[standard], must="on")
    teacher.send("pathway/units/1/dates", begins=str(clock().date()), ends=str(clock().date()))
    teacher.send("pathway/units/2/open")
    teacher.send("pathway/units/2/close")
    teacher.send("pathway/choices", policy="in-order")
    teacher.send(f"students/{school.people['maya']}/standards/{standard}/level", level="3", reason="saw it")
    school.waymark.db.write(
        lambda w: w.conn.execute(
            insert(t.parameter_set).values(
                tenant_id=school.tenant, course_id=school.course, version=7, through=1, answers=1, body="{}",
                published_at=w.now,
            )
        )
    )  # fmt: skip
    clock.advance(minutes=20)
    work(school, "maya", ("juice-stand",), 0.8, start=10_000)
    text = teacher.open("pathway/helped")
    unit = school.rows(t.pathway, state="published")[0].body["units"][0]["title"]
    for one in (
        "“The juice stand” was asked of everybody", f"Other dates for “{unit}”", "Next steps are picked in another way",
        "Levels that a teacher set", "Difficulties were learnt anew (set 7)",
    ):  # fmt: skip
        assert row(text, one)[1:] == ["20", "80", DASH, "1"], one
    assert "was opened" in text
    assert "was closed" in text


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_changes_stay_however_many_come_after_them_here_and_elsewhere(teacher, school, clock):
    teacher.publish()
    teacher.send("pathway/choices", policy="in-order")

    def others(write):
        for n in range(300):
            audit.record(write, school.tenant, "command", "activity-put", {"course": "another", "activity": str(n)})

    school.waymark.db.write(others)
    for n in range(20):
        clock.advance(minutes=1)
        teacher.send(f"pathway/units/2/{'close' if n % 2 else 'open'}")
    work(school, "maya", ("juice-stand",), 0.2)
    text = teacher.open("pathway/helped")
    assert text.count("was opened") + text.count("was closed") == helped.NEWEST
    assert "Next steps are picked in another way" not in text
    text = teacher.open("pathway/helped?all=1")
    assert text.count("was opened") + text.count("was closed") == 20
    assert "Next steps are picked in another way" in text
