"""REST around grades: comments of a period, one user's grades, rubrics, grading periods, past sections."""

import pytest
from schoology_tool import CALEB, MAYA, SCOPES


def graded(rest) -> dict[str, object]:
    made = rest.new_assignment(grading_category=3301, max_points=4)
    row = {"type": "assignment", "assignment_id": made["id"], "enrollment_id": rest.enrolment(MAYA), "grade": 3}
    assert rest.call("PUT", f"{rest.section}/grades", {"grades": {"grade": [row]}}).status_code == 207
    return made


def comment(rest, **changes: object):
    row = {"enrollment_id": rest.enrolment(MAYA), "period_id": "final", "comment": "Steady", "comment_status": "1"}
    return rest.call("PUT", f"{rest.section}/grades", {"final_comments": {"final_comment": [row | changes]}}).json()


def test_8_3_a_final_comment_is_kept_beside_the_final_grade(rest):
    assert str(comment(rest)["final_comments"]["final_comment"][0]["response_code"]) == "204"
    finals = rest.get(f"{rest.section}/grades")["final_grade"]
    (mine,) = (one for one in finals if str(one["enrollment_id"]) == str(rest.enrolment(MAYA)))
    assert [one["comment"] for one in mine["period"]] == ["", "Steady"]


@pytest.mark.parametrize(("changes", "status"), [({"period_id": "77"}, "400"), ({"enrollment_id": 5}, "404")])
def test_8_3_a_wrong_row_is_refused_by_itself(rest, changes, status):
    assert str(comment(rest, **changes)["final_comments"]["final_comment"][0]["response_code"]) == status


def test_8_4_one_users_grades_by_section_and_period(sim, rest):
    made = graded(rest)
    (section,) = rest.get(f"/users/{sim.user_id(MAYA)}/grades")["section"]
    rows = [row for period in section["period"] for row in period["assignment"]]
    assert [(str(row["assignment_id"]), row["grade"]) for row in rows] == [(str(made["id"]), 3)]


def test_8_4_a_section_may_have_to_be_named_and_students_see_their_own_only(sim, rest):
    sim.faults.grades_want_section = True
    own = f"/users/{sim.user_id(MAYA)}/grades"
    assert rest.call("GET", own).status_code == 403
    assert rest.get(f"{own}?section_id={sim.context_id}")["section"]
    sim.faults.key_owner = CALEB
    assert rest.call("GET", f"{own}?section_id={sim.context_id}").status_code == 403


def test_8_5_rubrics_are_for_teachers(sim, rest):
    assert rest.get(f"{rest.section}/grading_rubrics") == {"grading_rubric": []}
    sim.faults.key_owner = MAYA
    assert rest.call("GET", f"{rest.section}/grading_rubrics").status_code == 403


def test_5_7_attendance_of_the_student_information_system_is_gone(rest):
    assert rest.call("GET", f"{rest.section}/attendance").status_code == 410


@pytest.mark.parametrize("told", ["dates", "times", "seconds", ""])
def test_6_grading_periods_and_how_they_tell_their_days(sim, rest, told):
    sim.faults.period_dates = told
    rows = rest.get(f"{rest.section}/grading_periods")["grading_period"]
    assert [str(row["id"]) for row in rows] == ["5001", "5002"]
    assert {type(row.get("end")) for row in rows} == {{"seconds": int, "": type(None)}.get(told, str)}


def test_7_1_an_unknown_grading_period_is_refused(rest):
    wrong = {"title": "T", "grading_period": 4}
    assert rest.call("POST", f"{rest.section}/assignments", wrong).status_code == 400


def test_a_past_section_can_be_read_and_not_written(sim, rest, services):
    sim.faults.archived = True
    assert str(rest.get(rest.section)["active"]) == "0"
    assert rest.call("POST", f"{rest.section}/assignments", {"title": "T"}).status_code == 403
    assert services.call("GET", services.items).status_code == 200


@pytest.mark.parametrize(("life", "told"), [("text", "3600"), ("zero", 0), ("absent", None), ("", 3600)])
def test_1_7_the_life_of_a_token_may_be_told_in_any_way(sim, tool, life, told):
    sim.faults.token_life = life
    assert tool.ask_token(sim, SCOPES).json().get("expires_in") == told
