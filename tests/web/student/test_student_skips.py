"""Skipping with a reason: it comes back, what a teacher gave stays; two tries below half bring a word and a way on."""

from datetime import timedelta

from gateway import library as shipped
from gateway.db import tables as t
from gateway.services import judge, library, path
from gateway.services.path import Wish


def activity_id(key):
    return library.activity_id(shipped.load().activity(key).iri)


def cards(maya):
    school = maya.school
    with school.waymark.db.read() as conn:
        course = school.waymark.cache.get(conn, school.tenant, school.course)
        learner = path.load(conn, course, school.people["maya"], school.waymark.clock())
        return [one.activity for one in path.cards(learner, Wish())], learner


def skip(maya, key, reason="easy"):
    return maya.press("/skip", f"activity/{activity_id(key)}", reason=reason)


def first_key(maya):
    return cards(maya)[0][0].rpartition("/")[2]


def test_what_is_skipped_is_not_offered_and_comes_back_after_some_days(maya, clock):
    key = first_key(maya)
    answer = skip(maya, key)
    assert answer.status_code == 303
    shown, _learner = cards(maya)
    assert shipped.load().activity(key).iri not in shown
    assert len(shown) == 3
    clock.advance(days=3)
    assert key == first_key(maya)
    made = maya.school.rows(t.decision, kind="skip")
    assert [row.value["value"] for row in made] == ["easy"]


def test_what_a_teacher_gave_cannot_be_skipped(maya):
    school = maya.school
    teacher = school.learner("ruth", "teacher")
    one = activity_id("juice-stand")
    with school.waymark.db.read() as conn:
        course = school.waymark.cache.get(conn, school.tenant, school.course)
    form = maya.open(f"activity/{one}").form("/skip")
    steps = [(school.people["maya"], one, None)]
    school.waymark.db.write(lambda w: judge.give_support(w, school.waymark.settings, course, teacher, steps))
    assert "/skip" not in maya.open(f"activity/{one}").text
    answer = maya.doors("POST", form[0], data={**form[1], "reason": "hard"})
    assert answer.status_code == 409
    assert "Your teacher chose this one for you" in answer.text
    assert school.rows(t.decision, kind="skip") == []


def test_an_odd_reason_or_activity_is_refused(maya):
    key = first_key(maya)
    assert skip(maya, key, reason="because").status_code == 400
    action, fields = maya.open(f"activity/{activity_id(key)}").form("/skip")
    gone = action.replace(activity_id(key), "0123")
    assert maya.doors("POST", gone, data={**fields, "reason": "easy"}).status_code == 404


def test_when_everything_is_skipped_there_is_still_a_next_step(maya):
    with maya.school.waymark.db.read() as conn:
        course = maya.school.waymark.cache.get(conn, maya.school.tenant, maya.school.course)
    everything = frozenset(course.library.by_id)
    _shown, learner = cards(maya)
    object.__setattr__(learner, "skipped", everything)
    assert path.cards(learner, Wish())


def test_two_tries_that_did_not_work_out_are_said_with_a_way_to_ask(maya, clock):
    assert "Two tries did not work out yet." not in maya.open().text
    for _ in range(2):
        maya.do("juice-stand", 0.2)
        clock.now += timedelta(hours=1)
    text = maya.open().text
    assert "Two tries did not work out yet." in text
    assert cards(maya)[0][0] != shipped.load().activity("juice-stand").iri
    maya.press("/help")
    assert "Two tries did not work out yet." not in maya.open().text
