"""Line items, scores, results (moodle facts 0.3-0.6, 6)."""

from datetime import UTC, datetime, timedelta

import pytest
import requests
from moodle_tool import CONTAINER, ITEM, RESULTS, SCORE, part
from support.small_tool import score_body

T0 = datetime(2026, 9, 1, 14, 0, 0, tzinfo=UTC)


def at(seconds: float) -> str:
    return (T0 + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")


def value(sim, login="maya.okafor", index=0):
    column = sim.readback().columns[index]
    return sim.readback().cell(login, column.id).value


@pytest.mark.parametrize("accept", ["*/*", "application/json", f"{CONTAINER}, */*", ITEM])
def test_M0_5_container_takes_only_its_own_media_type(sim, services, accept):
    assert services.call("GET", sim.lineitems_url, accept).status_code == 400


@pytest.mark.parametrize("accept", [None, CONTAINER])
def test_M0_5_no_accept_header_is_fine_as_well(sim, services, accept):
    answer = services.call("GET", sim.lineitems_url, accept)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, f"{CONTAINER}; charset=utf-8")


def test_M0_5_json_content_type_is_refused_on_every_write(sim, services):
    item = services.new_column()
    body = {"label": "x", "scoreMaximum": 1}
    plain = "application/json"
    calls = [
        ("POST", sim.lineitems_url, body),
        ("PUT", item["id"], body),
        ("POST", part(item["id"], "scores"), score_body(services.sim, "maya.okafor")),
    ]
    for method, url, sent in calls:
        answer = services.call(method, url, plain, sent)
        assert (answer.status_code, set(answer.json())) == (400, {"status", "reason", "request"})
    assert sim.readback().cells == ()


def test_M6_post_echoes_what_was_sent_and_stores_only_some_of_it(services):
    made = services.new_column(resourceId="r-1", endDateTime="2026-10-01T00:00:00Z", gradesReleased=True)
    assert (made["endDateTime"], made["gradesReleased"]) == ("2026-10-01T00:00:00Z", True)
    (stored,) = services.items()
    assert stored == {"id": made["id"], "label": "Ratios", "scoreMaximum": 4, "resourceId": "r-1", "tag": ""}


def test_M6_a_repeated_post_makes_a_second_column_and_odd_values_are_taken(services):
    first, second = services.new_column("", 0, resourceId="r"), services.new_column("", -3, resourceId="r")
    assert first["id"] != second["id"]
    assert [item["scoreMaximum"] for item in services.items(resource_id="r")] == [0, -3]


@pytest.mark.parametrize("body", [{"label": "x"}, {"scoreMaximum": 1}, {"label": "x", "scoreMaximum": "many"}])
def test_M6_post_needs_label_and_number(sim, services, body):
    assert services.call("POST", sim.lineitems_url, ITEM, body).status_code == 400


def test_M6_foreign_resource_link_is_403(sim, services):
    cmid = sim.state()["activities"][0]["cmid"]
    body = {"label": "x", "scoreMaximum": 1, "resourceLinkId": str(cmid)}
    assert services.call("POST", sim.lineitems_url, ITEM, body).status_code == 403


def test_M6_filters_combine_and_all_items_of_the_course_are_listed(sim, services):
    made = sim.add_activity("Quiz", "", 40)
    services.new_column("A", resourceId="r-1", tag="mastery")
    services.new_column("B", resourceId="r-1", tag="gate")
    assert len(services.items()) == 3
    assert [item["label"] for item in services.items(resource_id="r-1", tag="gate")] == ["B"]
    assert [item["label"] for item in services.items(resource_link_id=made["link_id"])] == ["Quiz"]


def test_M6_limit_answers_with_a_link_header_that_finds_no_next_page(sim, services):
    for number in range(3):
        services.new_column(f"C{number}")
    answer = services.call("GET", sim.lineitems_url, CONTAINER, limit=2)
    text = answer.headers["Link"].encode("latin-1").decode()
    assert len(answer.json()) == 2
    assert "next" not in answer.links
    assert "rel=\u201cnext\u201d" in text
    assert "&amp;" in text
    assert len(services.items(limit=2, **{"from": 2})) == 1
    assert len(services.items()) == 3


def test_M6_put_replaces_and_clears_what_is_left_out(sim, services):
    link = str(sim.state()["activities"][0]["link_id"])
    review = {"url": "https://tool.example/review"}
    item = services.new_column(resourceId="r", tag="t", resourceLinkId=link, submissionReview=review)
    assert services.call("GET", item["id"], ITEM).json()["submissionReview"] == review
    assert services.put(item, label="New").status_code == 400
    assert services.put(item, label="New", scoreMaximum=4).status_code == 200
    expected = {"id": item["id"], "label": "New", "scoreMaximum": 4, "resourceId": "", "tag": ""}
    assert services.call("GET", item["id"], ITEM).json() == expected


