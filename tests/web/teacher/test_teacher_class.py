"""Today, the sheets, judgements, the rubric and the gradebook page."""

import re

from sqlalchemy import select
from teacher_school import CODES, Teacher, hold, run, school_without_setup, wanted, work

from gateway import library as shipped
from gateway.db import tables as t
from gateway.services import decide, path
from gateway.services.library import activity_id
from gateway.services.views import cell
from gateway.services.views.names import Names

FIRST = ("juice-stand", "bike-shed", "juice-stand", "bike-shed")
TALK = activity_id(shipped.load().activity("ratio-talk").iri)


def cell_path(school, name="maya", code=CODES[0]):
    return f"students/{school.people[name]}/standards/{school.standards[code]}"


def views(school):
    return [row.about["student"] for row in school.rows(t.audit) if row.what == "view-student"]


def test_today_shows_bands_the_table_and_the_delivery_line(teacher, school):
    teacher.publish(write=True)
    work(school, "maya", FIRST)
    text = teacher.open()
    assert "Maya Okafor" in text
    assert re.search(r"\d sent", text)
    assert "1 waiting" in text
    assert text.count('class="grid__std"') == 6
    assert "Need a hand" in text


def test_today_filters_by_section_and_unit_and_sorts(teacher, school):
    teacher.publish()
    section = next(row.id for row in school.rows(t.section) if row.name == "Period 5")
    text = teacher.open(f"?section={section}&unit=2&sort=name")
    assert "Caleb Thompson" in text
    assert "Maya Okafor" not in text
    assert text.count('class="grid__std"') == 3


def test_U52_a_cell_opens_its_evidence_and_why_in_at_most_three_sentences(teacher, school):
    teacher.publish()
    work(school, "maya", FIRST, scaled=0.8)
    text = teacher.open(cell_path(school))
    assert "The juice stand" in text
    assert "4 of 5" in text
    part = teacher.open(cell_path(school), headers={"X-Waymark-Part": "sheet"})
    assert "<html" not in part
    assert "Change the level" in part


def test_the_chart_ends_where_the_estimate_stands(teacher, school, waymark):
    teacher.publish()
    work(school, "maya", FIRST)
    with waymark.db.read() as conn:
        inputs = waymark.cache.get(conn, school.tenant, school.course)
        drawn = cell.over_time(conn, Names(inputs, "en"), inputs, school.people["maya"], school.standards[CODES[0]])
    (row,) = school.rows(t.mastery)
    last = drawn.points[-1]
    assert len(drawn.points) == 4
    assert (last.expected, last.low, last.high) == tuple(round(100 * x) for x in (row.expected, row.low, row.high))


def test_an_override_pins_the_delivered_value_and_taking_it_back_restores_the_estimate(teacher, school):
    teacher.publish(write=True)
    work(school, "maya", FIRST)
    (estimate,) = wanted(school, "maya")
    other = 1 if estimate != 1 else 2
    teacher.send(f"{cell_path(school)}/level", level=str(other), reason="talked it through")
    assert wanted(school, "maya") == [other]
    work(school, "maya", ("bike-shed",), start=30)
    assert wanted(school, "maya") == [other]
    text = teacher.open(cell_path(school))
    assert "talked it through" in text
    undo = re.search(r'action="[^"]*(decisions/[^"]+/undo)"', text)[1]
    teacher.send(undo)
    assert wanted(school, "maya") != [other]
    assert wanted(school, "maya") != [None]
    assert "took back" in teacher.open(f"students/{school.people['maya']}")


def test_an_override_without_any_result_is_delivered_and_taken_back_to_a_blank_cell(teacher, school):
    teacher.publish(write=True)
    teacher.send(f"{cell_path(school)}/level", level="4", reason="saw it in class")
    assert wanted(school, "maya") == [4]
    statement = school.rows(t.decision)[0].statement_id
    teacher.send(f"decisions/{statement.hex()}/undo", status=404)  # only the usual form of an id is an address
    undo = re.search(r'action="[^"]*(decisions/[^"]+/undo)"', teacher.open(cell_path(school)))[1]
    teacher.send(undo)
    assert wanted(school, "maya") == [None]


def test_excusing_empties_the_cell_and_a_second_judgement_replaces_the_first(teacher, school):
    teacher.publish(write=True)
    work(school, "maya", FIRST)
    teacher.send(f"{cell_path(school)}/level", level="2", reason="first")
    teacher.send(f"{cell_path(school)}/excuse", reason="covered elsewhere")
    assert wanted(school, "maya") == [None]
    assert [row.kind for row in school.rows(t.decision)] == ["excused"]
    assert "m--exc" in teacher.open()


