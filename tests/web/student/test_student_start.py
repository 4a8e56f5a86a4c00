"""Start: a choice with its options, one step, a credential for this one piece of work."""

import json
import uuid

from ratios_school import Student, publish
from sqlalchemy import update

from gateway import library as shipped
from gateway.db import tables as t
from gateway.services import library, rebuild
from gateway.services import publish as publish_service
from gateway.services.decide import decided
from gateway.services.drafts import Author
from lti.ags import SCOPES


def steps(maya) -> list:
    return maya.school.rows(t.step)


def test_start_opens_the_page_on_the_content_host_with_everything_behind_the_hash(maya):
    launch = maya.start("juice-stand")
    assert set(launch) == {"endpoint", "auth", "actor", "registration", "activity_id", "return", "lang"}
    assert launch["endpoint"] == "http://localhost:8400/xapi/"
    assert launch["return"] == f"http://localhost:8400{maya.home}"
    assert json.loads(launch["actor"]) == maya.school.actor("maya")
    assert launch["activity_id"] == shipped.load().activity("juice-stand").iri


def test_the_credential_is_taken_by_the_record_store(maya):
    assert maya.complete(maya.start("juice-stand"), 0.8).status_code == 200


def test_T05_the_credential_says_nothing_about_anybody_or_anything_else(maya):
    launch = maya.start("juice-stand")
    maya.school.learner("leo")
    assert maya.complete(launch, 1, actor=maya.school.actor("leo")).status_code == 403
    assert maya.complete(launch, 1, object={"id": shipped.load().activity("bike-shed").iri}).status_code == 403
    assert maya.complete(launch, 1, context={"registration": str(uuid.uuid4())}).status_code == 403


def test_a_choice_is_recorded_with_what_was_offered(maya):
    answer = maya.press("/start")
    assert answer.status_code == 303
    school = maya.school
    with school.waymark.db.read() as conn:
        made = decided(conn, school.tenant, school.course, kinds=("choice",))
    assert len(made) == 1
    assert made[0].value == made[0].activity_iri
    assert made[0].activity_iri in made[0].options
    assert len(made[0].options) == 3
    assert made[0].standard_id in school.standards.values()


def test_offers_that_are_none_are_left_out(maya):
    maya.press("/start", offered="aaaa,<b>,../..")
    school = maya.school
    with school.waymark.db.read() as conn:
        assert decided(conn, school.tenant, school.course, kinds=("choice",))[0].options == ()


def test_an_unfinished_activity_is_taken_up_under_its_registration(maya):
    first, again = maya.start("juice-stand"), maya.start("juice-stand")
    assert again["registration"] == first["registration"]
    assert again["auth"] != first["auth"]
    assert len(steps(maya)) == 1
    key = library.activity_id(shipped.load().activity("juice-stand").iri)
    assert "Your place is kept" in maya.open(f"activity/{key}").text


def test_a_finished_activity_is_begun_anew(maya):
    first = maya.start("juice-stand")
    maya.complete(first, 0.8)
    again = maya.start("juice-stand")  # before anything was worked in
    assert again["registration"] != first["registration"]
    assert sorted(row.state for row in steps(maya)) == ["finished", "started"]


def test_a_completed_activity_finishes_its_step_and_changes_the_path(maya):
    before = maya.open().text
    maya.do("juice-stand", 0.2)
    step = steps(maya)[0]
    assert (step.state, step.finished_at) == ("finished", maya.school.waymark.clock())
    after = maya.open().text
    assert before.split("Where I am")[0] != after.split("Where I am")[0]
    assert "You got 1 of 5" in after


def test_somebody_elses_completion_does_not_finish_a_step(maya):
    from support.statements import completed, store

    launch = maya.start("juice-stand")
    maya.school.learner("leo")
    made = completed(maya.school.actor("leo"), "juice-stand", 1.0, n=1)
    store(maya.school, [{**made, "context": {"registration": launch["registration"]}}])
    maya.school.waymark.runner.run_due()
    assert [row.state for row in steps(maya)] == ["started"]


def test_a_voided_completion_opens_its_step_again(maya):
    from support.statements import completed, store, voiding

    launch, actor = maya.start("juice-stand"), maya.school.actor("maya")
    done = completed(actor, "juice-stand", 0.6, n=1) | {"context": {"registration": launch["registration"]}}
    store(maya.school, [done])
    maya.school.waymark.runner.run_due()
    assert [row.state for row in steps(maya)] == ["finished"]
    store(maya.school, [voiding(actor, done["id"], n=7)])
    maya.school.waymark.runner.run_due()
    assert [(row.state, row.finished_at) for row in steps(maya)] == [("started", None)]


def test_rebuild_gives_the_same_steps(maya):
    maya.do("juice-stand", 0.6)
    maya.start("bike-shed")
    before = sorted(map(tuple, steps(maya)))
    made = rebuild.rebuild(maya.school.waymark.db, maya.school.tenant, maya.school.waymark.naming)
    assert made.equal
    assert sorted(map(tuple, steps(maya))) == before
    assert len(before) == 2


def test_a_graded_activity_is_wanted_as_an_assignment_for_this_learner_alone(doors, school):
    publish(school, write_grades=True)
    maya = Student(doors, school)
    maya.start("juice-stand")
    maya.start("bike-shed")
    places, cells = school.rows(t.place, kind="assignment"), school.rows(t.cell)
    assert len(places) == 1
    activity = library.activity_id(shipped.load().activity("juice-stand").iri)
    assert places[0].key == f"waymark-activity-{activity}"
    assert places[0].wanted["maximum"] == 4
    assert places[0].wanted["launch_url"] == "http://localhost:8400/lti/launch?activity=juice-stand"
    assert [(cell.person_id, cell.wanted) for cell in cells] == [(school.people["maya"], {"assigned": True})]


def test_nothing_is_chosen_while_activities_have_no_address(maya):
    import dataclasses

    parts = maya.school.waymark
    parts.settings = dataclasses.replace(parts.settings, content_url=None)
    answer = maya.press("/start")
    assert answer.status_code == 503
    assert "Activities cannot be opened yet" in answer.text
    assert steps(maya) == []


def test_U42_nothing_is_at_work_in_the_gradebook_while_writing_is_off(maya):
    maya.start("juice-stand")
    assert [row.state for row in maya.school.rows(t.place)] == ["stopped"]


def test_F36_a_graded_activity_chosen_before_the_switch_is_assigned_once_it_is_on(maya):
    maya.start("juice-stand")
    school = maya.school
    who = Author(school.tenant, school.course, school.people["alvarez"])
    values = {"lineitems_url": "https://lms.example/li", "ags_scopes": list(SCOPES)}
    key = {"tenant_id": school.tenant, "id": school.course}
    school.waymark.db.write(lambda w: w.conn.execute(update(t.course).filter_by(**key).values(**values)))
    school.waymark.db.write(lambda w: publish_service.switch(w, who, on=True))
    place = school.rows(t.place, kind="assignment")[0]
    cells = school.rows(t.cell, place_id=place.id)
    assert place.state == "waiting"
    assert [(one.person_id, one.state, one.wanted) for one in cells] == [
        (school.people["maya"], "waiting", {"assigned": True})
    ]
