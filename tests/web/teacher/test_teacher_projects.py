"""Projects and lessons: made by a teacher, offered and chosen like others, marked on the way, settled by one style."""

import re

import pytest
from marking_school import ROWS, TALK, TODAY, Pupil, form, keys_of, post, project, publish, save, scores, written
from teacher_school import CODES, path_of, run

from gateway.db import tables as t
from gateway.services import setup, take_over
from gateway.services.views import picker

BOTH = pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])
PLAN, STAND = ("Plan", "2026-09-18"), ("Stand", "2026-09-25")


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def given(teacher) -> tuple[str, tuple[str, ...], list[str]]:
    """Publish, write a rubric and give a project of two checkpoints; return its id, the rows and the checkpoints."""
    publish(teacher.school)
    rubric, keys = written(teacher)
    stops = ((*PLAN, keys[:1]), (*STAND, keys))
    made = path_of(post(teacher, "library/projects/new", project(rubric, stops))).rpartition("/")[2]
    return made, keys, [one.id for one in sorted(teacher.school.rows(t.checkpoint), key=lambda one: one.position)]


@pytest.mark.parametrize(
    ("stops", "said"),
    [
        (((*PLAN, (0,)),), "A project has 2 to 6 checkpoints."),
        (tuple((f"Stop {n}", "2026-09-20", (0,)) for n in range(7)), "A project has 2 to 6 checkpoints."),
        (((*STAND, (0,)), (*PLAN, (0,))), "Checkpoint 2 comes before the one above it."),
        ((("Plan", "2026-09-01", (0,)), (*STAND, (0,))), "The day of checkpoint 1 is over."),
        ((("Plan", "soon", (0,)), (*STAND, (0,))), "Checkpoint 1 needs a day."),
        (((*PLAN, ()), (*STAND, (0,))), "Tick at least one row of the rubric for checkpoint 1."),
    ],
)  # fmt: skip
def test_a_project_that_cannot_be_given_is_refused_with_what_to_do(teacher, school, stops, said):
    publish(school)
    rubric, keys = written(teacher)
    typed = tuple((name, day, tuple(keys[one] for one in rows)) for name, day, rows in stops)
    text = post(teacher, "library/projects/new", project(rubric, typed), 422).text
    assert said in text
    assert 'value="A stand"' in text
    assert school.rows(t.checkpoint) == []
    assert school.rows(t.activity, kind="project") == []


@BOTH
def test_a_student_chooses_a_project_and_its_next_checkpoint_is_the_next_step(teacher, school):
    made, (words, numbers), (plan, stand) = given(teacher)
    maya = Pupil(teacher)
    page = maya.open(f"activity/{made}")
    assert page.index("Plan") < page.index("Stand")
    assert "Choose this project" in page
    maya.send(f"project/{made}/choose", standard=school.standards[CODES[0]])
    maya.send(f"project/{made}/choose")
    assert len(school.rows(t.step)) == 1
    home = maya.open()
    assert "Plan, until" in home
    assert re.findall(r'id="card-(\w+)"', home)[0] == made
    save(teacher, {(words, "maya"): "3"}, at=f"marking/{made}?part={plan}")
    run(school)
    assert scores(school) == [1.0]
    assert "Stand, until" in maya.open()
    assert "1 student is marked here" in teacher.open(f"library/projects/{made}")
    asked = teacher.open(f"library/projects/{made}/out")
    assert "1 student has begun it" in asked
    assert "Marks of 1 student stay" in asked
    assert "Looked at by your teacher" in maya.open(f"project/{made}")
    save(teacher, {(words, "maya"): "3", (numbers, "maya"): "2"}, at=f"marking/{made}?part={stand}")
    run(school)
    assert f"card-{made}" not in maya.open()
    assert "All of it is done." in maya.open(f"project/{made}")
    assert [one.state for one in school.rows(t.step)] == ["finished"]
    assert scores(school) == [0.6, 1.0, 1.0]


@BOTH
def test_the_product_of_a_checkpoint_is_handed_in_and_marked_by_its_rows_from_the_list(teacher, school):
    made, (words, _numbers), (plan, _stand) = given(teacher)
    maya = Pupil(teacher)
    maya.send(f"project/{made}/choose")
    stop = f"project/{made}/stop?part={plan}"
    assert stop.replace("&", "&amp;") in maya.open(f"project/{made}")
    assert "Bring:" in maya.open(stop)
    maya.send(f"activity/{made}/hand-in", 404, link="https://maya.example/plan")
    assert "Write the whole address" in maya.send(f"activity/{made}/hand-in", 422, link="plan", part=plan)
    maya.send(f"activity/{made}/hand-in", link="https://maya.example/plan", part=plan)
    [row] = school.rows(t.hand_in)
    assert "A stand: Plan" in teacher.open("waiting")
    page = teacher.open(f"waiting/{row.id}")
    assert f'name="m:{words}"' in page
    assert 'name="level"' not in page
    teacher.send(f"waiting/{row.id}", how="done", words="Clear.", **{f"m:{words}": "3"})
    run(school)
    assert scores(school) == [1.0]
    shown = maya.open(f"project/{made}")
    assert "Looked at by your teacher" in shown
    assert "Looked at, done" in shown
    assert "Clear." in maya.open(stop)


