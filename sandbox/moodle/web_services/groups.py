"""Groups of the course and their members (facts 7)."""

from sandbox.moodle.lms import Lms
from sandbox.moodle.model import Group
from sandbox.moodle.web_services.calls import (
    Functions,
    check_context,
    enrolled,
    invalid_parameter,
    missing_record,
    name_text,
    rows,
    text,
    whole,
    whole_or,
)
from sandbox.parts import Json

functions = Functions()


@functions.add("core_group_create_groups")
def create_groups(lms: Lms, values: Json) -> list[Json]:
    """Make groups, all or none; a name exists once in a course."""
    made: list[Group] = []
    known = {group.name for group in lms.state.groups.values()}
    for row in rows(values, "groups"):
        check_context(lms, row)
        name = name_text(row, "name").strip()
        if not name:
            raise invalid_parameter("Invalid group name")
        if name in known:
            raise invalid_parameter("Group with the same name already exists in the course")
        known.add(name)
        visibility, participation = whole_or(row, "visibility", 0), whole_or(row, "participation", 1)
        if visibility not in range(4):
            raise invalid_parameter("Invalid group visibility provided. Must be one of 0,1,2,3")
        idnumber, description = text(row, "idnumber", ""), text(row, "description")
        made.append(Group(0, name, idnumber, description, visibility, participation))
    for group in made:
        group.id = lms.state.next_id("group")
        lms.state.groups[str(group.id)] = group
    return [_group(lms, group) for group in made]


@functions.add("core_group_get_course_groups", writes=False)
def course_groups(lms: Lms, values: Json) -> list[Json]:
    """List the groups of the course."""
    check_context(lms, values)
    return [_group(lms, group) for group in lms.state.groups.values()]


@functions.add("core_group_add_group_members")
def add_members(lms: Lms, values: Json) -> None:
    """Put people into groups, all or none; somebody who is in already stays in."""
    pairs = _pairs(lms, values)
    for _, user_id in pairs:
        enrolled(lms, user_id)
    for group, user_id in pairs:
        if user_id not in group.user_ids:
            group.user_ids.append(user_id)


@functions.add("core_group_delete_group_members")
def delete_members(lms: Lms, values: Json) -> None:
    """Take people out of groups; somebody who is not in is no problem."""
    for group, user_id in _pairs(lms, values):
        group.user_ids = [one for one in group.user_ids if one != user_id]


@functions.add("core_group_get_group_members", writes=False)
def group_members(lms: Lms, values: Json) -> list[Json]:
    """List the people in each named group."""
    numbers = values.get("groupids")
    if not isinstance(numbers, list):
        raise invalid_parameter()
    found = [_known(lms, {"groupid": number}) for number in numbers]
    return [{"groupid": group.id, "userids": list(group.user_ids)} for group in found]


def _pairs(lms: Lms, values: Json) -> list[tuple[Group, int]]:
    return [(_known(lms, row), whole(row, "userid")) for row in rows(values, "members")]


def _known(lms: Lms, row: Json) -> Group:
    group = lms.state.groups.get(str(whole(row, "groupid")))
    if group is None:
        raise missing_record("groups")
    return group


def _group(lms: Lms, group: Group) -> Json:
    return {
        "id": group.id,
        "courseid": lms.school.course.id,
        "name": group.name,
        "description": group.description,
        "descriptionformat": 1,
        "enrolmentkey": "",
        "idnumber": group.idnumber,
        "visibility": group.visibility,
        "participation": bool(group.participation),
    }
