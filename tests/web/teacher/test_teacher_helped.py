"""What helped, on a page of the pathway: nothing of an activity is said before thirty pairs of results."""

import re

from teacher_school import work

from gateway.db import tables as t

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
