"""What a unit may send (activities.md 4.2): one rule broken at a time, and what is satisfied by what came."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from xapi.agents import actor_key
from xapi.formats.cmi5 import iris
from xapi.formats.cmi5.launch import Unit, context_template, launch_url
from xapi.formats.cmi5.move_on import Node, Ruled, newly_satisfied, unit_satisfied
from xapi.formats.cmi5.rules import Sent, check, is_no_result
from xapi.formats.cmi5.session import Broken, Progress, Session

ACTOR = {"objectType": "Agent", "account": {"homePage": "https://s.example", "name": "one"}}
REGISTRATION = "0d3b1c52-7c2e-4f6f-9a57-0c1d7a3f2b11"
ACTIVITY = "https://waymark.example/activities/p/x"
TEMPLATE = context_template("s-1", "https://p.example/au", ("https://case.example/6a",))
SESSION = Session(actor_key(ACTOR), REGISTRATION, ACTIVITY, TEMPLATE, "Normal", 0.9)
OPEN = Progress(ready=True, sent=frozenset({"initialized"}))
EXPERIENCED = "http://adlnet.gov/expapi/verbs/experienced"

Change = Callable[[dict[str, Any]], object]


def statement(verb: str = EXPERIENCED, **result: Any) -> dict[str, Any]:
    """Return what a unit sends, whole."""
    context = copy.deepcopy(TEMPLATE) | {"registration": REGISTRATION}
    context["extensions"][iris.MASTERY_SCORE] = 0.9
    if verb != EXPERIENCED:
        moving = [iris.MOVE_ON] if verb in {iris.COMPLETED, iris.PASSED, iris.FAILED} else []
        context["contextActivities"]["category"] = [{"id": one} for one in (iris.CATEGORY, *moving)]
    usual: dict[str, dict[str, Any]] = {
        iris.COMPLETED: {"completion": True, "duration": "PT1S"}, iris.PASSED: {"success": True, "duration": "PT1S"},
        iris.FAILED: {"success": False, "duration": "PT1S"}, iris.TERMINATED: {"duration": "PT1S"},
    }  # fmt: skip
    said = usual.get(verb, {}) | result
    made = {
        "id": "5d6f7a52-7c2e-4f6f-9a57-0c1d7a3f2b11", "timestamp": "2026-03-02T10:00:00Z", "actor": dict(ACTOR),
        "verb": {"id": verb}, "object": {"id": ACTIVITY}, "context": context,
    }  # fmt: skip
    return made | ({"result": said} if said else {})


def rule(body: dict[str, Any], progress: Progress = OPEN, session: Session = SESSION, **given: bool) -> str:
    """Return the rule that refuses a statement, "" for none."""
    try:
        check(session, progress, Sent(body, **given))
    except Broken as broken:
        return broken.rule
    return ""


@pytest.mark.parametrize("verb", [EXPERIENCED, iris.COMPLETED, iris.PASSED, iris.FAILED, iris.TERMINATED])
def test_a_whole_statement_is_taken(verb: str) -> None:
    assert rule(statement(verb)) == ""


def category(body: dict[str, Any], *ids: str) -> None:
    body["context"]["contextActivities"]["category"] = [{"id": one} for one in ids]


@pytest.mark.parametrize(
    ("verb", "change", "wanted"),
    [
        (EXPERIENCED, lambda s: s.update(timestamp="2026-03-02T10:00:00-06:00"), "timestamp"),
        (EXPERIENCED, lambda s: s.update(timestamp="2026-03-02T10:00:00"), "timestamp"),
        (EXPERIENCED, lambda s: s["actor"].update(objectType="Group"), "actor"),
        (EXPERIENCED, lambda s: s.update(actor={"mbox": "mailto:a@s.example"}), "actor"),
        (EXPERIENCED, lambda s: s["verb"].update(id="http://adlnet.gov/expapi/verbs/voided"), "voided"),
        (EXPERIENCED, lambda s: s.pop("context"), "registration"),
        (EXPERIENCED, lambda s: s["context"].pop("registration"), "registration"),
        (EXPERIENCED, lambda s: s["context"].update(registration=REGISTRATION[:-1] + "2"), "registration"),
        (EXPERIENCED, lambda s: s["context"]["extensions"].pop(iris.SESSION), "context-template"),
        (EXPERIENCED, lambda s: s["context"]["contextActivities"].pop("grouping"), "context-template"),
        (EXPERIENCED, lambda s: category(s, iris.MOVE_ON), "moveon-category"),
        (iris.TERMINATED, lambda s: category(s, iris.CATEGORY, iris.MOVE_ON), "moveon-category"),
        (iris.PASSED, lambda s: category(s, iris.CATEGORY), "moveon-category"),
        (EXPERIENCED, lambda s: category(s, iris.CATEGORY), "verb"),
        (iris.PASSED, lambda s: s["object"].update(id="https://x.example/other"), "object"),
        (iris.PASSED, lambda s: s.update(object={"objectType": "StatementRef", "id": REGISTRATION}), "object"),
        (iris.PASSED, lambda s: s["result"].update(completion=True), "completion"),
        (iris.COMPLETED, lambda s: s["result"].update(success=True), "success"),
        (iris.COMPLETED, lambda s: s["result"].pop("completion"), "completion"),
        (iris.COMPLETED, lambda s: s["result"].update(completion=False), "completion"),
        (iris.COMPLETED, lambda s: s["result"].update(score={"scaled": 0.5}), "score"),
        (iris.COMPLETED, lambda s: s["result"].pop("duration"), "duration"),
        (iris.TERMINATED, lambda s: s.pop("result"), "duration"),
        (iris.PASSED, lambda s: s["result"].pop("duration"), "duration"),
        (iris.PASSED, lambda s: s["result"].update(success=False), "success"),
        (iris.FAILED, lambda s: s["result"].pop("success"), "success"),
        (iris.PASSED, lambda s: s["result"].update(score={"raw": 9, "min": 0, "scaled": 0.9}), "score"),
        (iris.PASSED, lambda s: s["result"].update(score={"scaled": 0.89}), "masteryscore"),
        (iris.FAILED, lambda s: s["result"].update(score={"scaled": 0.9}), "masteryscore"),
    ],
)  # fmt: skip
def test_each_rule_refuses_alone(verb: str, change: Change, wanted: str) -> None:
    body = statement(verb)
    change(body)
    assert rule(body) == wanted


def test_a_score_needs_the_mastery_score_beside_it() -> None:
    body = statement(iris.PASSED, score={"scaled": 0.95})
    assert rule(body) == ""
    for told in (0.8, "0.9", True, None):
        body["context"]["extensions"][iris.MASTERY_SCORE] = told
        assert rule(body) == "masteryscore"
    assert rule(body, session=replace(SESSION, mastery_score=None)) == ""


def test_id_and_timestamp_are_the_units_own() -> None:
    assert rule(statement(), id_given=False) == "id"
    assert rule(statement(), time_given=False) == "timestamp"


@pytest.mark.parametrize(
    ("verb", "progress", "wanted"),
    [
        (iris.INITIALIZED, Progress(), "read-first"),
        (EXPERIENCED, Progress(ready=True), "initialized-first"),
        (iris.PASSED, Progress(ready=True), "initialized-first"),
        (iris.INITIALIZED, Progress(ready=True), ""),
        (iris.INITIALIZED, OPEN, "once"),
        (iris.COMPLETED, replace(OPEN, completed=True), "once"),
        (iris.PASSED, replace(OPEN, passed=True), "once"),
        (iris.FAILED, replace(OPEN, passed=True), "once"),
        (iris.FAILED, replace(OPEN, sent=frozenset({"initialized", "failed"})), "once"),
        (iris.PASSED, replace(OPEN, sent=frozenset({"initialized", "failed"})), "once"),
        (EXPERIENCED, replace(OPEN, sent=frozenset({"initialized", "terminated"})), "session-over"),
        (EXPERIENCED, replace(OPEN, abandoned=True), "session-over"),
    ],
)  # fmt: skip
def test_the_order_of_a_session(verb: str, progress: Progress, wanted: str) -> None:
    assert rule(statement(verb), progress) == wanted


@pytest.mark.parametrize("mode", ["Browse", "Review"])
def test_only_normal_sessions_have_outcomes(mode: str) -> None:
    session = replace(SESSION, mode=mode)
    assert rule(statement(iris.COMPLETED), session=session) == "launch-mode"
    assert rule(statement(iris.TERMINATED), session=session) == ""


def test_what_came_is_kept_for_session_and_registration() -> None:
    after = check(SESSION, OPEN, Sent(statement(iris.PASSED)))
    assert (after.passed, after.completed, after.sent) == (True, False, {"initialized", "passed"})
    assert check(SESSION, after, Sent(statement())) == after
    assert check(SESSION, after, Sent(statement(iris.TERMINATED))).over


@pytest.mark.parametrize(
    ("move_on", "satisfying"),
    [
        ("Passed", [{"passed"}]), ("Completed", [{"completed"}]), ("CompletedAndPassed", [{"completed", "passed"}]),
        ("CompletedOrPassed", [{"completed"}, {"passed"}]), ("NotApplicable", [set(), {"completed"}, {"passed"}]),
    ],
)  # fmt: skip
def test_a_unit_is_satisfied_by_its_rule_or_when_it_is_waived(move_on: str, satisfying: list[set[str]]) -> None:
    both = {"completed", "passed"}
    for done in ({"waived"}, both, *satisfying):
        assert unit_satisfied(move_on, done)
    for done in (set(), {"completed"}, {"passed"}):
        assert unit_satisfied(move_on, done) == (done in satisfying)


def test_blocks_are_satisfied_inner_first_then_the_course_and_each_once() -> None:
    units = [Ruled("a", ("out", "in"), "Passed"), Ruled("b", ("out",), "Passed"), Ruled("c", (), "NotApplicable")]
    inner, outer, whole = Node("block", "in"), Node("block", "out"), Node("course", "out")
    assert newly_satisfied("out", units, {}, []) == []
    assert newly_satisfied("out", units, {"a": {"passed"}}, []) == [inner]
    assert newly_satisfied("out", units, {"a": {"passed"}, "b": {"waived"}}, [inner]) == [outer, whole]
    assert newly_satisfied("out", units, {"a": {"passed"}, "b": {"waived"}}, [inner, outer, whole]) == []


def test_a_launch_address_keeps_its_own_query_and_fragment() -> None:
    unit = Unit(ACTIVITY, "p", "https://h.example/x?pages=3&complete=launch#part", "Passed", "AnyWindow")
    url = launch_url(unit, endpoint="https://w/xapi/", fetch="https://w/f", actor=ACTOR, registration=REGISTRATION)
    assert url.startswith("https://h.example/x?pages=3&complete=launch&endpoint=https%3A%2F%2Fw%2Fxapi%2F&fetch=")
    assert url.endswith("activityId=https%3A%2F%2Fwaymark.example%2Factivities%2Fp%2Fx#part")
    bare = launch_url(replace(unit, url="app://x"), endpoint="e", fetch="f", actor={}, registration="r")
    assert bare.startswith("app://x?endpoint=e&fetch=f&actor=%7B%7D&registration=r&")


def test_waivers_and_claims_without_the_category_are_no_results() -> None:
    assert is_no_result(statement(iris.WAIVED))
    claimed = statement(iris.PASSED)
    assert not is_no_result(claimed)
    category(claimed)
    assert is_no_result(claimed)
    claimed["context"]["extensions"].pop(iris.SESSION)
    assert not is_no_result(claimed), "content that knows nothing of cmi5 claims what it likes"
