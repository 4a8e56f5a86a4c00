"""What a student likes decides between steps that fit alike; only words that activities carry can be picked."""

import re

import pytest
from ratios_school import activity_id, learner_of
from sqlalchemy import update

from gateway import library as shipped
from gateway.db import tables as t
from gateway.learn import interests as tags
from gateway.learn.policy import fitting
from gateway.learn.view import View
from gateway.learn.zone import Zone
from gateway.services import course_activities, interests
from gateway.services.course_activities import About, Link
from gateway.services.drafts import Author

ONE_STORE = pytest.mark.parametrize("database_kind", ["sqlite"])


def pick(maya, names, status=303):
    action, fields = maya.open("goal").form("/interests")
    pairs = [*fields.items(), *(("interest", one) for one in names)]
    given = {name: [value for key, value in pairs if key == name] for name, _ in pairs}
    answer = maya.doors("POST", action, data=given)
    assert answer.status_code == status, answer.text


def kept(maya):
    rows = sorted(maya.school.rows(t.decision, kind="interest"), key=lambda one: one.seq)
    return [row.value["value"] for row in rows]


def test_a_student_picks_from_the_words_of_the_courses_activities(maya, desk):
    page = maya.open("goal").text
    assert "What I like" in page
    assert re.findall(r'name="interest" value="([^"]*)"', page) == sorted(tags.key(one) for one in every())
    pick(maya, ("bikes", "shopping"))
    pick(maya, ("shopping", "bikes"))
    assert kept(maya) == [["bikes", "shopping"]]
    assert len(re.findall(r'name="interest" value="[^"]*" autocomplete="off" checked', maya.open("goal").text)) == 2
    assert learner_of(maya).guidance.interests == {"bikes", "shopping"}
    assert "likes:</strong> Bikes and Shopping." in desk.open(f"students/{maya.school.people['maya']}")
    pick(maya, ())
    assert kept(maya) == [["bikes", "shopping"], []]
    assert learner_of(maya).guidance.interests == frozenset()


def every():
    found = {tags.key(texts): texts for one in shipped.load().activities for texts in one.interests}
    return found.values()


@ONE_STORE
def test_what_no_activity_carries_and_too_many_are_refused(maya):
    pick(maya, ("bikes", "my secret"), 400)
    assert kept(maya) == []


@ONE_STORE
def test_the_words_are_in_the_readers_language(maya):
    maya.press("/language", language="es")
    assert "Comida y cocina" in maya.open("goal").text


@ONE_STORE
def test_an_activity_that_interests_comes_before_its_like(maya):
    school = maya.school
    for key, words in (("just-one", "zebras"), ("lunch-line", "apples")):
        mine = t.activity.c.id == activity_id(key)

        def plan(write, words=words, mine=mine):
            detail = {"items": 5, "interests": [{"en": words}]}
            write.conn.execute(
                update(t.activity).where(t.activity.c.tenant_id == school.tenant, mine).values(detail=detail)
            )
            of = (t.course.c.tenant_id == school.tenant, t.course.c.id == school.course)
            write.conn.execute(update(t.course).where(*of).values(version=t.course.c.version + 1))

        school.waymark.db.write(plan)
    for key, words in (("just-one", "zebras"), ("lunch-line", "apples")):
        pick(maya, (words,))
        learner = learner_of(maya)
        standard = learner.course.library.by_id[iri(key)].standards[0]
        assert first_of(learner, standard) == iri(key)


def iri(key):
    return shipped.load().activity(key).iri


def first_of(learner, standard):
    library = learner.course.library
    view = View(learner.state, library, learner.course.learn, learner.guidance, learner.now, library)
    return fitting(view, standard, Zone().target)[0].id


def test_a_teacher_says_what_an_activity_of_the_course_may_interest_by(maya, desk):
    school = maya.school
    who = Author(school.tenant, school.course, school.people["alvarez"])
    about = About("A page", "try", 10, "", "anywhere", must=False, standards=(next(iter(school.standards.values())),))
    link = Link("https://example.org/a", reports=False)
    made = school.waymark.db.write(lambda w: course_activities.add_link(w, who, link, about))
    form = {"title": "A page", "style": "try", "minutes": "10", "standard": about.standards[0], "place": "anywhere"}
    desk.send(f"library/{made}", interests=" Soccer,  live  music, soccer", **form)
    assert 'value="soccer, live music"' in desk.open(f"library/{made}")
    assert {"soccer", "live music"} <= interests.offered(learner_of(maya).course).keys()
    assert "live music" in maya.open("goal").text
    assert "at most 5 short words" in desk.send(f"library/{made}", 422, interests="a,b,c,d,e,f", **form).text
    desk.send(f"library/{made}", 422, interests="x" * 41, **form)
    desk.send(f"library/{made}", interests="", **form)
    assert "live music" not in maya.open("goal").text
    assert "What it may interest by" not in desk.open(f"library/{activity_id('bike-ride')}")


def test_tags_are_the_same_whatever_case_and_spaces():
    assert tags.key({"en": " Live  Music "}) == tags.key({"en": "live music"})
    both = tags.together([{"interests": [{"en": "Bikes"}]}, {"interests": [{"en": "bikes", "es": "Bicicletas"}, {}]}])
    assert both == {"bikes": {"en": "Bikes", "es": "Bicicletas"}}
    assert tags.tags({}) == {}
