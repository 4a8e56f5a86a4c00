"""Names and roles (schoology facts 4)."""

from schoology_tool import CALEB, MAYA, ROSA

from sandbox.school import school
from sandbox.schoology import SchoologySim


def test_4_at_most_a_hundred_members_a_page(tool):
    with SchoologySim(school(students=130)) as large:
        tool.register_with(large)
        services = tool.services(large)
        first = services.call("GET", services.members, limit=500)
        second = services.call("GET", first.links["next"]["url"])
        assert [len(page.json()["members"]) for page in (first, second)] == [100, 32]
        assert "next" not in second.links
        large.faults.roster_503_on_page = 2
        assert services.call("GET", first.links["next"]["url"]).status_code == 503


def test_4_member_shape_and_privacy(sim, services):
    sim.faults.names_only = [CALEB]
    answer = services.call("GET", services.members)
    assert answer.headers["Content-Type"] == "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
    members = {row["user_id"]: row for row in answer.json()["members"]}
    assert members[sim.sub(MAYA)]["email"] == "maya.okafor@school.example"
    assert members[sim.sub(ROSA)]["roles"] == ["http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"]
    assert set(members[sim.sub(CALEB)]) == {"user_id", "status", "roles", "name"}


def test_4_filters_and_who_left(sim, services):
    sim.enrol(MAYA, "inactive")
    sim.enrol(CALEB, "deleted")
    members = services.call("GET", services.members, role="Learner").json()["members"]
    assert len(members) == 23
    assert [row["user_id"] for row in members if row["status"] == "Inactive"] == [sim.sub(MAYA)]


def test_4_each_linked_section_has_its_own_roster(linked, tool):
    rosters = [tool.services(linked, section=number) for number in (0, 1)]
    found = [{row["user_id"] for row in one.call("GET", one.members).json()["members"]} for one in rosters]
    assert linked.sub(MAYA) in found[0] - found[1]
    assert linked.sub(ROSA) in found[0] & found[1]
