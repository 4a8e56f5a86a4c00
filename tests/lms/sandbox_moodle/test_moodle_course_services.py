"""Competencies of the course, plans, assignments with extensions, and what a token may call (moodle facts 4, 7)."""

import json

import pytest
from moodle_tool import ws

RULES = json.dumps([{"scaleid": "2"}, {"id": 2, "scaledefault": 1, "proficient": 1}])
MAYA = "maya.okafor"


def fields(row, **values: object):
    return {f"{row}[{name}]": value for name, value in values.items()}


@pytest.fixture
def standard(sim):
    """One competency of the course."""
    ws(
        sim, "core_competency_create_competency_framework",
        **fields("competencyframework", shortname="6", idnumber="F", scaleid=2, scaleconfiguration=RULES, contextid=1),
    )  # fmt: skip
    about = fields("competency", shortname="S", idnumber="S", competencyframeworkid=1, parentid=0)
    number = ws(sim, "core_competency_create_competency", **about)["id"]
    ws(sim, "core_competency_add_competency_to_course", courseid=3, competencyid=number)
    return number


def summary(sim, number, login=MAYA):
    about = {"courseid": 3, "userid": sim.user_id(login), "competencyid": number}
    return ws(sim, "tool_lp_data_for_user_competency_summary_in_course", **about)


def test_M7_the_course_lists_its_competencies_and_loses_them_once(sim, standard):
    [one] = ws(sim, "core_competency_list_course_competencies", id=3)
    assert (one["competency"]["id"], one["competency"]["idnumber"]) == (standard, "S")
    about = {"courseid": 3, "competencyid": standard}
    assert [ws(sim, "core_competency_remove_competency_from_course", **about) for _ in range(2)] == [True, False]
    assert ws(sim, "core_competency_list_course_competencies", id=3) == []
    assert "does not belong to this course" in summary(sim, standard)["message"]


def test_M7_a_rating_is_told_with_its_evidence_newest_first(sim, standard):
    assert summary(sim, standard)["usercompetencysummary"]["usercompetencycourse"]["grade"] is None
    about = {"courseid": 3, "userid": sim.user_id(MAYA), "competencyid": standard}
    for grade, note in ((1, "first"), (2, "second")):
        sim.faults.clock_ahead_seconds += 2.0
        ws(sim, "core_competency_grade_competency_in_course", **about, grade=grade, note=note)
    told = summary(sim, standard)["usercompetencysummary"]
    assert (told["usercompetencycourse"]["grade"], told["usercompetencycourse"]["proficiency"]) == (2, True)
    assert [one["note"] for one in told["evidence"]] == ["second", "first"]


def test_M7_scales_tell_their_values(sim):
    assert [one["id"] for one in ws(sim, "core_competency_get_scale_values", scaleid=2)] == [1, 2]
    assert "exception" in ws(sim, "core_competency_get_scale_values", scaleid=77)


def test_M7_a_plan_is_changed_emptied_and_deleted(sim, standard):
    about = fields("plan", name="Plan", userid=sim.user_id(MAYA), status=1, duedate=0)
    plan = ws(sim, "core_competency_create_plan", **about)["id"]
    add = {"planid": plan, "competencyid": standard}
    assert [ws(sim, "core_competency_add_competency_to_plan", **add) for _ in range(2)] == [True, True]
    [inside] = ws(sim, "core_competency_list_plan_competencies", id=plan)
    assert inside["competency"]["id"] == standard
    assert [ws(sim, "core_competency_remove_competency_from_plan", **add) for _ in range(2)] == [True, False]
    assert ws(sim, "core_competency_update_plan", **fields("plan", id=plan, name="Other"))["name"] == "Other"
    late = fields("plan", id=plan, duedate=1)
    assert ws(sim, "core_competency_update_plan", **late)["errorcode"] == "invalidpersistenterror"
    assert ws(sim, "core_competency_delete_plan", id=plan) is True
    assert ws(sim, "core_competency_delete_plan", id=plan)["errorcode"] == "invalidrecord"


def test_M7_an_extension_lies_after_the_due_date_and_refusals_are_warnings(sim):
    made = sim.add_assign("Essay", 2_000_000_000, "")
    [section] = ws(
        sim, "core_course_get_contents", courseid=3, **{"options[0][name]": "modname", "options[0][value]": "assign"}
    )
    assert [(one["instance"], one["modname"]) for one in section["modules"]] == [(made["id"], "assign")]
    assert "availability" not in section["modules"][0]

    def extend(login, day):
        about = {"assignmentid": made["id"], "userids[0]": sim.user_id(login), "dates[0]": day}
        return [one["warningcode"] for one in ws(sim, "mod_assign_save_user_extensions", **about)]

    assert extend(MAYA, 2_000_000_001) == []
    assert extend(MAYA, 1_999_999_999) == extend("daniel.reed", 2_000_000_001) == ["couldnotgrantextensions"]
    [assign] = sim.state()["assigns"]
    assert assign["extensions"] == {sim.user_id(MAYA): 2_000_000_001}


def test_M7_an_assignments_restriction_is_told_as_its_form_keeps_it(sim, services):
    gate = services.new_column("Gate", 1)
    sim.add_assign("Essay", 0, gate["id"])
    [section] = ws(sim, "core_course_get_contents", courseid=3)
    [module] = [one for one in section["modules"] if one["modname"] == "assign"]
    [asked] = json.loads(module["availability"])["c"]
    assert (asked["type"], asked["min"]) == ("grade", 90)
    assert f"/lineitems/{asked['id']}/" in gate["id"]


def test_M7_a_token_tells_what_its_service_contains(sim):
    told = {one["name"] for one in ws(sim, "core_webservice_get_site_info")["functions"]}
    assert {"core_webservice_get_site_info", "core_group_create_groups"} <= told
    sim.faults.ws_absent = ["core_group_create_groups"]
    assert told - {one["name"] for one in ws(sim, "core_webservice_get_site_info")["functions"]} == {
        "core_group_create_groups"
    }
    assert ws(sim, "core_group_create_groups")["errorcode"] == "accessexception"
