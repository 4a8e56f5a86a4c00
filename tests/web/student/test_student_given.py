"""What a teacher asks for stays apart from what a student picked: must-dos, own projects, begun work, goals."""

import re

import pytest
from ratios_school import Student, activity_id, cards_of, learner_of
from sqlalchemy import select, update

from gateway import library as shipped
from gateway.db import tables as t
from gateway.services import path
from gateway.services.path import Wish

ONE_STORE = pytest.mark.parametrize("database_kind", ["sqlite"])


def ask_everybody(school, keys):
    """Have everybody do these activities."""
    mine = {"tenant_id": school.tenant, "id": school.course}

    def plan(write):
        settings = write.conn.scalar(select(t.course.c.settings).filter_by(**mine))
        wanted = {**settings, "must": [activity_id(one) for one in keys]}
        write.conn.execute(update(t.course).filter_by(**mine).values(settings=wanted, version=t.course.c.version + 1))

    school.waymark.db.write(plan)


def iri(key):
    return shipped.load().activity(key).iri


def test_no_must_do_can_be_skipped_and_the_next_one_follows_the_first(maya):
    maya.press("/skip", f"activity/{activity_id('lunch-line')}", reason="easy")
    page = maya.open(f"activity/{activity_id('lunch-line')}")
    action, fields = page.form("/skip")
    ask_everybody(maya.school, ("bike-shed", "lunch-line"))
    for key in ("bike-shed", "lunch-line"):
        answer = maya.doors("POST", action.replace(activity_id("lunch-line"), activity_id(key)), data=fields)
        assert answer.status_code == 400
        answer = maya.doors(
            "POST", action.replace(activity_id("lunch-line"), activity_id(key)), data={**fields, "reason": "easy"}
        )
        assert answer.status_code == 409
        assert "/skip" not in maya.open(f"activity/{activity_id(key)}").text
    assert cards_of(maya)[0].activity == iri("bike-shed")
    maya.do("bike-shed", 1.0)
    first = cards_of(maya)[0]
    assert (first.activity, first.reason.code) == (iri("lunch-line"), "must")


@ONE_STORE
def test_what_a_teacher_asks_for_is_shown_outside_the_open_units_and_whatever_the_wish(maya):
    ask_everybody(maya.school, ("bike-ride",))
    for wish in (Wish(), Wish(minutes=1, at_home=True)):
        first = path.cards(learner_of(maya), wish)[0]
        assert (first.activity, first.reason.code) == (iri("bike-ride"), "must")


@ONE_STORE
def test_a_must_do_says_that_it_is_for_everybody(maya, desk):
    ask_everybody(maya.school, ("bike-shed",))
    assert "Everyone in your class does this one." in maya.open().text
    assert "picked this for you" not in maya.open().text
    sheet = desk.open(f"students/{maya.school.people['maya']}")
    assert "Everybody is asked to do it." in sheet
    assert "A support step that a teacher gave." not in sheet


@ONE_STORE
def test_an_idea_waits_for_a_must_do_of_the_same_standard_alone(maya):
    ask_everybody(maya.school, ("bike-shed", "lunch-line"))
    given = learner_of(maya).given
    assert given == (iri("bike-shed"), iri("lunch-line"))
    ideas = {"what": "Count cars", "shows": "That I can", "link": ""}
    standards = list(maya.school.standards.values())
    assert maya.press("/ideas", "ideas", standard=standards[1], **ideas).status_code == 409
    assert maya.press("/ideas", "ideas", standard=standards[2], **ideas).status_code == 303


def test_what_was_begun_and_left_says_go_on_until_it_has_a_result(maya):
    maya.start("juice-stand")
    assert learner_of(maya).guidance.begun == {iri("juice-stand")}
    assert "Go on" in card(maya, "juice-stand")
    assert "Go on" not in card(maya, "bike-shed")
    maya.do("juice-stand", 0.4)
    assert learner_of(maya).guidance.begun == frozenset()
    assert "Go on" not in maya.open().text


def card(maya, key):
    return re.search(rf'<article[^>]*card-{activity_id(key)}".*?</article>', maya.open().text, re.DOTALL)[0]


@ONE_STORE
def test_the_way_to_a_goal_comes_first(maya):
    school = maya.school
    standards = list(school.standards.values())
    assert learner_of(maya).guidance.goal == ""
    assert maya.press("/goal", "goal", goal=standards[2]).status_code == 303
    learner = learner_of(maya)
    assert learner.guidance.goal == standards[2]
    assert path.cards(learner, Wish())[0].standard == standards[0]  # what the goal builds on


def offered_of(maya, kind="choice"):
    newest = max(maya.school.rows(t.decision, kind=kind), key=lambda one: one.seq)
    return newest.value["options"]


def test_a_choice_keeps_what_was_offered_and_nothing_that_a_browser_makes_up(maya):
    shown = [one.activity for one in cards_of(maya)]
    assert maya.press("/start").status_code == 303
    assert offered_of(maya) == shown
    listed = maya.open().text
    away = re.search(r'href="([^"]*offered=[^"]*)"', listed[listed.index("<table") :])[1].replace("&amp;", "&")
    page = maya.doors("GET", away).text
    assert re.search(r'name="offered" value="([^"]+)"', page)[1] in listed
    made_up = ",".join(activity_id(one) for one in ("bike-ride", "better-buy"))
    forged = {
        "just-one": made_up,
        "recipe-cards": f"{made_up}.{'0' * 32}",
        "bike-ride": f"{made_up}.",
        "better-buy": ".",
    }
    for key, text in forged.items():
        assert maya.press("/start", f"activity/{activity_id(key)}", offered=text).status_code == 303
        assert offered_of(maya) == []


@ONE_STORE
def test_what_another_student_was_offered_is_not_taken(maya):
    maya.school.learner("ben")
    ben = Student(maya.doors, maya.school, "ben")
    theirs = re.search(r'name="offered" value="([^"]+)"', maya.open().text)[1]
    ben.press("/start", offered=theirs)
    assert offered_of(ben) == []


@ONE_STORE
def test_skips_and_goals_keep_what_was_offered_too(maya):
    shown = [one.activity for one in cards_of(maya)]
    maya.press("/skip", f"activity/{shown_id(maya, shown[0])}", reason="easy")
    assert offered_of(maya, "skip") == shown
    maya.press("/goal", "goal", goal=next(iter(maya.school.standards.values())))
    assert [one.rpartition("/")[2] for one in offered_of(maya, "goal")] == list(maya.school.standards.values())


def shown_id(maya, name):
    return learner_of(maya).course.activity_ids[name]
