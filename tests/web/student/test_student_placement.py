"""Placement: a few questions find a start in every unit; a teacher may change it; nothing of it is lost."""

from urllib.parse import parse_qs, urlsplit

import pytest
from ratios_school import CODES
from sqlalchemy import update
from support import packages
from test_student_packages import bring, link, say, who

from gateway.db import tables as t
from gateway.errors import NotFound
from gateway.learn.placement import MOST
from gateway.services import course_activities, path, placement, rebuild, rounds
from gateway.services.path import Wish


def load(maya):
    school = maya.school
    with school.waymark.db.read() as conn:
        course = school.waymark.cache.get(conn, school.tenant, school.course)
        return path.load(conn, course, school.people["maya"], school.waymark.clock())


def question(maya):
    """Open the next question; return the values behind the #."""
    answer = maya.press("/placement/next", "placement")
    assert answer.status_code == 303, answer.text
    url = urlsplit(answer.headers["Location"])
    if not url.fragment:
        return None
    assert parse_qs(url.query)["items"] == ["1"]
    return {name: values[0] for name, values in parse_qs(url.fragment).items()}


def place(maya, scaled):
    """Answer every question alike; return how many there were."""
    asked = 0
    while "Here you can start" not in maya.open("placement").text:
        launch = question(maya)
        assert launch["return"].endswith("/placement")
        assert maya.complete(launch, scaled).status_code == 200
        asked += 1
        assert asked <= MOST
    return asked


def test_who_knows_nothing_starts_every_unit_at_its_beginning(maya):
    assert "Find a good start with a few questions" in maya.open().text
    assert 1 <= place(maya, 0.0) <= MOST
    learner = load(maya)
    units = [unit["standards"] for unit in path.units(learner.course)]
    assert learner.starts.placing.starts == tuple(unit[0] for unit in units)
    assert learner.guidance.settled == frozenset()
    assert "Find a good start with a few questions" not in maya.open().text


def test_who_knows_all_is_offered_a_look_back_and_is_given_no_level_for_it(maya):
    place(maya, 1.0)
    learner = load(maya)
    assert set(learner.starts.placing.starts) == {None}
    assert learner.guidance.settled == set(learner.course.standards)
    assert "You know this already." in maya.open("placement").text
    assert len(path.cards(learner, Wish())) == 3
    assert maya.school.rows(t.mastery, level=4) == []


def test_a_question_that_was_left_is_asked_again_and_not_counted_twice(maya):
    first = question(maya)
    again = question(maya)
    assert (first["registration"], first["activity_id"]) == (again["registration"], again["activity_id"])
    assert len(maya.school.rows(t.decision, kind="question")) == 1
    assert maya.complete(again, 1.0).status_code == 200
    assert question(maya)["registration"] != first["registration"]


def test_a_teacher_changes_a_start_and_takes_the_change_back(maya):
    place(maya, 0.0)
    school = maya.school
    teacher = school.learner("ruth", "teacher")
    course = load(maya).course
    unit = path.units(course)[0]["standards"]

    def change(number, standard):
        person = school.people["maya"]
        school.waymark.db.write(
            lambda w: placement.set_start(w, school.waymark.settings, course, teacher, person, number, standard)
        )

    change(0, unit[2])
    assert load(maya).guidance.settled == frozenset(unit[:2])
    change(0, unit[1])
    assert load(maya).guidance.settled == frozenset(unit[:1])
    change(0, "")
    assert load(maya).guidance.settled == frozenset()
    for number, standard in ((9, unit[0]), (0, "nothing")):
        with pytest.raises(NotFound):
            change(number, standard)


def test_a_rebuild_finds_the_same_starts(maya):
    place(maya, 1.0)
    before = load(maya).starts
    done = rebuild.rebuild(maya.school.waymark.db, maya.school.tenant, maya.school.waymark.naming)
    assert done.equal
    assert load(maya).starts == before


def without_practice(maya):
    """Have the course offer no practice of ours any more, and two packages, a long one first."""
    school = maya.school
    offered = {row.activity_id for row in school.rows(t.course_activity, course_id=school.course)}
    for row in [one for one in school.rows(t.activity, kind="practice") if one.id in offered]:
        school.waymark.db.write(lambda w, row=row: course_activities.take_out(w, who(school), row.id))
    long, short = bring(school, packages.tincan(), CODES[0]), bring(school, packages.h5p(), CODES[0])
    for activity, minutes in ((long, 30), (short, 5)):
        lasts = update(t.activity).filter_by(tenant_id=school.tenant, id=activity).values(minutes=minutes)
        school.waymark.db.write(lambda w, lasts=lasts: w.conn.execute(lasts))
    return long, short


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_where_there_is_no_practice_the_shortest_activity_that_tells_a_score_asks(maya):
    _long, short = without_practice(maya)
    reporting = link(maya.school, "https://elsewhere.example/quiz", reports=True, codes=CODES[1:2])
    link(maya.school, "https://elsewhere.example/page", reports=False, codes=CODES[2:3])
    course = load(maya).course
    asked = rounds.askable(course)
    assert asked == {maya.school.standards[CODES[0]]: short, maya.school.standards[CODES[1]]: reporting}
    answer = maya.press("/placement/next", "placement")
    url = urlsplit(answer.headers["Location"])
    launch = {name: one[0] for name, one in parse_qs(f"{url.query}&{url.fragment}").items()}
    assert launch["activity_id"] == course.activities[reporting].iri
    assert say(maya, launch, "passed", result={"score": {"scaled": 0.9}, "success": True}) == 200
    learner = load(maya)
    assert [one.score for one in learner.starts.questions] == [0.9]
    assert learner.starts.placing.over, "what the second builds on is known with it"
    assert set(CODES[:2]) <= {learner.course.standards[one].code for one in learner.guidance.settled}


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_what_ended_without_a_score_shows_nothing_and_what_only_began_is_asked_again(maya):
    school = maya.school
    without_practice(maya)
    ask = maya.press("/placement/next", "placement")
    url = urlsplit(ask.headers["Location"])
    launch = {name: one[0] for name, one in parse_qs(f"{url.query}&{url.fragment}").items()}
    assert say(maya, launch, "experienced") == 200
    assert load(maya).starts.questions[0].score is None
    assert say(maya, launch, "completed", result={"completion": True}) == 200
    assert load(maya).starts.questions[0].score == 0.0
    assert say(maya, launch, "passed", result={"score": {"scaled": 1.0}}) == 200
    assert load(maya).starts.questions[0].score == 1.0
    assert school.standards[CODES[0]] in load(maya).guidance.settled


def test_a_placement_that_was_left_half_way_gives_the_start_so_far(maya):
    assert maya.complete(question(maya), 1.0).status_code == 200
    learner = load(maya)
    assert not learner.starts.placing.over
    known = learner.starts.placing.known
    assert known
    assert learner.guidance.settled == known
    assert not {one.standard for one in path.cards(learner, Wish())} & known
    assert "Your start so far" in maya.open("placement").text
    assert "Here you can start" not in maya.open("placement").text
    assert "Find a good start with a few questions" in maya.open().text


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_question_whose_activity_is_gone_gives_way_to_another(maya):
    school, first = maya.school, question(maya)
    course = load(maya).course
    gone = course.activity_ids[first["activity_id"]]
    school.waymark.db.write(lambda w: course_activities.take_out(w, who(school), gone))
    second = question(maya)
    assert second["activity_id"] != first["activity_id"]
    assert maya.complete(second, 1.0).status_code == 200
    assert sum(one.right is not None for one in load(maya).starts.questions) == 1
