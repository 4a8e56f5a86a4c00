"""Outcomes, rubrics, results and rollups of the sandbox (canvas facts 6)."""

from typing import Any

import pytest
from sandbox_tool import Rest

from sandbox.canvas.rollups import Scored, rolled_up, rounded, scaled

RATINGS = [{"description": "Not yet", "points": 0}, {"description": "Meets", "points": 3}]


class Mastery(Rest):
    """Calls about outcomes."""

    def outcome(self, **wanted: Any):
        return self.call("POST", f"{self.base}/outcome_groups/{self.root()}/outcomes", {"title": "A ratio"} | wanted)

    def root(self):
        return self.call("GET", f"{self.base}/root_outcome_group").json()["id"]

    def rubric(self, assignment, outcome_id, **where: Any):
        criteria = {"0": {"description": "Ratio", "points": 4, "mastery_points": 3, "learning_outcome_id": outcome_id}}
        association = {"association_id": assignment["id"], "association_type": "Assignment"} | where
        body = {"rubric": {"title": "Ratios", "criteria": criteria}, "rubric_association": association}
        return self.call("POST", f"{self.base}/rubrics", body)

    def assess(self, assignment, criterion, points, user):
        url = f"{self.base}/assignments/{assignment['id']}/submissions/{user}"
        return self.call("PUT", url, {"rubric_assessment": {criterion: {"points": points, "comments": "so"}}})

    def results(self, **asked: Any):
        return self.call("GET", f"{self.base}/outcome_results", **asked)


@pytest.fixture
def rest(sim):
    return Mastery(sim)


@pytest.fixture
def maya(sim):
    return sim.school.person("maya.okafor")


def assessed(rest, maya, points=3, **where: Any):
    outcome = rest.outcome(vendor_guid="case-1").json()["outcome"]
    assignment = rest.new_assignment(points_possible=10, published=True)
    criterion = rest.rubric(assignment, outcome["id"], **where).json()["rubric"]["data"][0]["id"]
    assert rest.assess(assignment, criterion, points, maya.id).status_code == 200
    return outcome, assignment, criterion


def test_6_1_defaults_and_order_of_ratings(rest):
    plain = rest.outcome().json()["outcome"]
    assert [row["points"] for row in plain["ratings"]] == [5, 3, 0]
    assert (plain["mastery_points"], plain["points_possible"]) == (3, 5)
    assert (plain["calculation_method"], plain["calculation_int"]) == ("decaying_average", 65)
    own = rest.outcome(ratings=RATINGS).json()["outcome"]
    assert [row["points"] for row in own["ratings"]] == [3, 0]
    assert own["mastery_points"] == 3


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ({"calculation_method": "latest"}, ("latest", None)),
        ({"calculation_method": "latest", "calculation_int": 5}, 400),
        ({"calculation_method": "n_mastery", "calculation_int": 11}, 400),
        ({"calculation_method": "n_mastery"}, ("n_mastery", 5)),
        ({"calculation_method": "weighted_average", "calculation_int": 70}, ("decaying_average", 70)),
        ({"calculation_method": "standard_decaying_average", "calculation_int": 49}, 400),
        ({"calculation_method": "mode"}, 400),
        ({"vendor_guid": "x" * 256}, 400),
        ({"title": ""}, 400),
    ],
)
def test_6_1_ways_to_calculate(rest, wanted, kept):
    answer = rest.outcome(**wanted)
    if kept == 400:
        assert answer.status_code == 400
        return
    told = answer.json()["outcome"]
    assert (told["calculation_method"], told["calculation_int"]) == kept


@pytest.mark.parametrize(("on", "kept"), [(False, "decaying_average"), (True, "standard_decaying_average")])
def test_6_1_the_flag_decides_what_the_decaying_average_is_called(sim, rest, on, kept):
    sim.faults.new_decaying_average = on
    told = rest.outcome(calculation_method="standard_decaying_average").json()["outcome"]
    assert told["calculation_method"] == kept


def test_6_1_identifiers_need_not_be_unique_and_short_lists_leave_them_out(rest):
    for _ in range(2):
        assert rest.outcome(vendor_guid="case-1").status_code == 200
    short = rest.call("GET", f"{rest.base}/outcome_group_links").json()
    full = rest.call("GET", f"{rest.base}/outcome_group_links", outcome_style="full").json()
    assert ["vendor_guid" in row["outcome"] for row in short] == [False, False]
    assert [row["outcome"]["vendor_guid"] for row in full] == ["case-1", "case-1"]