def test_work_that_is_given_back_gets_no_mark_and_waits_again(teacher, school):
    made, (words, _numbers), (plan, _stand) = given(teacher)
    maya = Pupil(teacher)
    maya.send(f"activity/{made}/hand-in", link="https://maya.example/plan", part=plan)
    [row] = school.rows(t.hand_in)
    teacher.send(f"waiting/{row.id}", how="again", words="Say more.", **{f"m:{words}": "3"})
    run(school)
    assert scores(school) == []
    assert "Please do it again" in maya.open(f"project/{made}")
    maya.send(f"activity/{made}/hand-in", link="https://maya.example/plan", part=plan)
    assert [one.version for one in school.rows(t.hand_in, state="waiting")] == [2]


def test_a_changed_project_keeps_its_checkpoints_and_their_marks(teacher, school):
    made, keys, (plan, stand) = given(teacher)
    save(teacher, {(keys[0], "maya"): "3"}, at=f"marking/{made}?part={plan}")
    rubric = school.rows(t.rubric)[0].id
    fields = project(rubric, (("A plan", "2026-09-19", keys[:1]), (*STAND, keys)), title="The stand")
    fields["key-0"], fields["key-1"] = plan, stand
    post(teacher, f"library/projects/{made}", fields)
    assert {one.id for one in school.rows(t.checkpoint)} == {plan, stand}
    assert "3 There</option>" in teacher.open(f"marking/{made}?part={plan}")
    assert 'value="The stand"' in teacher.open(f"library/projects/{made}")


def test_a_row_that_a_checkpoint_asks_for_cannot_be_taken_out_of_the_rubric(teacher, school):
    _made, keys, _stops = given(teacher)
    rubric = school.rows(t.rubric)[0].id
    text = post(teacher, f"library/rubrics/{rubric}", form(school, ROWS[1:], keys[1:]), 409).text
    assert "A project still asks for this row" in text
    assert len(school.rows(t.rubric_version)) == 1


def test_a_project_serves_what_the_rows_of_its_rubric_show_now(teacher, school):
    made, keys, _stops = given(teacher)
    rubric = school.rows(t.rubric)[0].id
    post(teacher, f"library/rubrics/{rubric}", form(school, (("Words", (CODES[3],)), ROWS[1]), keys))
    stands = [one.standard_id for one in school.rows(t.alignment, activity_id=made) if one.confirmed_at]
    assert set(stands) == {school.standards[one] for one in (CODES[0], CODES[1], CODES[3])}


def lesson(teacher, school) -> str:
    """Publish, and make a lesson with a written style and one that begins later; return its id."""
    publish(school)
    rubric, _keys = written(teacher)
    fields = {"title": "Prices", "goal": "find the price of one", "rubric": rubric}
    made = path_of(teacher.send("library/lessons/new", standard=[school.standards[CODES[3]]], **fields))
    made = made.rpartition("/")[2]
    teacher.send(f"library/lessons/{made}/styles", style="read", text="Read page 3.\nTell a friend.", minutes="12")
    later = {"style": "watch", "address": "https://films.example/price", "minutes": "5", "starts": "2026-09-20"}
    teacher.send(f"library/lessons/{made}/styles", **later)
    return made


def styles(school) -> dict[str, str]:
    """Return the activities of the lesson's styles, by style."""
    ids = {one.activity_id for one in school.rows(t.lesson_style)}
    return {one.style: one.id for one in school.rows(t.activity) if one.id in ids}


def test_a_style_takes_over_targets_and_goal_and_is_offered_from_its_day(teacher, school):
    made = lesson(teacher, school)
    page = teacher.open(f"library/lessons/{made}")
    assert 'name="starts" type="date" autocomplete="off" value="2026-09-20"' in page  # a further style begins alike
    assert "not offered before its day" in page
    target = school.standards[CODES[3]]
    for one in styles(school).values():
        assert [row.standard_id for row in school.rows(t.alignment, activity_id=one)] == [target]
    maya = Pupil(teacher)
    shown = maya.open(f"lesson/{made}")
    assert "Begins on" in shown
    read, film = styles(school)["read"], styles(school)["watch"]
    assert f"activity/{read}" in maya.open(f"activity/{made}")
    assert "Begins" in maya.open(f"activity/{film}")
    maya.send(f"activity/{film}/start", 409)
    teacher.send(f"library/lessons/styles/{school.rows(t.lesson_style, activity_id=film)[0].id}", starts="")
    assert "Begins" not in maya.open(f"lesson/{made}")


