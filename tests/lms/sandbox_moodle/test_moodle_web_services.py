"""Web services, competencies, completion (moodle facts 0.10, 7, 8)."""

import json

import pytest
import requests
from moodle_tool import ws
from support.small_tool import TIMEOUT, control

RULES = json.dumps([{"scaleid": "2"}, {"id": 2, "scaledefault": 1, "proficient": 1}])


def framework(sim, **changes: object):
    wanted = {"shortname": "Grade 6", "idnumber": "FW-1", "scaleid": 2, "scaleconfiguration": RULES, "contextid": 1}
    wanted = {f"competencyframework[{name}]": value for name, value in (wanted | changes).items()}
    return ws(sim, "core_competency_create_competency_framework", **wanted)


def competency(sim, idnumber="6.RP.A.1", **changes: object):
    wanted = {"shortname": idnumber, "idnumber": idnumber, "competencyframeworkid": 1, "parentid": 0} | changes
    return ws(
        sim, "core_competency_create_competency", **{f"competency[{name}]": value for name, value in wanted.items()}
    )


def rated(sim, number, login="maya.okafor", grade=2, note="Seven of eight"):
    who = {"courseid": 3, "userid": sim.user_id(login), "competencyid": number, "grade": grade, "note": note}
    return ws(sim, "core_competency_grade_competency_in_course", **who)


def group(name, **more: object):
    wanted = {"courseid": 3, "name": name, "description": "d", "idnumber": f"id-{name}"} | more
    return {f"groups[0][{key}]": value for key, value in wanted.items()}


@pytest.fixture
def standard(sim):
    """One competency of the course."""
    framework(sim)
    number = competency(sim)["id"]
    assert ws(sim, "core_competency_add_competency_to_course", courseid=3, competencyid=number) is True
    return number


def test_M7_errors_come_with_200_and_three_fields(sim):
    assert set(ws(sim, "core_group_get_course_groups")) == {"exception", "errorcode", "message"}
    assert ws(sim, "no_such_function")["errorcode"] == "invalidrecord"
    assert ws(sim, "core_group_get_course_groups", courseid=99)["errorcode"] == "errorcoursecontextnotvalid"


def test_M7_only_a_site_set_to_debugging_tells_why_a_parameter_is_wrong(sim):
    (made,) = ws(sim, "core_group_create_groups", **group("Gate 1"))
    again = ws(sim, "core_group_create_groups", **group("Gate 1"))
    assert (again["message"], "debuginfo" in again) == ("Invalid parameter value detected", False)
    sim.faults.ws_debug = True
    assert "same name" in ws(sim, "core_group_create_groups", **group("Gate 1"))["debuginfo"]
    assert made["id"]


def test_M7_a_dead_token_and_a_missing_capability(sim):
    sim.faults.ws_forbidden = ["core_group_create_groups"]
    refused = ws(sim, "core_group_create_groups", **group("A"))
    assert (refused["exception"], refused["errorcode"]) == ("required_capability_exception", "nopermissions")
    assert isinstance(ws(sim, "core_group_get_course_groups", courseid=3), list)
    sim.faults.ws_token_dead = True
    assert ws(sim, "core_group_get_course_groups", courseid=3)["errorcode"] == "invalidtoken"


def test_M7_json_has_to_be_asked_for(sim):
    form = {"wstoken": sim.credentials["token"], "wsfunction": "core_group_get_course_groups", "courseid": 3}
    assert requests.post(sim.rest_url, data=form, timeout=TIMEOUT).text.startswith("<?xml")


