"""Line items, scores, results (canvas facts 3; reliability 1)."""

from datetime import UTC, datetime, timedelta

import pytest
from sandbox_tool import AGS, Rest

EXTENSION = "https://canvas.instructure.com/lti/submission"


@pytest.fixture
def services(sim, tool):
    return tool.services(sim)


def cell(sim, login="maya.okafor", assignment="1"):
    row = next(row for row in sim.state()["gradebook"] if row["login"] == login)
    return row["grades"].get(assignment)


def test_tool_made_column_is_published_and_may_be_deleted(sim, services):
    item = services.new_column(resourceId="waymark-1", tag="mastery")
    assert sim.state()["assignments"][0]["published"]
    assert "resourceLinkId" not in item
    assert services.call("DELETE", item["id"]).status_code == 204
    assert sim.state()["assignments"] == []
    assert services.call("GET", item["id"]).json() == {
        "errors": [{"message": "The specified resource does not exist."}]
    }


def test_coupled_item_refuses_deletion_without_a_body(sim, services):
    made = Rest(sim).new_assignment(submission_types=["external_tool"], points_possible=5)
    item = services.call("GET", f"{services.base}/line_items", resource_link_id=made["lti_context_id"]).json()[0]
    answer = services.call("DELETE", item["id"])
    assert (answer.status_code, answer.content) == (401, b"")


def test_lists_page_by_ten_with_a_link_header(services):
    for number in range(12):
        services.new_column(f"Column {number}", tag="even" if number % 2 == 0 else "odd")
    first = services.call("GET", f"{services.base}/line_items")
    second = services.call("GET", first.links["next"]["url"])
    assert (len(first.json()), len(second.json()), "next" in second.links) == (10, 2, False)
    assert len(services.call("GET", f"{services.base}/line_items", tag="odd").json()) == 6


def test_put_renames_the_column_and_clears_dates(sim, services):
    item = services.new_column(endDateTime="2026-09-20T23:59:00Z")
    assert sim.state()["assignments"][0]["due_at"] == "2026-09-20T23:59:00Z"
    services.call("PUT", item["id"], {"label": "New", "scoreMaximum": 8, "endDateTime": None})
    column = sim.state()["assignments"][0]
    assert (column["name"], column["points_possible"], column["due_at"]) == ("New", 8, None)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"label": "x"}, 400),
        ({"label": "x", "scoreMaximum": 1, "resourceLinkId": "unknown"}, 404),
        (
            {
                "label": "x",
                "scoreMaximum": 1,
                "https://canvas.instructure.com/lti/submission_type": {"type": "on_paper"},
            },
            400,
        ),
    ],
)
def test_line_items_refused(services, body, status):
    assert services.call("POST", f"{services.base}/line_items", body).status_code == status


def test_navigation_context_is_no_resource_link(sim, services):
    body = {"label": "x", "scoreMaximum": 1, "resourceLinkId": sim.school.course.context_id}
    assert services.call("POST", f"{services.base}/line_items", body).status_code == 404


def test_extra_line_item_stays_out_of_the_gradebook(sim, services):
    made = Rest(sim).new_assignment(submission_types=["external_tool"], points_possible=4, published=True)
    extra = services.new_column("Extra", resourceLinkId=made["lti_context_id"])
    assert services.score(extra).status_code == 200
    assert cell(sim) is None
    assert services.call("GET", f"{extra['id']}/results").json()[0]["resultScore"] == 3


def test_score_is_scaled_to_the_column_and_answers_the_result_address(sim, services):
    item = services.new_column(maximum=10)
    answer = services.score(item, comment="Near")
    assert answer.json() == {"resultUrl": f"{item['id']}/results/1", EXTENSION: {"content_items": []}}
    assert (cell(sim)["score"], cell(sim)["comments"], cell(sim)["attempt"]) == (7.5, ["Near"], 1)


REFUSALS = [
    ({"userId": "nobody"}, 422, "User not found in course or is not a student"),
    ({"resourceLinkId": "another"}, 412, "not associated with the line item"),
    ({"userId": None}, 422, "User not found in course or is not a student"),
    ({"activityProgress": None}, 400, "activityProgress is missing"),
    ({"gradingProgress": None}, 400, "gradingProgress is missing"),
    ({"timestamp": None}, 400, "timestamp is missing"),
    ({"timestamp": "yesterday"}, 400, "timestamp"),
    ({"scoreMaximum": None}, 422, "ScoreMaximum"),
    ({"scoreMaximum": 0}, 422, "cannot be zero if line item's maximum is not zero"),
    ({"scoreGiven": -1}, 422, "ScoreGiven"),
    ({"submission": {"submittedAt": "never"}}, 400, "submitted_at"),
    ({"submission": {"submittedAt": "2999-01-01T00:00:00Z"}}, 400, "in the future"),
    ({EXTENSION: {"submission_type": "online_upload"}}, 422, "Content items"),
    # The first failing check answers: an unknown learner before a missing parameter, that before a bad number.
    ({"userId": "nobody", "timestamp": None, "scoreGiven": -1}, 422, "User not found"),
    ({"timestamp": None, "scoreGiven": -1}, 400, "timestamp is missing"),
]


