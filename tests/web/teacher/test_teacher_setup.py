"""Set-up in five steps, publish, undo (issue step 1; U42, U50)."""

import pytest
from sqlalchemy import select
from teacher_school import CODES, Teacher, path_of, run, wanted, work

from gateway.db import tables as t


def pathways(school):
    return [(row.version, row.state) for row in school.rows(t.pathway, course_id=school.course)]


def course(school):
    return school.rows(t.course, id=school.course)[0]


def test_a_new_course_opens_its_set_up_and_can_put_it_off(teacher):
    assert path_of(teacher.doors("GET", teacher.home)) == f"{teacher.home}setup"
    assert "Your class is here: 6 students" in teacher.open("?later=1")


def test_the_standards_are_guessed_from_the_course_and_the_sample_s_six_are_ticked(teacher):
    text = teacher.open("setup")
    assert "Guessed from “Mathematics 6”" in text
    assert text.count(" checked") == len(CODES)
    assert "6.RP.B.9" in text


def test_nothing_ticked_is_asked_for_again_and_nothing_is_saved(teacher, school):
    text = teacher.doors("POST", f"{teacher.home}setup/standards", data={"csrf": teacher.csrf, "framework": "x"}).text
    assert "Choose at least one" in text
    assert course(school).setup_step == 1


def test_each_step_is_saved_and_the_next_visit_goes_on_there(teacher, school):
    teacher.set_up()
    assert course(school).setup_step == 5
    text = teacher.open("setup")
    assert "Publish for 6 students" in text
    assert "The juice stand" in text or "At the bike shed" in text
    assert "Nothing is written" in text or "Off: nothing is written." in text


def test_publish_gives_students_the_pathway_and_writes_nothing_before_the_switch(teacher, school):
    teacher.publish()
    work(school, "maya", ("juice-stand", "bike-shed", "juice-stand", "bike-shed"))
    assert pathways(school) == [(1, "published")]
    assert course(school).setup_step == 6
    assert school.rows(t.place) == []
    assert school.rows(t.cell) == []
    assert "Today" in teacher.open()


def test_F36_switching_on_later_wants_columns_and_a_value_for_all_who_worked_before(teacher, school):
    teacher.publish()
    for n, name in enumerate(("maya", "caleb")):
        work(school, name, ("juice-stand", "bike-shed", "juice-stand", "bike-shed"), start=10 * n + 1)
    assert "2 grades are written now" in teacher.open("gradebook")
    teacher.send("gradebook/write", write="on", total="on")
    run(school)
    assert len(school.rows(t.place, kind="column")) == 3
    assert all(value for name in ("maya", "caleb") for value in wanted(school, name))
    assert wanted(school, "diego") == []


def test_switching_off_stops_what_waits_and_switching_on_goes_on(teacher, school):
    teacher.publish(write=True)
    work(school, "maya", ("juice-stand", "bike-shed", "juice-stand", "bike-shed"))
    assert wanted(school, "maya")
    teacher.send("gradebook/write")
    assert {row.state for row in school.rows(t.place)} == {"stopped"}
    teacher.send("gradebook/write", write="on", total="on")
    assert {row.state for row in school.rows(t.place)} == {"waiting"}


def test_undoing_the_first_publishing_leaves_no_path_and_stops_deliveries(teacher, school):
    teacher.publish(write=True)
    teacher.send("pathway/undo")
    assert pathways(school) == [(1, "withdrawn"), (2, "draft")]
    assert {row.state for row in school.rows(t.place)} == {"stopped"}
    assert not course(school).settings["write"]
    assert "Publish for 6 students" in teacher.open("setup")
    teacher.send("setup/publish", write="on", total="on")
    assert {row.state for row in school.rows(t.place)} == {"waiting"}


def test_publish_and_undo_pressed_twice_do_it_once(teacher, school):
    teacher.publish()
    teacher.send("setup/publish", write="on", total="on")
    assert pathways(school) == [(1, "published")]
    assert course(school).settings["write"]
    seen = course(school).version
    first = [school.standards[code] for code in CODES[:2]]
    framework = school.rows(t.standard, id=first[0])[0].framework_id
    teacher.send("setup/standards", key=first, framework=framework, grade="6")
    teacher.send("setup/publish", write="on", total="on")
    assert f"pathway/undo?at={seen + 1}" in teacher.open("?said=published")
    for _ in range(2):
        teacher.send(f"pathway/undo?at={seen + 1}")
    assert pathways(school)[:2] == [(1, "published"), (2, "withdrawn")]