def test_M0_6_another_maximum_rescales_and_writes_0_into_blank_rows(sim, services, browser):
    item = services.new_column()
    services.score(item, scoreGiven=2)
    browser.open(sim, "rosa.alvarez", "/courses/1/gradebook")
    services.put(item, label="Ratios", scoreMaximum=4)
    assert value(sim, "priya.nair") is None
    services.put(item, label="Ratios", scoreMaximum=8)
    assert (value(sim), value(sim, "priya.nair")) == (4, 0)
    assert sim.sub("rosa.alvarez") in [result["userId"] for result in services.results(item)]


def test_M6_rows_that_the_gradebook_never_showed_stay_away(sim, services):
    item = services.new_column()
    services.put(item, label="Ratios", scoreMaximum=8)
    assert services.results(item) == []


def test_M6_delete_also_takes_an_activitys_column_and_missing_items_are_json_404(sim, services):
    made = sim.add_activity("Quiz", "", 40)
    (item,) = services.items()
    assert services.call("DELETE", item["id"], None).status_code == 204
    assert [one["item_id"] for one in sim.state()["activities"] if one["cmid"] == made["cmid"]] == [None]
    gone = services.call("GET", item["id"], ITEM)
    assert (gone.status_code, gone.json()["status"]) == (404, 404)


def test_M6_tool_made_columns_count_until_the_teacher_sets_weight_0(sim, services):
    services.new_column(resourceId="r")
    (column,) = sim.readback().columns
    assert (column.key, column.counts) == ("r", True)
    sim.set_weight(column.id, 0)
    assert not sim.readback().columns[0].counts


def test_M6_a_score_is_rescaled_clipped_and_answered_with_nothing(sim, services):
    item = services.new_column(maximum=40)
    answer = services.score(item, scoreGiven=3, scoreMaximum=4, comment="Mastered", timestamp=at(0))
    assert (answer.status_code, answer.content) == (200, b"")
    assert value(sim) == 30
    services.score(item, scoreGiven=9, scoreMaximum=4, timestamp=at(1))
    assert value(sim) == 40
    cell = sim.readback().cell("maya.okafor", sim.readback().columns[0].id)
    assert (cell.by, len(cell.posts)) == ("tool", 2)


@pytest.mark.parametrize(
    "changes", [{"gradingProgress": "Pending"}, {"gradingProgress": "fullygraded"}, {"scoreGiven": None}]
)
def test_M0_3_anything_but_a_final_score_erases_grade_and_comment(sim, services, changes):
    item = services.new_column()
    services.score(item, comment="Old", timestamp=at(0))
    assert services.score(item, timestamp=at(1), **changes).status_code == 200
    (result,) = services.results(item)
    assert set(result) == {"id", "userId"}
    assert sim.readback().cells[0].comment is None


def test_M0_3_a_first_unfinished_score_leaves_an_empty_result(services):
    item = services.new_column()
    services.score(item, gradingProgress="Pending")
    assert [set(result) for result in services.results(item)] == [{"id", "userId"}]


def test_M0_3_a_score_without_comment_clears_the_comment(services):
    item = services.new_column()
    services.score(item, comment="Old", timestamp=at(0))
    assert services.results(item)[0]["comment"] == "Old"
    services.score(item, timestamp=at(1))
    assert "comment" not in services.results(item)[0]


def test_M0_4_timestamps_count_in_whole_seconds_and_must_be_later(sim, services):
    item = services.new_column()
    services.score(item, scoreGiven=1, timestamp=at(10.2))
    assert services.score(item, scoreGiven=2, timestamp=at(10.9)).status_code == 409
    assert services.score(item, scoreGiven=2, timestamp=at(9)).status_code == 409
    assert value(sim) == 1
    assert services.score(item, scoreGiven=2, timestamp=at(11)).status_code == 200


def test_M0_4_a_tool_made_column_goes_by_the_sent_time_and_a_same_value_does_not_move_it(services):
    item = services.new_column()
    services.score(item, timestamp="2030-01-01T00:00:00Z")
    assert services.score(item, scoreGiven=1, timestamp=at(0)).status_code == 409
    other = services.new_column()
    services.score(other, timestamp=at(0))
    services.score(other, timestamp=at(100))
    assert services.results(other)[0]["timestamp"] == "2026-09-01T14:00:00+00:00"
    assert services.score(other, scoreGiven=1, timestamp=at(50)).status_code == 200


def test_other_words_with_the_same_value_move_the_time_of_a_cell(services):
    item = services.new_column()
    services.score(item, timestamp=at(0), comment="one")
    services.score(item, timestamp=at(100), comment="two")
    assert services.score(item, scoreGiven=1, timestamp=at(50)).status_code == 409


def test_an_emptied_cell_goes_by_the_time_of_receipt(services, moodle_clock):
    item = services.new_column()
    services.score(item, timestamp=at(0))
    moodle_clock.now = datetime.fromisoformat(at(1000))
    assert services.score(item, timestamp=at(10), scoreGiven=None, gradingProgress="NotReady").status_code == 200
    assert services.score(item, timestamp=at(1000)).status_code == 409
    assert services.score(item, timestamp=at(1001)).status_code == 200