def test_a_level_needs_a_reason_and_is_one_to_four(teacher, school):
    teacher.publish()
    answer = teacher.send(f"{cell_path(school)}/level", status=200, level="4", reason=" ")
    assert "Write a few words why" in answer.text
    teacher.send(f"{cell_path(school)}/level", status=400, level="9", reason="x")
    assert school.rows(t.decision) == []


def test_a_rubric_for_five_students_gives_evidence_and_mastery(teacher, school):
    teacher.publish()
    names = ("maya", "caleb", "diego", "chloe", "owen")
    levels = {f"level:{school.people[name]}": str(n % 4 + 1) for n, name in enumerate(names)}
    assert "Ratio talk" in teacher.open("rubric")
    teacher.send(f"rubric/{TALK}", day="2026-09-14", **levels, **{f"level:{school.people['hana']}": ""})
    run(school)
    assert len(school.rows(t.evidence)) == 5
    assert {row.state for row in school.rows(t.mastery)} == {"few"}
    assert len(school.rows(t.mastery)) == 5
    assert teacher.open("rubric").count(" checked") == 6
    text = teacher.open(f"students/{school.people['maya']}")
    assert "Ratio talk" in text


def test_a_corrected_rubric_result_replaces_the_one_before(teacher, school):
    teacher.publish()
    field = f"level:{school.people['maya']}"
    teacher.send(f"rubric/{TALK}", day="2026-09-14", **{field: "1"})
    run(school)
    teacher.send(f"rubric/{TALK}?day=2026-09-14", day="2026-09-14", **{field: "4"})
    run(school)
    assert [row.score for row in school.rows(t.evidence)] == [1.0]
    teacher.send(f"rubric/{TALK}?day=2026-09-14", day="2026-09-14", **{field: "4"})
    assert len(school.rows(t.statement)) == 3  # the first, its voiding, the second; nothing for the same again
    teacher.send(f"rubric/{TALK}", status=200, day="2026-09-20", **{field: "4"})


def test_a_support_step_stands_first_on_the_student_s_path(teacher, school, waymark):
    teacher.publish()
    work(school, "maya", FIRST, scaled=0.1)
    assert "Maya" in teacher.open()
    teacher.send("support", person=school.people["maya"], standard=school.standards[CODES[0]])
    pin = school.rows(t.decision, kind="support")[0].value["activity"]
    with waymark.db.read() as conn:
        inputs = waymark.cache.get(conn, school.tenant, school.course)
        learner = path.load(conn, inputs, school.people["maya"], waymark.clock())
    assert path.cards(learner, path.Wish())[0].activity == pin
    assert "support step" in teacher.open(f"students/{school.people['maya']}")


def test_to_dos_ask_about_help_and_held_grades_oldest_first(teacher, school, waymark, clock):
    teacher.publish(write=True)
    work(school, "maya", FIRST)
    what = decide.Deciding(
        school.tenant, school.course, school.people["diego"], school.people["diego"], "help", value=True
    )
    waymark.db.write(lambda write: decide.decide(write, waymark.settings, what))
    clock.advance(hours=1)
    hold(school, "maya", 1)
    text = teacher.open()
    assert text.index("Diego Castillo</strong> would like help") < text.index("You typed 1")
    assert "Keep my 1" in text
    undo = re.search(r'action="[^"]*(decisions/[^"]+/undo)"', text)[1]
    teacher.send(undo)
    assert "would like help" not in teacher.open()


def test_F20_keep_and_send_settle_a_held_grade(teacher, school):
    teacher.publish(write=True)
    work(school, "maya", FIRST)
    place, person = hold(school, "maya", 1)
    assert "1 needs you" in teacher.open("gradebook?show=needs")
    teacher.send(f"gradebook/{place}/{person}/keep")
    assert school.rows(t.cell, person_id=person)[0].state == "idle"
    hold(school, "maya", 1)
    teacher.send(f"gradebook/{place}/{person}/send")
    assert school.rows(t.cell, person_id=person)[0].state == "waiting"
    assert "Nothing was written yet" in teacher.open(f"gradebook/{place}/{person}/history")
    teacher.send("gradebook/again")
    teacher.send(f"gradebook/{place}/remake")


