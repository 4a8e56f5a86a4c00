"""REST people, assignments, categories, groups, grades (schoology facts 6, 7, 8, 9)."""

import pytest
from schoology_tool import CALEB, MAYA, ROSA, Rest


def only(sim):
    return sim.readback().columns[0]


def seen_by(sim):
    return set(sim.readback().work[0].logins)


def put(rest, path, body):
    answer = rest.call("PUT", f"{rest.section}{path}", body)
    assert (answer.status_code, answer.text) == (204, "")


def put_grades(rest, *rows: object):
    answer = rest.call("PUT", f"{rest.section}/grades", {"grades": {"grade": list(rows)}})
    assert answer.status_code == 207
    return [row["response_code"] for row in answer.json()["grades"]["grade"]]


def grades(rest, query=""):
    return rest.get(f"{rest.section}/grades{query}")["grades"]["grade"]


def test_6_enrolments_and_their_filters(sim, rest):
    (row,) = rest.get(f"{rest.section}/enrollments?uid={sim.user_id(MAYA)}")["enrollment"]
    assert str(row["id"]) == sim.enrolment_id(MAYA)
    assert not {"email", "primary_email"} & set(row)
    teachers = rest.get(f"{rest.section}/enrollments?type=admin")["enrollment"]
    assert {str(one["uid"]) for one in teachers} == {sim.user_id(ROSA), sim.user_id("daniel.reed")}


def test_6_people_who_left_have_another_status_or_are_gone(sim, rest):
    sim.enrol(MAYA, "inactive")
    sim.enrol(CALEB, "deleted")
    rows = rest.get(f"{rest.section}/enrollments?limit=200")["enrollment"]
    status = {str(row["uid"]): str(row["status"]) for row in rows}
    assert status[sim.user_id(MAYA)] == "5"
    assert sim.user_id(CALEB) not in status
    active = rest.get(f"{rest.section}/enrollments?limit=200&enrollment_status=1")["enrollment"]
    assert len(active) == 24


def test_6_places(sim, rest):
    assert rest.get(rest.section)["course_title"] == "Mathematics 6"
    assert rest.get(f"/users/{sim.user_id(MAYA)}")["primary_email"] == "maya.okafor@school.example"
    assert len(rest.get(f"/users/{sim.user_id(MAYA)}/sections")["section"]) == 1
    assert len(rest.get("/sections?section_school_codes=sis-math6-all,x")["section"]) == 1
    assert rest.get(f"{rest.section}/grading_periods")["grading_period"]


def test_7_2_made_assignment_is_201_with_defaults(rest):
    made = rest.new_assignment(due="2026-11-14 23:59:00")
    assert (str(made["published"]), str(made["max_points"]), made["type"]) == ("1", "100", "assignment")
    assert "count_in_grade" not in made
    assert str(made["grade_item_id"]) == str(made["id"])
    changed = rest.new_assignment(count_in_grade=0)
    assert str(changed["count_in_grade"]) == "0"


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"due": "2026-11-14T23:59"}, {"grading_category": 99}, {"grading_group_ids": [9]}]
)
def test_7_1_wrong_fields_are_400_and_make_nothing(sim, rest, wrong):
    assert rest.call("POST", f"{rest.section}/assignments", {"title": "T"} | wrong).status_code == 400
    assert sim.state()["items"] == []


def test_7_1_without_category_it_is_no_column_but_work(sim, rest):
    rest.new_assignment()
    assert sim.readback().columns == ()
    assert len(sim.readback().work[0].logins) == 24
    rest.new_assignment(grading_category=3301, count_in_grade=0)
    assert (only(sim).visible, only(sim).counts) == (True, False)


def test_7_1_unpublished_is_no_work(sim, rest):
    made = rest.new_assignment(published=0)
    assert sim.readback().work == ()
    put(rest, f"/assignments/{made['id']}", {"published": 1})
    assert len(sim.readback().work) == 1


def test_7_1_assignees_narrow_and_an_empty_list_is_the_whole_class(sim, rest):
    made = rest.new_assignment(assignees=[rest.enrolment(MAYA)])
    assert seen_by(sim) == {MAYA}
    put(rest, f"/assignments/{made['id']}", {"assignees": [rest.enrolment(CALEB)]})
    assert seen_by(sim) == {CALEB}
    put(rest, f"/assignments/{made['id']}", {"assignees": []})
    assert len(seen_by(sim)) == 24


def test_7_4_enrolment_of_another_section_is_400(linked):
    rest = Rest(linked)
    body = {"title": "T", "assignees": [rest.enrolment(CALEB)]}
    assert rest.call("POST", f"{rest.section}/assignments", body).status_code == 400


