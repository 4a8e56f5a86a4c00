"""The course's assignments with their restrictions and extensions, and what a token may call (facts 7)."""

import json

from sandbox.moodle.lms import Lms
from sandbox.moodle.model import Assign, Restriction
from sandbox.moodle.web_services.calls import Functions, WsError, check_course, invalid_parameter, missing_record, whole
from sandbox.moodle.web_services.contents import sections
from sandbox.parts import Json

functions = Functions()


@functions.add("core_course_get_contents", writes=False)
def contents(lms: Lms, values: Json) -> list[Json]:
    """Return the course's sections; unless everything is asked for, the first alone, with assignments and no links."""
    check_course(lms, values)
    options = {str(one.get("name")): one.get("value") for one in values.get("options") or [] if isinstance(one, dict)}
    modules = [_assignment(one) for one in lms.state.assigns.values() if not _hidden(lms, one)]
    if options.get("modname") is None:
        modules += [
            {"id": one.cmid, "instance": one.link_id, "name": one.name, "modname": "lti"}
            for one in lms.state.activities.values()
        ]
    general = {"id": 1, "name": "General", "section": 0, "modules": modules}
    return [general] if options.get("modname") is not None else [general, *sections(lms)]


@functions.add("mod_assign_save_user_extensions")
def save_extensions(lms: Lms, values: Json) -> list[Json]:
    """Give people days of their own; what lies before the due date, or is for a stranger, comes back as a warning."""
    known = lms.state.assigns.get(str(whole(values, "assignmentid")))
    if known is None:
        raise missing_record("assign")
    if _hidden(lms, known):
        raise WsError("require_login_exception", "requireloginerror", "Course or activity not accessible.")
    people, days = values.get("userids"), values.get("dates")
    if not isinstance(people, list) or not isinstance(days, list):
        raise invalid_parameter()
    if len(people) != len(days):
        return [_warning(known, "invalidparameters", "Length of userids and dates parameters differ.")]
    pairs = [(whole({"id": user}, "id"), whole({"day": day}, "day")) for user, day in zip(people, days, strict=True)]
    refused = [(user, day) for user, day in pairs if not _extend(lms, known, user, day)]
    return [
        _warning(known, "couldnotgrantextensions", f"User id: {user}, Assignment id: {known.id}, Extension date: {day}")
        for user, day in refused
    ]


def _hidden(lms: Lms, one: Assign) -> bool:
    """Whether the token's account cannot see this assignment."""
    return lms.faults.ws_restricted and one.restriction is not None


def _extend(lms: Lms, known: Assign, user: int, day: int) -> bool:
    person = lms.person(user)
    enrolled = person is not None and person.is_learner and lms.enrolment(person) != "deleted"
    if not enrolled or (day and (day < known.due or day < known.opens)):
        return False
    known.extensions[str(user)] = day
    return True


def _warning(known: Assign, code: str, message: str) -> Json:
    return {"item": message, "itemid": known.id, "warningcode": code, "message": message}


def _assignment(one: Assign) -> Json:
    rule = _rule(one.restriction)
    shown = {"availability": json.dumps({"op": "&", "c": [rule], "showc": [False]})} if rule else {}
    return {"id": one.cmid, "instance": one.id, "name": one.name, "modname": "assign", **shown}


def _rule(rule: Restriction | None) -> Json | None:
    if rule is None:
        return None
    return {"type": rule.kind, "id": rule.id} | ({"min": rule.minimum} if rule.kind == "grade" else {})