def test_M7_groups_are_made_listed_filled_and_emptied(sim):
    (made,) = ws(sim, "core_group_create_groups", **group("Gate 1", visibility=2))
    listed = ws(sim, "core_group_get_course_groups", courseid=3)
    wanted = {"id": made["id"], "name": "Gate 1", "idnumber": "id-Gate 1", "courseid": 3}
    assert wanted.items() <= listed[-1].items()
    assert [one["name"] for one in listed[:2]] == ["Period 2", "Period 5"]
    maya, priya = (int(sim.user_id(login)) for login in ("maya.okafor", "priya.nair"))
    pairs = {f"members[{n}][groupid]": made["id"] for n in range(2)}
    pairs |= {"members[0][userid]": maya, "members[1][userid]": priya}
    assert ws(sim, "core_group_add_group_members", **pairs) is None
    members = ws(sim, "core_group_get_group_members", **{"groupids[0]": made["id"]})
    assert members == [{"groupid": made["id"], "userids": [maya, priya]}]
    one = {"members[0][groupid]": made["id"], "members[0][userid]": maya}
    assert ws(sim, "core_group_delete_group_members", **one) is None
    assert ws(sim, "core_group_get_group_members", **{"groupids[]": made["id"]})[0]["userids"] == [priya]


def test_M7_group_names_occur_once_and_only_enrolled_people_are_members(sim):
    (made,) = ws(sim, "core_group_create_groups", **group("Gate 1"))
    assert ws(sim, "core_group_create_groups", **group("Gate 1"))["errorcode"] == "invalidparameter"
    sim.enrol("maya.okafor", "deleted")
    pair = {"members[0][groupid]": made["id"], "members[0][userid]": sim.user_id("maya.okafor")}
    assert ws(sim, "core_group_add_group_members", **pair)["errorcode"] == "invalidparameter"


def test_M7_enrolled_users_tell_the_real_roles(sim):
    users = {one["username"]: one for one in ws(sim, "core_enrol_get_enrolled_users", courseid=3)}
    names = [users[login]["roles"][0]["shortname"] for login in ("rosa.alvarez", "daniel.reed", "maya.okafor")]
    assert names == ["editingteacher", "teacher", "student"]
    assert [one["name"] for one in users["maya.okafor"]["groups"]] == ["Period 2"]
    assert "ines.duarte" not in users


def test_M7_grade_items_name_tool_made_columns_with_weights_and_overrides(sim, services):
    sim.add_activity("Quiz", "", 40)
    services.new_column("Ratios", 10)
    services.new_column("Gate", 100)
    quiz, ratios, gate = (column.id for column in sim.readback().columns)
    sim.set_weight(gate, 0)
    sim.type_grade(quiz, "maya.okafor", 30, "Mine")
    report = ws(sim, "gradereport_user_get_grade_items", courseid=3, userid=sim.user_id("maya.okafor"))
    rows = {str(row["id"]): row for row in report["usergrades"][0]["gradeitems"]}
    assert (rows[quiz]["itemtype"], rows[ratios]["itemtype"], rows[quiz]["graderaw"]) == ("mod", "manual", 30)
    assert [rows[key]["weightraw"] for key in (quiz, ratios, gate)] == [0.8, 0.2, 0]
    assert [rows[key]["gradeisoverridden"] for key in (quiz, ratios)] == [True, False]
    everybody = ws(sim, "gradereport_user_get_grade_items", courseid=3)["usergrades"]
    assert len(everybody) == 24


def test_M7_frameworks_need_good_scale_rules_and_a_new_idnumber(sim):
    assert framework(sim)["id"] == 1
    assert framework(sim)["errorcode"] == "invalidpersistenterror"
    assert framework(sim, idnumber="FW-2", scaleconfiguration="[]")["errorcode"] == "invalidpersistenterror"
    assert [one["idnumber"] for one in ws(sim, "core_competency_list_competency_frameworks")] == ["FW-1"]


def test_M7_competencies_are_made_below_others_and_found(sim):
    framework(sim)
    parent = competency(sim, "6.RP")
    assert competency(sim, "6.RP.A.1", parentid=parent["id"])["parentid"] == parent["id"]
    assert competency(sim, "6.RP.A.1")["errorcode"] == "invalidpersistenterror"
    found = ws(sim, "core_competency_search_competencies", searchtext="rp.a", competencyframeworkid=1)
    assert [one["idnumber"] for one in found] == ["6.RP.A.1"]
    assert len(ws(sim, "core_competency_search_competencies", searchtext="", competencyframeworkid=1)) == 2