def test_7_4_scores_disappear_until_assigned_again(sim, rest):
    made = rest.new_assignment(grading_category=3301)
    row = {"assignment_id": made["id"], "enrollment_id": rest.enrolment(CALEB), "grade": 3}
    assert put_grades(rest, row) == [204]
    put(rest, f"/assignments/{made['id']}", {"assignees": [rest.enrolment(MAYA)]})
    assert (grades(rest), sim.readback().cells) == ([], ())
    put(rest, f"/assignments/{made['id']}", {"assignees": []})
    assert sim.readback().cell(CALEB, only(sim).id).value == 3


def test_7_5_group_members_see_what_is_assigned_to_the_group(sim, rest):
    body = {"grading_groups": {"grading_group": [{"title": "Path B", "members": [rest.enrolment(MAYA)]}]}}
    rows = rest.call("POST", f"{rest.section}/grading_groups", body).json()["grading_groups"]["grading_group"]
    number = rows[0]["id"]
    rest.new_assignment(grading_group_ids=[number])
    assert seen_by(sim) == {MAYA}
    put(rest, f"/grading_groups/{number}", {"members": [rest.enrolment(CALEB)]})
    assert seen_by(sim) == {CALEB}
    listed = rest.get(f"{rest.section}/grading_groups")
    assert (str(listed["count"]), listed["grading_groups"][0]["title"]) == ("1", "Path B")
    assert rest.call("DELETE", f"{rest.section}/grading_groups/{number}").status_code == 204
    assert len(seen_by(sim)) == 24


def links(rest, number):
    found = rest.get(f"{rest.section}/assignments/{number}?with_attachments=1")["attachments"]
    return found["links"]["link"]


def test_7_1_put_deletes_attachments_it_does_not_list(sim, rest):
    made = rest.new_assignment(
        attachments=[{"url": "https://tool.example/a", "title": "A"}, {"url": "https://tool.example/b"}]
    )
    first = links(rest, made["id"])[0]
    put(rest, f"/assignments/{made['id']}", {"title": "Renamed"})
    assert len(links(rest, made["id"])) == 2
    put(rest, f"/assignments/{made['id']}", {"attachments": [{"id": first["id"], "title": "Open", "url": "x"}]})
    assert [(row["title"], row["url"]) for row in links(rest, made["id"])] == [("Open", "https://tool.example/a")]
    sim.faults.put_keeps_attachments = False
    put(rest, f"/assignments/{made['id']}", {"title": "Again"})
    assert links(rest, made["id"]) == []


def test_7_2_deleted_assignment_is_gone(sim, rest):
    made = rest.new_assignment(grading_category=3301)
    path = f"{rest.section}/assignments/{made['id']}"
    assert [rest.call("DELETE", path).status_code for _ in range(2)] == [204, 404]
    assert (sim.readback().columns, sim.readback().work) == ((), ())


def test_7_3_column_of_the_tool_is_a_grade_item_and_takes_a_category(sim, services, rest):
    number = services.new_column()["id"].rsplit("/", 1)[1]
    sim.move_column(number, 0)
    assert rest.get(f"{rest.section}/assignments")["assignment"] == []
    (item,) = rest.get(f"{rest.section}/grade_items")["assignment"]
    assert (item["type"], str(item["id"]), str(item["grading_category"])) == ("grade_column", number, "0")
    put(rest, f"/assignments/{number}", {"grading_category": 3301, "assignees": [rest.enrolment(MAYA)]})
    assert only(sim).visible
    assert rest.get(f"{rest.section}/grade_items/{number}")["assignees"] == []
    sim.faults.columns_take_assignees = True
    put(rest, f"/assignments/{number}", {"assignees": [rest.enrolment(MAYA)]})
    assert [str(one) for one in rest.get(f"{rest.section}/grade_items/{number}")["assignees"]] == [
        str(rest.enrolment(MAYA))
    ]


def test_7_5_categories_by_rows_of_207(sim, rest):
    body = {"grading_categories": {"grading_category": [{"title": "Mastery", "weight": 100}, {"weight": 1}]}}
    answer = rest.call("POST", f"{rest.section}/grading_categories", body)
    rows = answer.json()["grading_categories"]["grading_category"]
    assert (answer.status_code, [row["response_code"] for row in rows]) == (207, [200, 400])
    listed = rest.get(f"{rest.section}/grading_categories")["grading_category"]
    assert [(row["title"], float(row["weight"])) for row in listed] == [("Practice", 0), ("Mastery", 0)]
    change = {"grading_categories": {"grading_category": [{"id": rows[0]["id"], "title": "Goals"}]}}
    assert rest.call("PUT", f"{rest.section}/grading_categories", change).status_code == 207
    assert rest.get(f"{rest.section}/grading_categories/{rows[0]['id']}")["title"] == "Goals"


