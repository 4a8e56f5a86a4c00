"""What is arranged for one student: what helps, taking no part, and who may say so."""

from dataclasses import replace

from support.world import enrol, make_course
from teacher_school import NAMES, Teacher, run, work

from gateway.db import tables as t


def sheet(school, name="maya"):
    return f"students/{school.people[name]}"


def test_what_helps_is_kept_as_what_to_do_and_shown_to_the_teacher(teacher, school):
    page = sheet(school)
    teacher.send(f"{page}/supports", extra_time="50", language="es", fewer_items="on", read_aloud="on")
    rows = {row.kind: row.value for row in school.rows(t.person_support)}
    assert rows == {"extra_time": 50, "language": "es", "fewer_items": True, "read_aloud": True}
    text = teacher.open(page)
    assert '<option value="50" selected>' in text
    assert 'name="no_timer" value="on" autocomplete="off">' in text
    teacher.send(f"{page}/supports")
    assert school.rows(t.person_support) == []
    told = [row.about for row in school.rows(t.audit) if row.what == "supports"]
    assert told == [{"course": school.course, "person": school.people["maya"]}] * 2


def test_what_the_form_does_not_offer_is_refused_and_nothing_of_it_kept(teacher, school):
    for odd in ({"extra_time": "7"}, {"extra_time": "x"}, {"language": "xx"}):
        teacher.send(f"{sheet(school)}/supports", status=400, fewer_items="on", **odd)
    teacher.send("students/nobody/supports", status=404, fewer_items="on")
    assert school.rows(t.person_support) == []


def test_nobody_sees_what_helps_a_student_in_another_course(teacher, school):
    maya = school.people["maya"]
    standards = list(school.standards.values())
    course = school.waymark.db.write(
        lambda w: make_course(w, school.tenant, school.platform, "art", standards)
    )  # fmt: skip
    for name, role in (("maya", "learner"), ("t1", "teacher")):
        person = school.people[name]
        school.waymark.db.write(
            lambda w, who=person, as_=role: enrol(w, school.tenant, course, who, as_)
        )  # fmt: skip
    other = Teacher(teacher.doors, replace(school, course=course))
    teacher.send(f"{sheet(school)}/supports", read_aloud="on", extra_time="50")
    helps = 'id="h-care"'
    assert "checked" in teacher.open(sheet(school)).split(helps)[1]
    there = other.open(sheet(school)).split(helps)[1]
    assert "checked" not in there
    assert '<option value="50" selected>' not in there
    other.send(f"{sheet(school)}/supports", fewer_items="on")
    kept = {(row.course_id, row.kind) for row in school.rows(t.person_support, person_id=maya)}
    assert kept == {(school.course, "read_aloud"), (school.course, "extra_time"), (course, "fewer_items")}


def test_a_student_takes_no_part_and_the_pages_say_so(teacher, school):
    teacher.publish()
    work(school, "maya", ("juice-stand",), 0.9)
    page = sheet(school)
    assert "Record nothing of" in teacher.open(page)
    teacher.send(f"{page}/opt-out", status=400)
    teacher.send(f"{page}/opt-out", reason="Her parents asked")
    text = teacher.open(page)
    assert "Nothing of this student is recorded." in text
    assert "Her parents asked" in text
    assert "Okafor" not in text
    assert "Okafor" not in teacher.open("students")
    teacher.send(f"{page}/opt-in")
    assert "Record nothing of" in teacher.open(page)
    run(school)


def test_a_teachers_results_for_such_a_student_are_not_taken(teacher, school):
    teacher.publish()
    teacher.send(f"{sheet(school)}/opt-out", reason="asked")
    standard = next(iter(school.standards.values()))
    teacher.send(f"{sheet(school)}/standards/{standard}/level", status=403, level="3", reason="saw it")
    assert school.rows(t.decision) == []


def test_a_teacher_changes_where_a_student_starts_a_unit(teacher, school):
    teacher.publish()
    page = sheet(school)
    assert "Where Maya starts" in teacher.open(page)
    second = list(school.standards.values())[1]
    teacher.send(f"{page}/start/1", standard=second)
    text = teacher.open(page)
    assert f'<option value="{second}" selected>' in text
    assert [row.standard_id for row in school.rows(t.decision, kind="start")] == [second]
    teacher.send(f"{page}/start/1", standard="")
    assert school.rows(t.decision, kind="start") == []
    teacher.send(f"{page}/start/9", status=404, standard=second)


def test_class_figures_and_bands_count_nobody_who_takes_no_part(teacher, school):
    teacher.publish()
    work(school, "maya", ("juice-stand", "team-colors", "paint-mix"), 0.1)
    assert school.people["maya"] in teacher.open()
    teacher.send(f"{sheet(school)}/opt-out", reason="asked")
    text = teacher.open()
    assert "One student takes no part and is in none of these figures." in text
    assert school.people["maya"] not in text
    listed = teacher.open("students")
    assert "Takes no part" in listed
    assert school.people["maya"] in listed


def test_stations_seat_nobody_who_takes_no_part_and_seats_of_before_go(teacher, school, clock):
    teacher.publish()
    maya = school.people["maya"]
    teacher.send("stations", count="2")
    assert maya in {row.person_id for row in school.rows(t.station_seat)}
    teacher.send(f"{sheet(school)}/opt-out", reason="asked")
    assert maya not in {row.person_id for row in school.rows(t.station_seat)}
    teacher.send("stations", count="3")
    seated = {row.person_id for row in school.rows(t.station_seat)}
    assert maya not in seated
    assert len(seated) == len(NAMES) - 1


def test_the_sheets_of_such_a_student_offer_nothing_that_would_not_be_kept(teacher, school):
    teacher.publish()
    work(school, "maya", ("juice-stand",), 0.9)
    standard = next(iter(school.standards.values()))
    teacher.send(f"{sheet(school)}/opt-out", reason="asked")
    cell = teacher.open(f"{sheet(school)}/standards/{standard}")
    assert "Save level" not in cell
    assert "Nothing of this student is recorded." in cell
    text = teacher.open(sheet(school))
    assert "/start/" not in text
    assert "Next choices" not in text
    answer = teacher.send("support", status=403, person=school.people["maya"], standard=standard)
    assert "This student takes no part, so nothing of it was kept" in answer.text
