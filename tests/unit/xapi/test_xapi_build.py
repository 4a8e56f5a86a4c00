"""Our own statements are valid in both versions and tell a rebuild all it needs."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from xapi_samples import BOTH, taken

from xapi import build, decisions, names
from xapi.validate import check

PEOPLE = "http://localhost:8000/people"
TEACHER, MAYA = build.Account(PEOPLE, "t-1"), build.Account(PEOPLE, "m-1")
MAYA_KEY, TEACHER_KEY = f"account|{PEOPLE}|m-1", f"account|{PEOPLE}|t-1"
COURSE, STANDARD = "http://localhost:8000/courses/7", "urn:uuid:6c6f4d79-5d3b-5533-85ea-8f96267f72ae"
ACTIVITY = "https://waymark.example/activities/juice-stand"
FRAME = build.Frame(
    UUID("019576a0-0000-7000-8000-000000000001"),
    datetime(2026, 3, 4, 9, 30, 0, 123000, UTC),
    UUID("7b1e9f3a-52c4-4a6e-9d0b-1c2d3e4f5a6b"),
)

BUILT = {
    "completed": build.completed(
        FRAME,
        actor=MAYA,
        activity=ACTIVITY,
        raw=3,
        out_of=5,
        success=False,
        duration=timedelta(minutes=4, seconds=30.5),
        extensions={"questions": 5, "hints-used": 1, "hints-available": 10},
    ),
    "answered": build.answered(
        FRAME, actor=MAYA, item=f"{ACTIVITY}/items/1", activity=ACTIVITY, response="3:2", success=True
    ),
    "outcome": build.outcome(
        FRAME, actor=MAYA, teacher=TEACHER, activity=ACTIVITY, level=3, levels=4, course=COURSE, standards=[STANDARD]
    ),
    "override": build.decision(
        FRAME, "override", by=TEACHER, about=MAYA, course=COURSE, value={"level": "done"}, standard=STANDARD
    ),
    "choice": build.decision(
        FRAME, "choice", by=MAYA, course=COURSE, value=ACTIVITY, activity=ACTIVITY, options=[ACTIVITY, "a:2", "a:3"]
    ),
    "goal": build.decision(FRAME, "goal", by=MAYA, about=MAYA, course=COURSE, value=2, standard=STANDARD),
    "publish": build.decision(FRAME, "publish", by=TEACHER, course=COURSE, value={"write": True}),
    "lifted": build.decision(FRAME, "override", by=TEACHER, about=MAYA, course=COURSE, value=None, standard=STANDARD),
    "voiding": build.voiding(FRAME, by=TEACHER, target=FRAME.id),
}


@pytest.mark.parametrize("version", BOTH, ids=str)
@pytest.mark.parametrize("name", BUILT)
def test_what_we_build_is_valid(name, version):
    assert check(BUILT[name], version) == []
    assert BUILT[name]["id"] == str(FRAME.id)
    assert BUILT[name]["timestamp"] == "2026-03-04T09:30:00.123Z"
    assert BUILT[name]["context"]["registration"] == str(FRAME.registration)


def test_completed_carries_score_duration_and_extensions():
    assert BUILT["completed"]["result"] == {
        "score": {"scaled": 0.6, "raw": 3, "min": 0, "max": 5},
        "success": False,
        "completion": True,
        "duration": "PT04M30.5S",
        "extensions": {
            names.extension("questions"): 5,
            names.extension("hints-used"): 1,
            names.extension("hints-available"): 10,
        },
    }


def test_answered_names_the_activity_as_parent():
    assert [one["id"] for one in BUILT["answered"]["context"]["contextActivities"]["parent"]] == [ACTIVITY]


def test_outcome_is_the_learners_with_the_teacher_as_instructor():
    accepted = taken(BUILT["outcome"])
    assert accepted.actor_key == MAYA_KEY
    assert accepted.object_id == ACTIVITY
    assert TEACHER_KEY in accepted.mentions.related_agents
    assert STANDARD in accepted.mentions.related_activities
    assert accepted.body["result"]["score"] == {"scaled": pytest.approx(2 / 3), "raw": 3, "min": 1, "max": 4}


def test_a_decision_about_somebody_else_has_that_person_as_object():
    accepted = taken(BUILT["override"])
    assert (accepted.actor_key, accepted.object_id) == (TEACHER_KEY, MAYA_KEY)
    assert accepted.mentions.agents == (TEACHER_KEY, MAYA_KEY)
    assert accepted.mentions.categories == (names.DECISION,)


def test_a_decision_is_read_back_from_the_statement_alone():
    assert decisions.read(taken(BUILT["override"]).body) == decisions.Decision(
        kind="override",
        by=TEACHER_KEY,
        learner=MAYA_KEY,
        course=COURSE,
        value={"level": "done"},
        standard=STANDARD,
        activity=None,
        options=(),
    )


def test_a_choice_keeps_the_options_that_were_offered():
    choice = decisions.read(taken(BUILT["choice"]).body)
    assert choice is not None
    assert (choice.learner, choice.by, choice.activity) == (MAYA_KEY, MAYA_KEY, ACTIVITY)
    assert choice.options == (ACTIVITY, "a:2", "a:3")
    assert taken(BUILT["choice"]).object_id == ACTIVITY
    assert taken(BUILT["goal"]).object_id == STANDARD
    assert taken(BUILT["publish"]).object_id == COURSE


def test_a_null_value_is_read_as_none():
    lifted = decisions.read(taken(BUILT["lifted"]).body)
    assert lifted is not None
    assert lifted.value is None


def test_a_voiding_is_in_our_category_but_decides_nothing():
    body = taken(BUILT["voiding"]).body
    assert decisions.is_decision(body)
    assert decisions.read(body) is None
    assert taken(BUILT["voiding"]).voids == FRAME.id


@pytest.mark.parametrize("learner", [None, 3, "maya", {"homePage": 1, "name": "x"}, []])
def test_somebody_elses_odd_decision_is_none_and_no_error(learner):
    odd = BUILT["override"] | {"context": {**BUILT["override"]["context"]}}
    odd["context"]["extensions"] = {**odd["context"]["extensions"], names.extension("learner"): learner}
    assert check(odd, BOTH[0]) == []
    assert decisions.read(taken(odd).body) is None


def test_other_statements_are_no_decisions():
    assert decisions.read(taken(BUILT["completed"]).body) is None