def test_6_1_a_group_below_the_root_is_listed(rest):
    made = rest.call(
        "POST", f"{rest.base}/outcome_groups/{rest.root()}/subgroups", {"title": "Ratios", "vendor_guid": "g"}
    )
    listed = rest.call("GET", f"{rest.base}/outcome_groups").json()
    assert [row["vendor_guid"] for row in listed] == [None, "g"]
    assert made.json()["parent_outcome_group"] == {"id": rest.root()}


def test_6_3_an_assessment_makes_one_result_and_leaves_the_score_alone(rest, maya):
    outcome, assignment, criterion = assessed(rest, maya)
    rest.assess(assignment, criterion, 2, maya.id)
    [one] = rest.results().json()["outcome_results"]
    assert (one["score"], one["possible"], one["percent"], one["mastery"]) == (2, 4, 0.5, False)
    assert one["links"]["learning_outcome"] == str(outcome["id"])
    assert one["links"]["alignment"] == f"assignment_{assignment['id']}"
    submission = rest.assess(assignment, criterion, 2, maya.id).json()
    assert submission["score"] is None


def test_6_3_a_rubric_for_grading_takes_the_place_of_the_score(rest, maya):
    _, assignment, criterion = assessed(rest, maya, use_for_grading=True)
    assert rest.assess(assignment, criterion, 3, maya.id).json()["score"] == 3


def test_6_3_a_hidden_result_is_told_only_on_request(rest, maya):
    assessed(rest, maya, hide_outcome_results=True)
    assert rest.results().json()["outcome_results"] == []
    assert len(rest.results(include_hidden="true").json()["outcome_results"]) == 1


def test_6_3_a_rubric_needs_an_outcome_of_the_course_and_an_assignment(rest):
    assignment = rest.new_assignment()
    assert rest.rubric(assignment, 99).status_code == 400
    assert rest.rubric({"id": 99}, None).status_code == 404


def test_6_3_who_is_no_student_here_is_not_assessed(rest, maya):
    _, assignment, criterion = assessed(rest, maya)
    assert rest.assess(assignment, criterion, 3, 99).status_code == 404


@pytest.mark.parametrize(("asked", "words"), [("user_ids[]", "users"), ("outcome_ids[]", "outcomes")])
def test_6_4_strangers_are_refused_in_words(rest, maya, asked, words):
    assessed(rest, maya)
    answer = rest.results(**{asked: "999"})
    assert (answer.status_code, f"can only include id's of {words}" in answer.json()["message"]) == (400, True)
    assert rest.results(**{"include[]": "x"}).json()["message"] == "invalid include: x"


def test_6_4_a_rollup_for_each_learner_and_section(sim, rest, maya):
    assessed(rest, maya)
    rows = rest.call("GET", f"{rest.base}/outcome_rollups").json()["rollups"]
    assert len(rows) == len(sim.school.students)
    mine = next(row for row in rows if row["links"]["user"] == str(maya.id))
    assert [one["score"] for one in mine["scores"]] == [3.75]
    assert all(row["scores"] == [] for row in rows if row["links"]["user"] != str(maya.id))


def test_6_5_percent_is_of_what_was_possible():
    assert scaled(Scored(3, 4, ""), 5, 3) == (0.75, 3.75)
    assert scaled(Scored(3, 0, ""), 5, 3) == (0.6, 3.0)
    assert scaled(Scored(None, 4, ""), 5, 3) == (None, None)


@pytest.mark.parametrize(
    ("scores", "share", "weighted", "decay", "average"),
    [
        ((1, 2, 3, 4, 5), 65, 4.13, 4.47, 3.0),
        ((2, 3), 65, 2.65, 2.65, 2.5),
        ((4, 3, 2, 1), 65, 1.7, 1.52, 2.5),
        ((3, 1, 4), 75, 3.5, 3.38, 2.67),
    ],
)
def test_6_6_ways_to_calculate(scores, share, weighted, decay, average):
    assert rolled_up(scores, "decaying_average", share, 3) == weighted
    assert rolled_up(scores, "standard_decaying_average", share, 3) == weighted
    assert rolled_up(scores, "standard_decaying_average", share, 3, new=True) == decay
    assert rolled_up(scores, "average", None, 3) == average
    assert rolled_up(scores, "latest", None, 3) == scores[-1]
    assert rolled_up(scores, None, None, 3) == max(scores)


def test_6_6_n_mastery():
    assert rolled_up((1, 2, 3, 4, 5), "n_mastery", 3, 3) == 4.0
    assert rolled_up((1, 2, 3, 4, 5), "n_mastery", 4, 3) is None
    assert rolled_up((), "latest", None, 3) is None


@pytest.mark.parametrize(
    ("value", "shown"), [(2.675, 2.68), (1.005, 1.01), (0.285, 0.29), (4.125, 4.13), (2.5275, 2.53), (2.0, 2.0)]
)
def test_6_6_rounding(value, shown):
    assert rounded(value) == shown
