"""Names and roles (canvas facts 4; reliability F32)."""

import pytest
from sandbox_tool import Rest

LTI = "https://purl.imsglobal.org/spec/lti/claim/"


@pytest.fixture
def services(sim, tool):
    return tool.services(sim)


def roster(services, **params: object):
    return services.call("GET", f"{services.base}/names_and_roles", **params)


def names(answer):
    return [member["name"] for member in answer.json()["members"]]


def test_one_page_holds_the_whole_class_without_admin_and_test_student(services):
    answer = roster(services)
    assert answer.headers["Content-Type"].startswith("application/vnd.ims.lti-nrps.v2.membershipcontainer+json")
    assert len(names(answer)) == 26
    assert "next" not in answer.links
    assert "message" not in answer.json()["members"][0]


def test_pages_follow_case_sensitive_bookmarks(services):
    answer = roster(services, limit=10)
    found = names(answer)
    while "next" in answer.links:
        url = answer.links["next"]["url"]
        assert url != url.lower()
        answer = services.call("GET", url)
        found += names(answer)
    assert len(found) == len(set(found)) == 26


def test_limit_is_at_most_fifty(services):
    assert roster(services, limit=500).json()["id"].endswith("limit=50")


def test_rlid_of_the_course_adds_messages_with_custom_parameters(sim, services):
    member = roster(services, rlid=sim.school.course.context_id).json()["members"][2]
    custom = member["message"][0][f"{LTI}custom"]
    person = sim.school.find(member["user_id"])
    assert (custom["user_id"], custom["section_ids"]) == (str(person.id), "8")
    assert custom["assignment_id"] == "$Canvas.assignment.id"


def test_rlid_of_an_assignment_lists_only_those_assigned(sim, services):
    maya = sim.school.person("maya.okafor")
    made = Rest(sim).new_assignment(
        published=True,
        only_visible_to_overrides=True,
        assignment_overrides=[{"student_ids": [maya.id], "title": "Maya"}],
    )
    assert names(roster(services, rlid=made["lti_context_id"])) == ["Rosa Alvarez", "Daniel Reed", "Maya Okafor"]


def test_bad_rlid_is_400(services):
    assert roster(services, rlid="nothing").json()["errors"]["message"] == "Invalid 'rlid' parameter"


def test_role_filter_takes_membership_uris_only(services):
    learner = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
    institution = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student"
    assert [len(names(roster(services, role=role))) for role in (learner, institution)] == [24, 0]


def test_people_who_left_are_absent(sim, services):
    sim.enrol("maya.okafor", "inactive")
    assert "Maya Okafor" not in names(roster(services))


def test_F32_roster_fails_on_a_page_and_repeats_a_member(sim, services):
    sim.faults.roster_503_on_page = 2
    first = roster(services, limit=10)
    assert services.call("GET", first.links["next"]["url"]).status_code == 503
    sim.faults.clear()
    sim.faults.roster_duplicate = True
    assert names(roster(services)).count("Rosa Alvarez") == 2