def test_M7_rating_in_the_course_adds_evidence_each_time(sim, standard):
    assert ws(sim, "core_competency_add_competency_to_course", courseid=3, competencyid=standard) is False
    assert rated(sim, standard)["grade"] == 2
    rated(sim, standard, grade=1, note="Lower")
    (rating,) = sim.state()["ratings"]
    assert (rating["grade"], rating["proficient"]) == (1, False)
    assert [one["note"] for one in rating["evidence"]] == ["Seven of eight", "Lower"]


def test_M7_who_may_not_be_rated(sim, standard):
    other = competency(sim, "6.NS.A.1")["id"]
    sim.enrol("priya.nair", "deleted")
    answers = [rated(sim, standard, "daniel.reed"), rated(sim, standard, "priya.nair")]
    assert all("may not be rated at this time" in answer["message"] for answer in answers)
    assert "does not belong to this course" in rated(sim, other)["message"]
    assert rated(sim, standard, grade=3)["errorcode"] == "invalidpersistenterror"
    assert sim.state()["ratings"] == []


def test_M0_10_one_score_rates_a_linked_competency_and_the_rating_stays(sim, services, standard, moodle_clock):
    made = sim.add_activity("Unit test", "", 100)
    assert control(sim, "mastery", cmid=made["cmid"], pass_grade=80, competency_ids=[standard]).status_code == 200
    (item,) = services.items()

    def post(given, second):
        stamp = f"2099-01-01T00:00:{second:02}Z"
        sim.faults.clock_ahead_seconds += 2.0
        assert services.score(item, scoreGiven=given, scoreMaximum=100, timestamp=stamp).status_code == 200
        status = ws(
            sim,
            "core_completion_get_activities_completion_status",
            courseid=3,
            userid=sim.user_id("maya.okafor"),
        )
        return status["statuses"][0]["state"], sim.state()["ratings"]

    assert post(50, 1) == (3, [])
    state, (rating,) = post(85, 3)
    assert (state, rating["grade"], rating["proficient"], len(rating["evidence"])) == (2, 2, True, 1)
    state, (rating,) = post(20, 5)
    assert (state, rating["grade"]) == (3, 2)


def test_M7_overridden_completion_stays_until_overridden_again(sim, services):
    made = sim.add_activity("Unit test", "", 100)
    control(sim, "mastery", cmid=made["cmid"], pass_grade=80, competency_ids=[])
    who = {"userid": sim.user_id("maya.okafor"), "cmid": made["cmid"]}
    assert ws(sim, "core_completion_override_activity_completion_status", newstate=1, **who)["state"] == 1
    services.score(services.items()[0], scoreGiven=1, scoreMaximum=100)
    assert sim.state()["completions"][0]["state"] == 1


def test_M7_plans_are_made_and_filled(sim, standard):
    wanted = {"name": "Plan", "userid": sim.user_id("maya.okafor"), "status": 1, "duedate": 0}
    plan = ws(sim, "core_competency_create_plan", **{f"plan[{name}]": value for name, value in wanted.items()})
    assert ws(sim, "core_competency_add_competency_to_plan", planid=plan["id"], competencyid=standard) is True
    assert sim.state()["plans"][0]["competency_ids"] == [standard]
    assert [one["id"] for one in ws(sim, "core_competency_list_user_plans", userid=wanted["userid"])] == [plan["id"]]
    late = {"plan[name]": "Late", "plan[userid]": wanted["userid"], "plan[duedate]": 1}
    assert ws(sim, "core_competency_create_plan", **late)["errorcode"] == "invalidpersistenterror"


def test_M0_7_links_are_listed_with_both_numbers(sim):
    (link,) = ws(sim, "mod_lti_get_ltis_by_courses", **{"courseids[0]": 3})["ltis"]
    activity = sim.state()["activities"][0]
    assert (link["id"], link["coursemodule"]) == (activity["link_id"], activity["cmid"])
