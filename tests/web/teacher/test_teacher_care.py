"""What is arranged for one student: what helps, taking no part, and who may say so."""

from teacher_school import Teacher, run, work

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


def test_nobody_sees_what_helps_another_courses_student(teacher, school):
    teacher.send(f"{sheet(school)}/supports", read_aloud="on")
    other = Teacher(teacher.doors, school)
    assert "checked" not in other.open(sheet(school, "caleb")).split('id="h-care"')[1]


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