@pytest.mark.parametrize(("changes", "status", "text"), REFUSALS)
def test_score_rules(sim, services, changes, status, text):
    answer = services.score(services.new_column(), **changes)
    assert answer.status_code == status
    assert text in answer.json()["errors"]["message"]
    assert cell(sim) is None


def test_teachers_have_no_scores(services):
    assert services.score(services.new_column(), "rosa.alvarez").status_code == 422


def test_numeric_user_id_is_accepted(sim, services):
    maya = sim.school.person("maya.okafor")
    assert services.score(services.new_column(), userId=str(maya.id)).status_code == 200


def test_older_timestamp_is_refused_and_an_equal_one_accepted(services):
    item, moment = services.new_column(), datetime(2026, 9, 10, 10, tzinfo=UTC)
    assert services.score(item, timestamp=moment.isoformat()).status_code == 200
    assert services.score(item, timestamp=moment.isoformat()).status_code == 200
    older = services.score(item, timestamp=(moment - timedelta(seconds=1)).isoformat())
    assert older.status_code == 400
    assert "before last updated timestamp" in older.json()["errors"]["message"]


@pytest.mark.parametrize("changes", [{"gradingProgress": "Pending"}, {"scoreGiven": None}])
def test_unfinished_score_erases_unless_preserved(sim, services, changes):
    item = services.new_column()
    services.score(item)
    services.score(item, **changes, **{EXTENSION: {"preserve_score": True}})
    assert cell(sim)["score"] == 3
    services.score(item, **changes)
    assert cell(sim)["score"] is None


def test_attempts_rise_only_with_new_work(sim, services):
    item, handed_in = services.new_column(), {"submittedAt": "2026-09-10T10:00:00Z"}
    services.score(item, submission=handed_in)
    services.score(item, submission=handed_in)
    assert cell(sim)["attempt"] == 1
    services.score(item, **{EXTENSION: {"new_submission": False}})
    services.score(item, **{EXTENSION: {"submission_type": "none"}})
    services.score(item, activityProgress="InProgress")
    assert cell(sim)["attempt"] == 1
    services.score(item)
    assert cell(sim)["attempt"] == 2


def test_attempts_run_out(sim, services):
    rest = Rest(sim)
    services_item = services.new_column()
    rest.call("PUT", f"{rest.base}/assignments/1", {"assignment": {"allowed_attempts": 1}})
    assert services.score(services_item).status_code == 200
    assert "maximum number of allowed attempts" in services.score(services_item).text


def test_F20_teachers_grade_shows_in_results_and_survives_when_prioritised(sim, services):
    item = services.new_column(maximum=8)
    services.score(item)
    sim.grade(1, "maya.okafor", 8)
    result = services.call("GET", f"{item['id']}/results", user_id=sim.school.person("maya.okafor").sub).json()[0]
    assert (result["resultScore"], result["resultMaximum"]) == (4, 4)
    services.score(item, **{EXTENSION: {"prioritize_non_tool_grade": True}})
    assert cell(sim)["score"] == 8
    services.score(item)
    assert cell(sim)["score"] == 6


def test_F21_cleared_grade_has_no_result_score(sim, services):
    item = services.new_column()
    services.score(item)
    sim.grade(1, "maya.okafor", None)
    assert "resultScore" not in services.call("GET", f"{item['id']}/results").json()[0]


def test_results_of_an_unknown_learner_are_an_empty_list(services):
    item = services.new_column()
    services.score(item)
    assert services.call("GET", f"{item['id']}/results", user_id="nobody").json() == []


def test_F28_unpublished_column_refuses_scores(sim, services):
    item = services.new_column()
    sim.faults.unpublished = True
    assert services.score(item).json()["errors"]["message"] == "This assignment is still unpublished"


def test_F31_concluded_course_refuses_all_grade_services(sim, services):
    item = services.new_column()
    sim.faults.ags_concluded = True
    answers = [services.score(item), services.call("GET", item["id"])]
    assert [answer.status_code for answer in answers] == [422, 422]
    sim.faults.concluded_404 = True
    assert services.score(item).status_code == 404


def test_F29_F30_dropped_learner_and_test_student_on_old_builds(sim, services):
    item = services.new_column()
    assert services.score(item, "test.student").status_code == 200
    sim.faults.test_student_old_build = True
    assert services.score(item, "test.student").status_code == 422
    sim.enrol("maya.okafor", "deleted")
    assert services.score(item).status_code == 422


def test_F10_lost_answer_was_stored_and_a_repeat_is_accepted(sim, services):
    item, moment = services.new_column(), "2026-09-10T10:00:00.000Z"
    sim.faults.drop_answer_after_store = 1
    with pytest.raises(OSError):  # requests' connection error is one
        services.score(item, timestamp=moment, submission={"submittedAt": moment})
    assert cell(sim)["score"] == 3
    assert services.score(item, timestamp=moment, submission={"submittedAt": moment}).status_code == 200
    assert cell(sim)["attempt"] == 1


def test_scopes_are_checked_per_call(sim, tool):
    reader = tool.services(sim, f"{AGS}lineitem.readonly")
    assert reader.call("GET", f"{reader.base}/line_items").status_code == 200
    assert reader.call("POST", f"{reader.base}/line_items", {"label": "x", "scoreMaximum": 1}).status_code == 401