def test_T01_ids_of_another_course_or_tenant_are_not_found(teacher, school, waymark, doors):
    teacher.publish(write=True)
    work(school, "maya", FIRST)
    other = school_without_setup(waymark, "two")
    stranger = Teacher(doors, other)
    stranger.publish(write=True)
    stranger.send(f"{cell_path(other)}/level", level="4", reason="theirs")
    place = other.rows(t.place)[0].id
    theirs = re.search(r'(decisions/[^"]+/undo)"', stranger.open(cell_path(other)))[1]
    mine = school.standards[CODES[0]]
    for path_ in (
        f"students/{other.people['maya']}", f"students/{other.people['maya']}/standards/{mine}",
        f"students/{school.people['t1']}", f"students/{school.people['maya']}/standards/nothing",
        f"gradebook/{place}/{school.people['maya']}/history",
    ):  # fmt: skip
        teacher.open(path_, status=404)
    teacher.send(f"students/{other.people['maya']}/standards/{mine}/level", status=404, level="4", reason="x")
    teacher.send(f"gradebook/{place}/{other.people['maya']}/send", status=404)
    teacher.send(f"gradebook/{place}/remake", status=404)
    teacher.send(theirs, status=404)
    teacher.send("support", status=404, person=other.people["maya"])
    teacher.send(f"rubric/{TALK}", status=404, day="2026-09-14", **{f"level:{other.people['maya']}": "4"})
    assert len(other.rows(t.decision)) == 1


def test_P15_each_student_that_is_looked_at_is_in_the_audit_log_once_an_hour(teacher, school, clock):
    teacher.publish()
    for _ in range(3):
        teacher.open(f"students/{school.people['maya']}")
        teacher.open(cell_path(school, "caleb"))
    assert sorted(views(school)) == sorted([school.people["maya"], school.people["caleb"]])
    clock.advance(hours=1)
    teacher.open(f"students/{school.people['maya']}")
    assert len(views(school)) == 3


def test_students_are_listed_and_a_nameless_one_has_a_word(teacher, school, waymark):
    from sqlalchemy import delete

    key = {"tenant_id": school.tenant, "person_id": school.people["hana"]}
    waymark.db.write(lambda write: write.conn.execute(delete(t.person_name).filter_by(**key)))
    teacher.publish()
    text = teacher.open("students")
    assert "Maya Okafor" in text
    assert f"Student {school.accounts['hana'][:4]}" in text
    assert "None" not in text


def test_the_language_of_the_session_changes_and_goes_back(teacher, school):
    answer = teacher.send("language", language="es", back=f"{teacher.home}students")
    assert answer.headers["Location"].endswith("/students")
    assert '<html lang="es"' in teacher.open("students")
    teacher.send("language", status=400, language="xx")
    away = teacher.send("language", language="en", back="https://elsewhere.example/")
    assert away.headers["Location"].startswith(teacher.home)


def test_the_class_list_is_read_again_when_asked(teacher, school, waymark):
    teacher.send("roster")
    with waymark.db.read() as conn:
        due = conn.scalar(select(t.lane.c.due).where(t.lane.c.name == f"roster/{school.tenant}/{school.course}"))
    assert due == waymark.clock()


def test_opening_a_unit_wants_its_columns_too(teacher, school):
    teacher.publish(write=True)
    assert len(school.rows(t.place)) == 3
    teacher.send("pathway/units/2/open")
    assert len(school.rows(t.place)) == 6
    teacher.send("pathway/units/2/close")
    assert sum(row.state == "stopped" for row in school.rows(t.place)) == 3
    assert "Published" in teacher.open("pathway")


def test_odd_addresses_and_forms_are_refused_in_words_and_never_crash(teacher, school):
    teacher.publish()
    for odd in (
        "students/%00",
        "students/x",
        "?unit=99&section=nope&sort=zzz",
        "gradebook?show=x&column=y",
        "setup?step=x",
    ):
        assert teacher.doors("GET", teacher.home + odd).status_code in {200, 400, 404}, odd
    for odd in (
        "setup/move",
        "setup/rename",
        "rubric/x",
        "decisions/x/undo",
        "gradebook/x/y/keep",
        "pathway/units/9/open",
    ):
        answer = teacher.doors("POST", teacher.home + odd, data={"csrf": teacher.csrf, "day": "tomorrow"})
        assert answer.status_code in {400, 404}, odd