def test_7_5_scales_are_read_only(rest):
    scales = rest.get(f"{rest.section}/grading_scales")["grading_scale"]
    assert [str(row["id"]) for row in scales] == ["0", "96001"]
    assert rest.call("POST", f"{rest.section}/grading_scales", {}).status_code == 405


def test_8_2_rows_in_order_with_a_status_each(sim, rest):
    made = rest.new_assignment(grading_category=3301)
    rows = [
        {"assignment_id": made["id"], "enrollment_id": rest.enrolment(MAYA), "grade": 3, "comment": "Met"},
        {"assignment_id": made["id"], "enrollment_id": 1, "grade": 3},
        {"assignment_id": made["id"], "enrollment_id": rest.enrolment(CALEB), "exception": 3},
    ]
    assert put_grades(rest, *rows) == [204, 404, 204]
    cells = {one.login: one for one in sim.readback().cells}
    assert (cells[MAYA].value, cells[MAYA].comment, cells[MAYA].by) == (3.0, "Met", "tool")
    assert (cells[CALEB].value, cells[CALEB].flag) == (None, "missing")


def test_8_2_exception_empties_the_grade_and_a_grade_clears_it(sim, rest):
    made = rest.new_assignment(grading_category=3301)
    row = {"assignment_id": made["id"], "enrollment_id": rest.enrolment(MAYA)}
    put_grades(rest, row | {"grade": 3})
    put_grades(rest, row | {"exception": 1})
    assert [(one["grade"], str(one["exception"])) for one in grades(rest)] == [(None, "1")]
    put_grades(rest, row | {"grade": 2})
    assert sim.readback().cells[0].flag is None
    put_grades(rest, row | {"grade": ""})
    assert sim.readback().cells[0].value is None


def test_8_2_at_most_fifty_rows(rest):
    body = {"grades": {"grade": [{}] * 51}}
    assert rest.call("PUT", f"{rest.section}/grades", body).status_code == 400


def test_8_1_tool_scores_and_teacher_flags_are_read_with_filters(sim, services, rest):
    made = services.new_column()
    services.score(made)
    services.score(made, CALEB)
    number = only(sim).id
    sim.set_flag(number, CALEB, "excused")
    assert len(grades(rest, f"?assignment_id={number}")) == 2
    (row,) = grades(rest, f"?enrollment_id={rest.enrolment(CALEB)}")
    assert (row["grade"], str(row["exception"])) == (None, "1")
    assert grades(rest, "?timestamp=99999999999") == []


def test_8_1_final_grade_counts_visible_columns_only(sim, services, rest):
    services.score(services.new_column())
    body = rest.get(f"{rest.section}/grades")
    final = {str(row["enrollment_id"]): row["period"][1]["grade"] for row in body["final_grade"]}
    assert (final[sim.enrolment_id(MAYA)], final[sim.enrolment_id(CALEB)]) == (75.0, None)


def test_13_partial_failure_of_a_bulk_write(sim, rest):
    made = rest.new_assignment(grading_category=3301)
    rows = [
        {"assignment_id": made["id"], "enrollment_id": rest.enrolment(login), "grade": 3} for login in (MAYA, CALEB)
    ]
    sim.faults.partial_207 = 1
    assert put_grades(rest, *rows) == [500, 204]
    assert [one.login for one in sim.readback().cells] == [CALEB]


def test_9_tags_are_read_only_and_come_on_request(sim, services, rest):
    services.new_column()
    sim.align(only(sim).id, "NGSS.MS-LS2-3")
    assert "tags" not in rest.get(f"{rest.section}/grade_items/{only(sim).id}")
    tagged = rest.get(f"{rest.section}/grade_items/{only(sim).id}?with_tags=1")
    assert tagged["tags"]["tag"][0]["title"] == "NGSS.MS-LS2-3"


def test_10_folder_wants_a_section_id(sim, rest):
    made = rest.new_assignment()
    folder = rest.get(f"/courses/{sim.context_id}/folder/0")
    assert [str(row["id"]) for row in folder["folder-item"]] == [str(made["id"])]
    assert rest.call("GET", "/courses/7000000003/folder/0").status_code == 403
    assert len(rest.get(f"{rest.section}/completion")["completion"]) == 24