def test_M0_4_an_activitys_column_goes_by_the_time_of_receipt(sim, services, moodle_clock):
    sim.add_activity("Quiz", "", 40)
    (item,) = services.items()
    moodle_clock.now = datetime.now(UTC).replace(microsecond=0)
    late = (moodle_clock.now - timedelta(minutes=1)).isoformat()
    future = (moodle_clock.now + timedelta(hours=1)).isoformat()
    assert services.score(item, timestamp=future).status_code == 200
    assert services.score(item, scoreGiven=1, timestamp=late).status_code == 409
    moodle_clock.now += timedelta(seconds=2)
    again = (moodle_clock.now).isoformat()
    assert services.score(item, scoreGiven=1, timestamp=again).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"timestamp": "noon"},
        {"timestamp": None},
        {"userId": "999"},
        {"userId": None},
        {"activityProgress": None},
        {"scoreMaximum": None},
        {"scoreGiven": "much"},
    ],
)
def test_M6_incorrect_scores_are_400_with_the_reason_in_the_status_line_only(sim, services, changes):
    answer = services.score(services.new_column(), **changes)
    assert (answer.status_code, answer.json()) == (400, [])
    assert answer.reason.startswith("Incorrect score received")
    assert answer.headers["Content-Type"] == f"{SCORE}; charset=utf-8"
    assert sim.readback().cells == ()


@pytest.mark.parametrize("timestamp", ["2026-09-01", "2026-09-01 14:00:00Z", "2026-09-01T14:00:00"])
def test_a_time_may_lack_its_parts(services, timestamp):
    assert services.score(services.new_column(), timestamp=timestamp).status_code == 200


@pytest.mark.parametrize("login", ["rosa.alvarez", "daniel.reed", "ines.duarte"])
def test_M6_teachers_cannot_be_graded_by_the_tool(services, login):
    assert services.score(services.new_column(), login).status_code == 400


def test_M6_people_who_left_cannot_be_graded(sim, services):
    sim.enrol("maya.okafor", "deleted")
    assert services.score(services.new_column()).status_code == 400


@pytest.mark.parametrize("behind_proxy", [False, True])
def test_M6_long_labels_and_odd_user_ids_are_no_http_or_502(sim, services, behind_proxy):
    sim.faults.behind_proxy = behind_proxy
    item = services.new_column()
    calls = [
        lambda: services.call("POST", sim.lineitems_url, ITEM, {"label": "x" * 256, "scoreMaximum": 1}),
        lambda: services.score(item, userId="maya"),
    ]
    for call in calls:
        if behind_proxy:
            assert call().status_code == 502
        else:
            with pytest.raises(requests.ConnectionError):
                call()
    assert len(services.items()) == 1


def test_M6_an_override_stands_in_an_activitys_column_only(sim, services):
    sim.add_activity("Quiz", "", 4)
    services.new_column("Tool made")
    for column in sim.readback().columns:
        sim.type_grade(column.id, "maya.okafor", 1, "Mine")
    later = (datetime.now(UTC) + timedelta(seconds=5)).isoformat()
    for item in services.items():
        assert services.score(item, scoreGiven=3, timestamp=later).status_code == 200
    assert (value(sim, index=0), value(sim, index=1)) == (1, 3)
    assert [cell.by for cell in sim.readback().cells] == ["teacher", "tool"]


def test_M6_a_locked_grade_is_500_and_stays(sim, services):
    item = services.new_column()
    services.score(item, timestamp=at(0))
    sim.lock(sim.readback().columns[0].id, "maya.okafor")
    assert services.score(item, scoreGiven=1, timestamp=at(5)).status_code == 500
    assert (value(sim), sim.readback().cells[0].flag) == (3, "locked")


def test_M6_results_are_on_the_columns_scale_and_filtered_by_person(sim, services):
    item = services.new_column(maximum=50)
    services.score(item, scoreGiven=3, comment="Good", timestamp=at(0))
    services.score(item, "priya.nair", timestamp=at(0))
    assert len(services.results(item)) == 2
    (result,) = services.results(item, user_id=sim.sub("maya.okafor"))
    assert result == {
        "id": f"{part(item['id'], 'results')}&user_id={sim.sub('maya.okafor')}",
        "userId": sim.sub("maya.okafor"),
        "resultScore": 37.5,
        "resultMaximum": 50,
        "comment": "Good",
        "scoreOf": item["id"],
        "timestamp": "2026-09-01T14:00:00+00:00",
    }


def test_M0_6_results_with_a_limit_crash_into_an_html_page(services):
    answer = services.call("GET", part(services.new_column()["id"], "results"), RESULTS, limit=10)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_M6_missing_scope_is_401(sim, tool):
    reader = tool.services(sim, "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly")
    assert reader.items() == []
    answer = reader.call("POST", sim.lineitems_url, ITEM, {"label": "x", "scoreMaximum": 1})
    assert answer.status_code == 401
    sim_item = tool.services(sim).new_column()
    assert reader.call("POST", part(sim_item["id"], "scores"), SCORE, {}).status_code == 401
