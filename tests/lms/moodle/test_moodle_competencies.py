"""Competencies as a school has them: imported ones, other scales, hands that may do less (moodle.md 0.10, 7, 8)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from support.lms_site import COLUMN, STANDARD, WORK

from lti.lms.base import Permanent, Refused, Remote
from lti.lms.own_views import PlanWanted

CREATE = "core_competency_create_competency"


def imported(world, *, scale=2, rules=((2, 1),), idnumber=STANDARD.code):
    """Make a framework with the standard in it, as an administrator's import does; rules are (value, proficient)."""
    told = [{"id": value, "scaledefault": good, "proficient": good} for value, good in rules]
    framework = {
        "shortname": "Grade 6", "idnumber": STANDARD.framework_key, "scaleid": scale, "contextid": 1,
        "scaleconfiguration": json.dumps([{"scaleid": str(scale)}, *told]),
    }  # fmt: skip
    sent = {f"competencyframework[{name}]": value for name, value in framework.items()}
    number = world.ws("core_competency_create_competency_framework", **sent)["id"]
    competency = {"shortname": "Ratios", "idnumber": idnumber, "competencyframeworkid": number, "parentid": 0}
    return str(world.ws(CREATE, **{f"competency[{name}]": value for name, value in competency.items()})["id"])


@pytest.mark.parametrize("idnumber", [STANDARD.key, STANDARD.code])
def test_M7_an_imported_framework_is_used_by_identifier_or_code(world, idnumber):
    number = imported(world, idnumber=idnumber)
    assert world.standard().remote_id == number
    assert len(world.sim.state()["frameworks"]) == len(world.sim.state()["competencies"]) == 1
    world.rate(world.standard(), 4)
    assert [one.mastered for one in world.rated()] == [True]


def test_M7_what_we_make_carries_the_case_identifiers(world):
    world.standard()
    [framework], [competency] = (world.sim.state()[name] for name in ("frameworks", "competencies"))
    assert (framework["idnumber"], framework["shortname"]) == (STANDARD.framework_key, STANDARD.framework_title)
    assert (competency["idnumber"], competency["shortname"]) == (STANDARD.key, STANDARD.code)
    assert STANDARD.statement in competency["description"]


def test_M7_levels_spread_over_the_scale_that_a_school_has(world):
    imported(world, scale=1, rules=((1, 0), (2, 0), (3, 1)))
    standard = world.standard()
    assert [world.adapter.standards.stands_for(standard, level) for level in (1, 2, 3, 4)] == [1, 1, 2, 3]
    world.rate(standard, 3)
    assert [(one.value, one.mastered) for one in world.rated()] == [(2, False)]


@pytest.mark.parametrize("rules", [((1, 1), (2, 1)), ()])
def test_M7_a_scale_that_does_not_tell_mastery_is_not_written_to(world, rules):
    imported(world, rules=((2, 1),))
    [framework] = world.sim.state()["frameworks"]
    told = json.dumps([{"id": value, "proficient": good} for value, good in rules])
    world.sim.set_scale_rules(framework["id"], told)
    with pytest.raises(Permanent) as caught:
        world.adapter.standards.make_standard(STANDARD)
    assert caught.value.code == "not_accepted"


def test_M7_a_token_that_may_not_make_frameworks_uses_what_is_there(world):
    world.sim.faults.update({"ws_forbidden": [CREATE, "core_competency_create_competency_framework"]})
    with pytest.raises(Refused) as caught:
        world.adapter.standards.make_standard(STANDARD)
    assert caught.value.code == "token_refused"
    world.sim.faults.clear()
    imported(world)
    world.sim.faults.update({"ws_forbidden": [CREATE, "core_competency_create_competency_framework"]})
    assert world.standard().detail["label"] == "Ratios"


def test_M0_10_without_a_token_a_passing_score_completes_a_linked_competency_and_a_lower_one_takes_nothing(world):
    """The activity is a placed link with a column of its own; a teacher set passing grade, completion, competency."""
    world.standard()
    link = world.sim.add_activity("Ratios", "", 100)
    number = world.sim.state()["competencies"][0]["id"]
    world.sim.link_mastery(link["cmid"], 75.0, [number])
    [column] = [one for one in world.sim.state()["line_items"] if one["label"] == "Ratios"]
    world.credentials = {}
    for level, mastered in ((2, []), (4, [True]), (1, [True])):
        world.send(Remote(column["id"]), level)
        assert [one.mastered for one in world.rated()] == mastered


@pytest.mark.parametrize("words", ['students\' "own" words', "1 < 2 & x<y", "<b>bold</b>", " two\nlines ", "5 <= x"])
def test_M7_texts_that_cleaning_would_change_are_sent_so_that_it_does_not(world, words):
    wanted = replace(STANDARD, statement=words, code=words, framework_title=words)
    standard = world.standard(wanted)
    world.rate(standard, 4, note=words)
    assert [one.mastered for one in world.rated()] == [True]
    plans, member = world.adapter.plans, world.member()
    plan = PlanWanted("waymark-plan-1", words, "", ())
    made = plans.make_plan(member, plan)
    (found,) = plans.find_plans(member, plan.key)
    assert found == made
    before = world.count("/webservice/rest/server.php")
    plans.settle_plan(found, plan)
    assert world.count("/webservice/rest/server.php") == before + 1, "what it is called there is what was wanted"
    assert world.adapter.make_assignment(replace(WORK, title=words))
    column = world.adapter.make_column(replace(COLUMN, label=words))
    world.send(column, 3, comment=words)
    assert world.ws("gradereport_user_get_grade_items", courseid=world.sim.context_id)["usergrades"]