def test_undo_restores_the_version_before_with_its_standards_and_activities(teacher, school):
    teacher.publish(write=True)
    before = course(school).settings["standards"]
    kept = {row.activity_id for row in school.rows(t.course_activity, course_id=school.course)}
    first = [school.standards[code] for code in CODES[:2]]
    framework = school.rows(t.standard, id=first[0])[0].framework_id
    teacher.send("setup/standards", key=first, framework=framework, grade="6")
    assert course(school).settings["standards"] == before  # a draft changes nothing for students
    teacher.send("setup/publish", write="on", total="on")
    assert course(school).settings["standards"] == first
    assert sum(row.state == "stopped" for row in school.rows(t.place)) == 1
    teacher.send("pathway/undo")
    assert sorted(course(school).settings["standards"]) == sorted(before)
    assert {row.activity_id for row in school.rows(t.course_activity, course_id=school.course)} == kept
    assert course(school).settings["write"]
    assert {row.state for row in school.rows(t.place)} == {"waiting"}


def test_units_and_standards_move_by_plain_forms(teacher, school):
    teacher.set_up()

    def units():
        row = school.rows(t.pathway, course_id=school.course)[0]
        codes = {one: code for code, one in school.standards.items()}
        return [[codes[one] for one in unit["standards"]] for unit in row.body["units"]]

    assert units() == [list(CODES[:3]), list(CODES[3:])]
    teacher.send("setup/move", what="standard", key=school.standards[CODES[0]], to="down")
    assert units()[0][:2] == [CODES[1], CODES[0]]
    teacher.send("setup/move", what="standard", key=school.standards[CODES[2]], to="1")
    assert units()[1][-1] == CODES[2]
    teacher.send("setup/move", what="unit", key="1", to="up")
    assert units()[0][0] == CODES[3]
    teacher.send("setup/move", what="unit", key="7", to="up", status=400)
    teacher.send("setup/rename", key="0", title="Shopping")
    assert "Unit 1: Shopping" in teacher.open("setup?step=draft")


def test_results_from_before_the_alignments_count_once_they_are_accepted(teacher, school, waymark):
    teacher.set_up()
    work(school, "maya", ("juice-stand", "bike-shed", "juice-stand"))
    assert school.rows(t.evidence) == []
    teacher.send("setup/publish")
    run(school)
    assert len(school.rows(t.evidence)) == 3
    with waymark.db.read() as conn:
        found = conn.scalar(
            select(t.mastery.c.pieces).filter_by(tenant_id=school.tenant, person_id=school.people["maya"])
        )
    assert found == 3


def test_a_graded_activity_is_kept_as_such(teacher, school):
    teacher.set_up()
    keys = [row.id for row in school.rows(t.activity, kind="practice") if row.detail.get("generator")]
    teacher.send("setup/activities", key=keys, graded=keys[0])
    teacher.send("setup/alignments", key=[f"{row.activity_id}:{row.standard_id}" for row in school.rows(t.alignment)])
    teacher.send("setup/publish")
    marked = [row.activity_id for row in school.rows(t.course_activity, course_id=school.course) if row.graded]
    assert marked == [keys[0]]


@pytest.mark.parametrize("path", ["setup/publish", "setup/standards", "pathway/undo", "gradebook/write", "support"])
def test_T15_a_form_without_its_token_is_refused(teacher, path):
    assert teacher.doors("POST", teacher.home + path, data={"write": "on"}).status_code == 403


def test_a_course_without_standards_says_what_an_admin_must_do(doors, waymark, school):
    def plan(write):
        from sqlalchemy import delete

        for table in (t.alignment, t.edge, t.standard, t.framework):
            write.conn.execute(delete(table).where(table.c.tenant_id == school.tenant))

    waymark.db.write(plan)
    assert "Ask your admin" in Teacher(doors, school).open("setup")
