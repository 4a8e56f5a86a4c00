"""The roster service (moodle facts 6)."""

import pytest
from moodle_tool import MEMBERS


def ids(answer) -> set[str]:
    assert answer.status_code == 200, answer.text
    return {member["user_id"] for member in answer.json()["members"]}


def test_M6_members_have_short_roles_and_known_ids(sim, services):
    body = services.members().json()
    maya = next(member for member in body["members"] if member["user_id"] == sim.sub("maya.okafor"))
    assert maya["roles"] == ["Learner"]
    assert (maya["name"], maya["lis_person_sourcedid"]) == ("Maya Okafor", sim.school.person("maya.okafor").sis_id)
    assert body["context"]["id"] == sim.context_id == "3"
    assert len(body["members"]) == 26


def test_M6_a_non_editing_teacher_is_a_learner_here(sim, services):
    roles = {member["user_id"]: member["roles"] for member in services.members().json()["members"]}
    assert roles[sim.sub("rosa.alvarez")] == ["Instructor"]
    assert roles[sim.sub("daniel.reed")] == ["Learner"]
    assert sim.sub("ines.duarte") not in roles


def test_M6_suspended_and_removed_people_are_simply_missing(sim, services):
    sim.enrol("maya.okafor", "inactive")
    sim.enrol("priya.nair", "deleted")
    assert not {sim.sub("maya.okafor"), sim.sub("priya.nair")} & ids(services.members())


@pytest.mark.parametrize("role", ["Instructor", "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"])
def test_M6_role_filters_short_or_full(sim, services, role):
    assert ids(services.members(role=role)) == {sim.sub("rosa.alvarez")}


def test_M6_other_roles_return_everybody(services):
    assert len(ids(services.members(role="Mentor"))) == 26


def test_M6_pages_follow_by_a_link_that_forgets_the_role(services):
    first = services.members(role="Learner", limit=20)
    following = first.links["next"]["url"]
    assert (len(ids(first)), "role=" in following) == (20, False)
    second = services.members(following)
    assert (len(ids(second)), "next" in second.links) == (6, False)


def test_M6_rlid_lists_those_who_can_see_the_activity(sim, services):
    group = sim.state()["groups"][1]
    sim.prepare_work("Practice", "http://tool.example/x", str(group["id"]))
    link = sim.state()["activities"][-1]["link_id"]
    answer = services.members(rlid=link)
    released = {sim.sub(login) for login in sim.readback().work[0].logins}
    assert ids(answer) == released | {sim.sub("rosa.alvarez"), sim.sub("daniel.reed")}
    assert all("message" in member for member in answer.json()["members"])
    assert services.members(rlid=9999).status_code == 404


def test_a_group_with_hidden_members_opens_an_activity_to_nobody_whom_the_service_knows(sim, services):
    group = sim.state()["groups"][1]
    with sim._lms.store.change() as state:
        state.groups[str(group["id"])].visibility = 2
    sim.prepare_work("Practice", "http://tool.example/x", str(group["id"]))
    assert sim.readback().work[0].logins
    answer = services.members(rlid=sim.state()["activities"][-1]["link_id"])
    assert ids(answer) == {sim.sub("rosa.alvarez"), sim.sub("daniel.reed")}


def test_M3_privacy_never_leaves_the_id_number(sim, services):
    sim.faults.privacy_never = True
    member = services.members().json()["members"][0]
    assert set(member) == {"status", "roles", "user_id", "lis_person_sourcedid"}


def test_a_page_of_the_roster_may_fail(sim, services):
    sim.faults.roster_503_on_page = 2
    first = services.members(limit=20)
    assert first.status_code == 200
    assert services.members(first.links["next"]["url"]).status_code == 503


def test_M0_5_other_media_types_are_refused(sim, services):
    assert services.call("GET", sim.memberships_url, "application/json").status_code == 400
    assert services.call("GET", sim.memberships_url, MEMBERS).headers["Content-Type"].startswith(f"{MEMBERS};")
