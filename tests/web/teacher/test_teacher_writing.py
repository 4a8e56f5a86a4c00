"""What is written: columns, progress, grades that fall, the question about totals, comparing, taking all back."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import update
from support.world import School
from teacher_school import CODES, run, wanted, work

from gateway.db import tables as t
from gateway.delivery import clearing, want
from gateway.services import columns
from gateway.wiring import Waymark

FIRST = ("juice-stand", "bike-shed", "juice-stand", "bike-shed")


def settings(school):
    return school.rows(t.course, t.course.c.settings, id=school.course)[0].settings


def there(school: School, waymark: Waymark, **place: Any) -> None:
    """Have all columns stand in the learning system, with what waits there sent."""
    standing = {"state": "there", "remote": {"id": "https://lms.example/li/1", "detail": {"label": "x"}}, **place}
    key = {"tenant_id": school.tenant}
    waymark.db.write(lambda w: w.conn.execute(update(t.place).filter_by(**key).values(**standing)))
    sent = {"state": "sent", "sent": t.cell.c.wanted, "sent_version": t.cell.c.version}
    waymark.db.write(lambda w: w.conn.execute(update(t.cell).filter_by(**key).values(**sent)))


def test_U42_where_columns_count_in_the_total_the_first_write_is_asked_about(teacher, school):
    teacher.set_up()
    answer = teacher.send("setup/publish", write="on")
    assert answer.headers["Location"].endswith("gradebook/total")
    assert not settings(school)["write"]
    assert school.rows(t.place) == []
    text = teacher.open("gradebook/total")
    assert "counts every column in the course total" in text
    assert "3 columns of 4 points each" in text
    assert teacher.send("gradebook/write", write="on").headers["Location"].endswith("gradebook/total")
    assert not settings(school)["write"]
    teacher.send("gradebook/write", write="on", total="on")
    assert settings(school)["write"]
    teacher.send("gradebook/write")
    teacher.send("gradebook/write", write="on")  # told once, not asked again
    assert settings(school)["write"]


def test_before_writing_is_on_the_gradebook_says_so_once_and_lists_what_would_be_written(teacher, school):
    teacher.publish(write=False)
    text = teacher.open("gradebook")
    assert text.count("Not switched on") == 1
    assert "No grade fits these filters" not in text
    assert all(code in text for code in CODES[:2]), "the columns are told before"
    teacher.send("gradebook/write", write="on", total="on")
    work(school, "maya", FIRST)
    teacher.send("gradebook/write")
    text = teacher.open("gradebook")
    assert text.count("would be written") == 1, "what was wanted before is still told"
    assert text.count("Not switched on") == 2


def test_a_unit_brings_eight_columns_at_most_unless_every_standard_shall_have_one(teacher, school, monkeypatch):
    monkeypatch.setattr(columns, "MOST", 2)
    teacher.publish(write=True)
    codes = [row.wanted["tag"] for row in sorted(school.rows(t.place), key=lambda row: row.next_at)]
    assert codes == list(CODES[:2])
    assert "at most 2 new columns" in teacher.open("gradebook/writing")
    teacher.send("gradebook/writing/choose", every_column="on")
    assert len(school.rows(t.place, kind="column")) == 3
    teacher.send("gradebook/writing/choose", progress="on")
    states = {row.wanted["tag"]: row.state for row in school.rows(t.place)}
    assert sorted(states.values()) == ["stopped", "stopped", "waiting", "waiting"]
    assert states["waymark-progress"] == "waiting"


def test_the_column_of_progress_shows_the_share_that_is_mastered_in_words_too(teacher, school):
    teacher.publish(write=True)
    teacher.send("gradebook/writing/choose", progress="on")
    work(school, "maya", FIRST)
    place = school.rows(t.place, key="waymark-progress")[0]
    cell = school.rows(t.cell, place_id=place.id, person_id=school.people["maya"])[0]
    assert (cell.wanted["value"], cell.wanted["maximum"]) == (0, 100)
    assert cell.wanted["comment"] == "0 of 6 standards mastered."
    path = f"students/{school.people['maya']}/standards/{school.standards[CODES[0]]}"
    teacher.send(f"{path}/level", level="4", reason="seen")
    cell = school.rows(t.cell, place_id=place.id, person_id=school.people["maya"])[0]
    assert (cell.wanted["value"], cell.wanted["comment"]) == (17, "1 of 6 standards mastered.")
    second = f"students/{school.people['maya']}/standards/{school.standards[CODES[1]]}"
    teacher.send(f"{second}/level", level="4", reason="seen")
    teacher.send(f"{path}/excuse", reason="moved here")
    cell = school.rows(t.cell, place_id=place.id, person_id=school.people["maya"])[0]
    assert (cell.wanted["value"], cell.wanted["comment"]) == (20, "1 of 5 standards mastered.")
    assert school.rows(t.cell, place_id=place.id, person_id=school.people["diego"]) == []


def test_F13_F17_a_grade_falls_only_where_the_course_lets_it_and_the_history_says_so(teacher, school):
    teacher.publish(write=True)
    teacher.send("gradebook/writing/choose", keep_highest="on")
    work(school, "maya", FIRST, scaled=1.0)
    high = wanted(school, "maya")
    work(school, "maya", FIRST * 2, scaled=0.0, start=20)
    assert wanted(school, "maya") == high
    kept = school.rows(t.attempt, person_id=school.people["maya"], outcome="kept_higher")
    assert all(row.value["value"] < max(high) for row in kept)
    text = teacher.open(f"gradebook/{kept[0].place_id}/{school.people['maya']}/history")
    assert "the higher one stays" in text
    teacher.send("gradebook/writing/choose")
    work(school, "maya", ("juice-stand",), scaled=0.0, start=40)
    assert sum(wanted(school, "maya")) < sum(high)


def test_an_assignment_gets_the_mark_of_the_best_result_behind_it(teacher, school, waymark):
    teacher.publish(write=True)
    activity = school.rows(t.activity, key="juice-stand")[0]
    person = school.people["maya"]
    from lti.lms.base import AssignmentWanted

    asked = AssignmentWanted("waymark-activity-x", "Juice stand", "https://tool.example/x", 4)
    place = waymark.db.write(lambda w: want.assignment(w, school.tenant, school.course, activity.id, asked))
    waymark.db.write(lambda w: want.cell(w, school.tenant, place, person, {"assigned": True}))
    work(school, "maya", ("juice-stand", "juice-stand"), scaled=0.5)
    cell = school.rows(t.cell, place_id=place, person_id=person)[0]
    assert (cell.wanted["assigned"], cell.wanted["value"], cell.wanted["maximum"]) == (True, 2, 4)
    assert cell.wanted["comment"].startswith("50 of 100 in “")


def test_F31_F34_the_page_says_what_is_closed_and_what_came_of_comparing(teacher, school, waymark):
    from gateway.delivery import halted

    teacher.publish(write=True)
    work(school, "maya", FIRST)
    there(school, waymark)
    waymark.db.write(lambda w: halted.halt(w, school.tenant, school.course, "course_closed"))
    assert "takes no grades of this course any more" in teacher.open("gradebook")
    assert "tried each day for two weeks" in teacher.open("gradebook/writing")
    teacher.send("gradebook/writing/go-on")
    assert "takes no grades" not in teacher.open("gradebook/writing")
    teacher.send("gradebook/writing/compare")
    assert {row.state for row in school.rows(t.cell)} == {"waiting"}
    assert re.search(r"0 equal, 0 sent again, 0 need you, \d+ still waiting", teacher.open("gradebook/writing"))


def test_F26_F23_the_teacher_chooses_between_two_columns_or_does_without(teacher, school, waymark):
    teacher.publish(write=True)
    found = [{"id": f"https://lms.example/li/{n}", "detail": {"label": f"Ratios {n}"}} for n in (1, 2)]
    there(school, waymark, state="held", reason={"code": "two_columns", "found": found})
    text = teacher.open("gradebook/writing")
    assert "more than once" in text
    assert "Use 2. Ratios 2" in text
    assert "columns need you" in teacher.open("gradebook")
    places = [row.id for row in school.rows(t.place)]
    teacher.send(f"gradebook/writing/{places[0]}/use", column="https://lms.example/li/2")
    teacher.send(f"gradebook/writing/{places[0]}/use", status=404, column="https://evil.example/")
    teacher.send(f"gradebook/writing/{places[1]}/leave")
    rows = {row.id: row for row in school.rows(t.place)}
    assert (rows[places[0]].state, rows[places[0]].remote["id"]) == ("there", "https://lms.example/li/2")
    assert rows[places[1]].reason == {"code": "left_out"}
    teacher.send("gradebook/write")
    teacher.send("gradebook/write", write="on", total="on")
    assert school.rows(t.place, id=places[1])[0].state == "held"  # it stays left out


def test_everything_we_made_is_listed_before_it_is_taken_back(teacher, school, waymark):
    teacher.publish(write=True)
    work(school, "maya", FIRST)
    there(school, waymark)
    text = teacher.open("gradebook/writing")
    assert text.count("column</span>") + text.count("column, ") >= 3
    assert "1 student" in text
    teacher.send("gradebook/writing/remove", status=400)
    assert settings(school)["write"]
    teacher.send("gradebook/writing/remove", sure="on")
    assert not settings(school)["write"]
    assert all(clearing.is_leaving(row) for row in school.rows(t.place))
    assert "3 things are being removed" in teacher.open("gradebook/writing")
    run(school)
    teacher.send("gradebook/write", write="on", total="on")  # called off before it happened
    assert {row.state for row in school.rows(t.place)} == {"there"}


def test_T01_what_is_written_elsewhere_is_not_found(teacher, school, waymark):
    from teacher_school import Teacher, school_without_setup

    other = school_without_setup(waymark, "two")
    Teacher(teacher.doors, other).publish(write=True)
    place = other.rows(t.place)[0].id
    teacher.send(f"gradebook/writing/{place}/leave", status=404)
    teacher.send(f"gradebook/writing/{place}/use", status=404, column="x")
