"""The rubric library and the marking page: what is shown, refused, copied, and what another page changed meanwhile."""

import re

import pytest
from marking_school import (
    HALF_LEVELS,
    ROWS,
    TALK,
    TODAY,
    Pupil,
    form,
    keys_of,
    post,
    publish,
    save,
    scores,
    used,
    written,
)
from teacher_school import CODES, path_of, run

from gateway.db import tables as t
from gateway.services import opt_out


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def test_what_somebody_else_changed_meanwhile_stays(teacher, school):
    words, numbers = used(teacher)
    save(teacher, {(words, "maya"): "3"})
    save(teacher, {(words, "maya"): "", (numbers, "maya"): "1"})  # a page from before: only its own change is meant
    run(school)
    assert scores(school) == [0.0, 1.0]


def test_a_level_that_is_gone_keeps_its_word_until_it_is_changed(teacher, school):
    words, numbers = used(teacher)
    save(teacher, {(words, "maya"): "2"})
    post(teacher, f"library/rubrics/{school.rows(t.rubric)[0].id}", form(school, ROWS, (words, numbers), HALF_LEVELS))
    page = teacher.open(f"marking/{TALK}")
    assert "As it was: Nearly" in page
    assert "2 Half" in page
    save(teacher, {(words, "maya"): "kept", (numbers, "maya"): "3"}, was={(words, "maya"): "kept"})
    run(school)
    assert scores(school) == [0.6, 1.0]
    maya = school.people["maya"]
    assert "Nearly" in teacher.open(f"students/{maya}/standards/{school.standards[CODES[0]]}")
    assert "“Nearly”, entered by a teacher" in teacher.open(f"students/{maya}")


def test_one_student_at_a_time_leads_to_the_next(teacher, school):
    words, _numbers = used(teacher)
    page = teacher.open(f"marking/{TALK}?student={school.people['maya']}")
    assert "all words" in page
    assert "Caleb" not in page
    ids = re.findall(r"student=(\w+)", teacher.open(f"marking/{TALK}"))
    first, second = ids[:2]
    page = teacher.open(f"marking/{TALK}?student={first}")
    assert f'name="following" value="{second}"' in page
    field = f"m:{words}:{first}"
    answer = teacher.send(f"marking/{TALK}?student={first}", day=TODAY, following=second, **{field: "3"})
    assert f"student={second}" in answer.headers["Location"]
    assert teacher.send(f"marking/{TALK}?student={first}", day=TODAY).headers["Location"].count(first) == 1


def test_a_level_the_rubric_has_not_and_a_day_to_come_are_refused_whole(teacher, school):
    words, _numbers = used(teacher)
    maya = f"m:{words}:{school.people['maya']}"
    teacher.send(f"marking/{TALK}", 400, day=TODAY, **{maya: "9"})
    teacher.send(f"marking/{TALK}", 422, day="2027-01-01", **{maya: "3"})
    teacher.send(f"marking/{TALK}", 404, day=TODAY, **{f"m:{words}:nobody": "3"})
    assert school.rows(t.marked_row) == []


def test_what_is_wrong_with_a_rubric_is_said_and_what_was_typed_stays(teacher, school):
    publish(school)
    wrong = form(school, (("Words", ()),), levels=(("One", "7"),), title="")
    text = post(teacher, "library/rubrics/new", wrong, 422).text
    for words in ("Give the rubric a name.", "2 to 6 levels", "points of level 1", "Tick at least one standard"):
        assert words in text
    assert 'value="Words"' in text
    assert school.rows(t.rubric) == []


def test_a_row_is_added_renamed_and_taken_out_in_versions(teacher, school):
    publish(school)
    rubric, keys = written(teacher)
    assert teacher.open(f"library/rubrics/{rubric}?more=1").count("Row 3") == 1
    rows = (("Speech", (CODES[0],)), ("Numbers", (CODES[0], CODES[1])), ("Care", (CODES[2],)))
    fields = form(school, rows, keys)
    fields.add("out-1", "on")
    post(teacher, f"library/rubrics/{rubric}", fields)
    post(teacher, f"library/rubrics/{rubric}", form(school, (rows[0], rows[2]), keys_of(school, rubric)))  # the same
    assert [one.version for one in school.rows(t.rubric_version)] == [1, 2]
    assert keys_of(school, rubric)[0] == keys[0]
    assert len(keys_of(school, rubric)) == 2


def test_a_rubric_is_copied_given_to_the_school_and_taken_out_of_use(teacher, school):
    publish(school)
    rubric, keys = written(teacher)
    copied = path_of(teacher.send(f"library/rubrics/{rubric}/copy")).rpartition("/")[2]
    assert set(keys_of(school, copied)).isdisjoint(keys)
    teacher.send(f"library/rubrics/{rubric}/give")
    assert "Of the school" in teacher.open("library/rubrics")
    of_school = next(one.id for one in school.rows(t.rubric) if one.course_id is None)
    teacher.open(f"library/rubrics/{of_school}", status=404)
    teacher.send(f"library/rubrics/{of_school}/copy")
    teacher.send(f"library/rubrics/{rubric}/retire")
    assert "Out of use" in teacher.open("library/rubrics")
    teacher.send(f"library/{TALK}/rubric", 404, rubric=rubric)
    teacher.send(f"library/rubrics/{rubric}/retire", back_in_use="1")
    teacher.send(f"library/{TALK}/rubric", rubric=rubric)
    assert "Enter results" in teacher.open(f"library/{TALK}")
    assert path_of(teacher.doors("GET", f"{teacher.home}rubric?activity={TALK}")).endswith(f"marking/{TALK}")


def test_nothing_is_there_without_a_rubric(teacher, school):
    publish(school)
    teacher.open(f"marking/{TALK}", status=404)
    teacher.open(f"library/rubrics/{TALK}", status=404)


def test_a_teacher_of_one_section_marks_its_students_alone(teacher, school):
    words, _numbers = used(teacher)
    section = school.rows(t.enrolment, person_id=school.people["maya"])[0].sections[0]
    limit = t.session.update().filter_by(tenant_id=school.tenant).values(sections=[section])
    school.waymark.db.write(lambda write: write.conn.execute(limit))
    page = teacher.open(f"marking/{TALK}")
    assert "Maya Okafor" in page
    assert "Caleb Thompson" not in page
    teacher.open(f"marking/{TALK}?student={school.people['caleb']}", status=404)
    marks = {f"m:{words}:{school.people[one]}": "3" for one in ("maya", "caleb")}
    teacher.send(f"marking/{TALK}", 404, day=TODAY, **marks)
    assert school.rows(t.marked_row) == []


def test_a_student_who_takes_no_part_is_not_on_the_page_and_gets_no_mark(teacher, school):
    words, _numbers = used(teacher)
    caleb = school.people["caleb"]
    school.waymark.db.write(lambda write: opt_out.begin(write, school.tenant, caleb, "test", "The family asked."))
    assert f":{caleb}" not in teacher.open(f"marking/{TALK}")
    teacher.send(f"marking/{TALK}", 403, day=TODAY, **{f"m:{words}:{caleb}": "3"})
    assert school.rows(t.marked_row) == []
    pupil = Pupil(teacher, "caleb")
    pupil.send(f"activity/{TALK}/rubric?who=self", **{f"r:{words}": "2"})
    assert school.rows(t.decision) == []