@BOTH
def test_doing_one_style_settles_the_lesson(teacher, school):
    made = lesson(teacher, school)
    for one in school.rows(t.lesson_style):
        teacher.send(f"library/lessons/styles/{one.id}", starts="")
    maya = Pupil(teacher)
    offered = set(styles(school).values())
    assert any(f"activity/{one}?" in maya.open() for one in offered)
    read = styles(school)["read"]
    page = maya.open(f"activity/{read}")
    assert "Tell a friend." in page
    assert "I have done this" in page
    maya.send(f"activity/{read}/done", standard=school.standards[CODES[3]])
    run(school)
    assert [one.state for one in school.rows(t.step)] == ["finished"]
    assert not any(f"card-{one}" in maya.open() for one in offered)
    assert scores(school) == []
    caleb = Pupil(teacher, "caleb")
    row = school.rows(t.rubric_version)[0].body["rows"][0]["key"]
    save(teacher, {(row, "caleb"): "3"}, at=f"marking/{made}")
    run(school)
    assert not any(f"card-{one}" in caleb.open() for one in offered)


def test_an_activity_of_the_course_becomes_a_style_and_keeps_what_it_shows(teacher, school):
    made = lesson(teacher, school)
    before = {one.standard_id for one in school.rows(t.alignment, activity_id=TALK) if one.confirmed_at}
    teacher.send(f"library/lessons/{made}/styles", 400, activity=TALK)  # it shows something else
    targets = [*before, school.standards[CODES[3]]]
    teacher.send(f"library/lessons/{made}", title="Prices", standard=targets)
    assert "Ratio talk" in teacher.open(f"library/lessons/{made}")
    teacher.send(f"library/lessons/{made}/styles", activity=TALK)
    assert before == {one.standard_id for one in school.rows(t.alignment, activity_id=TALK) if one.confirmed_at}
    read = {one.standard_id for one in school.rows(t.alignment, activity_id=styles(school)["read"]) if one.confirmed_at}
    assert read == set(targets)
    teacher.send(f"library/lessons/{made}/styles", 400, activity=TALK)
    assert "All of its styles go with it." in teacher.open(f"library/lessons/{made}/out")
    teacher.send(f"library/lessons/{made}/out")
    assert school.rows(t.lesson_style) == []
    assert "Prices" not in teacher.open("library")


def test_what_was_written_for_one_course_is_offered_to_no_other(teacher, school):
    made = lesson(teacher, school)
    rubric, keys = school.rows(t.rubric)[0].id, keys_of(school, school.rows(t.rubric)[0].id)
    post(teacher, "library/projects/new", project(rubric, ((*PLAN, keys[:1]), (*STAND, keys))))
    written_here = {*styles(school).values(), *(one.id for one in school.rows(t.activity, kind="project"))}
    with school.waymark.db.read() as conn:
        standards = list(school.standards.values())
        here = {one for one, _, _ in setup.offered(conn, school.tenant, school.course, standards)}
        other = {one for one, _, _ in setup.offered(conn, school.tenant, "other", standards)}
        placed = {one: set(picker.shelf(conn, school.tenant, one).activities) for one in (school.course, "other")}
        body = take_over.carried(conn, school.tenant, school.course)
    read = styles(school)["read"]
    assert written_here <= here
    assert here - other == written_here - {styles(school)["watch"]}  # a page on the web is anybody's
    assert placed[school.course] - placed["other"] == {made, *written_here} - {styles(school)["watch"]}
    assert {made, read} & set(body["activities"]) == set()
    assert all(read not in unit["activities"] for unit in body["units"])


def test_what_is_missing_in_a_lesson_is_said(teacher, school):
    publish(school)
    assert "Give the lesson a name." in teacher.send("library/lessons/new", 422).text
    made = path_of(
        teacher.send("library/lessons/new", title="Prices", standard=[school.standards[CODES[0]]])
    ).rpartition("/")[2]
    assert "Write what to do" in teacher.send(f"library/lessons/{made}/styles", 422, style="read", minutes="5").text
    text = teacher.send(f"library/lessons/{made}/styles", 422, style="try", address="x", minutes="5").text
    assert "Write the whole address" in text


@BOTH
def test_own_and_partners_views_stand_beside_the_mark_and_never_count(teacher, school):
    made, (words, _numbers), (plan, _stand) = given(teacher)
    maya = Pupil(teacher)
    maya.send(f"activity/{made}/rubric?part={plan}&who=self", **{f"r:{words}": "2"})
    maya.send(f"activity/{made}/rubric?part={plan}&who=self", **{f"r:{words}": "3"})
    maya.send(f"activity/{made}/rubric?part={plan}&who=peer", **{f"r:{words}": "1"})
    maya.send(f"activity/{made}/rubric?part={plan}", 400, **{f"r:{words}": "9"})
    run(school)
    assert scores(school) == []
    assert len(school.rows(t.decision, kind="rating")) == 2
    page = teacher.open(f"marking/{made}?part={plan}")
    assert "Own view: There." in page
    assert "A partner: Not yet." in page
    save(teacher, {(words, "maya"): "2"}, day=TODAY, at=f"marking/{made}?part={plan}")
    assert "Your teacher: Nearly." in maya.open(f"activity/{made}/rubric?part={plan}")
