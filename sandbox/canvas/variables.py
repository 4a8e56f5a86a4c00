"""Expands the custom variables of the tool's configuration; what cannot be expanded stays literal (facts 1.4, 1.6)."""

import json
from urllib.parse import urlsplit

from sandbox.canvas.lms import Lms
from sandbox.canvas.model import Assignment
from sandbox.canvas.roles import context_roles
from sandbox.school import Person

_SHARD = 10**13

_ROSTER_PREFIXES = ("$Canvas.user.", "$Canvas.course.", "$Person.", "$User.", "$com.instructure.User.")
_ROSTER_NAMES = ("$Message.locale", "$vnd.instructure.User.uuid", "$Canvas.group.contextIds")


def expand(custom: dict[str, str], known: dict[str, str]) -> dict[str, str]:
    """Return custom parameters with every known variable replaced by its value."""
    return {name: known.get(value, value) for name, value in custom.items()}


def launch_variables(lms: Lms, person: Person, assignment: Assignment | None) -> dict[str, str]:
    """Variables of a launch; assignment variables only when an assignment is launched."""
    known = _person(lms, person) | _course(lms, person) | _site(lms)
    return known | (_assignment(assignment) if assignment else {})


def roster_variables(lms: Lms, person: Person) -> dict[str, str]:
    """Return the fewer variables a roster expands per member (canvas facts 4)."""
    known = _person(lms, person) | _course(lms, person) | {"$Message.locale": "en"}
    return {name: value for name, value in known.items() if name.startswith(_ROSTER_PREFIXES) or name in _ROSTER_NAMES}


def _person(lms: Lms, person: Person) -> dict[str, str]:
    names = [section.name for section in lms.school.sections_of(person)]
    return {
        "$Canvas.user.id": str(person.id),
        "$Canvas.user.globalId": str(_SHARD + person.id),
        "$Canvas.user.loginId": person.login,
        "$Canvas.user.sisSourceId": person.sis_id,
        "$vnd.instructure.User.uuid": person.legacy_id,
        "$User.id": str(person.id),
        "$User.username": person.login,
        "$Person.name.full": person.name,
        "$Person.name.given": person.given_name,
        "$Person.name.family": person.family_name,
        "$Person.sourcedId": person.sis_id,
        "$com.instructure.User.sectionNames": json.dumps(names),
    } | ({"$Person.email.primary": person.email} if person.email else {})


def _course(lms: Lms, person: Person) -> dict[str, str]:
    course, sections = lms.school.course, lms.school.sections_of(person)
    return {
        "$Canvas.course.id": str(course.id),
        "$Canvas.course.name": course.name,
        "$Canvas.course.sisSourceId": course.sis_id,
        "$Canvas.course.sectionIds": ",".join(str(section.id) for section in sections),
        "$Canvas.course.sectionSisSourceIds": ",".join(section.sis_id for section in sections),
        "$Canvas.course.sectionRestricted": str(person.login in lms.faults.limited_to_section).lower(),
        "$Canvas.course.workflowState": "available",
        "$Canvas.course.previousCourseIds": ",".join(str(one.course.id) for one in lms.past),
        "$vnd.instructure.Course.uuid": course.uuid,
        "$Context.id": course.context_id,
        "$Context.id.history": ",".join(one.course.context_id for one in lms.past),
        "$Canvas.enrollment.enrollmentState": lms.enrolment(person),
        "$Canvas.membership.roles": ",".join(context_roles(person)),
    }


def _site(lms: Lms) -> dict[str, str]:
    account = str(lms.school.account_id)
    return {
        "$Canvas.api.domain": urlsplit(lms.url).netloc,
        "$Canvas.api.baseUrl": lms.url,
        "$Canvas.account.id": account,
        "$Canvas.rootAccount.id": account,
        "$Canvas.term.name": "2026-27",
        "$Message.locale": "en",
        "$Person.address.timezone": "America/Chicago",
    }


def _assignment(assignment: Assignment) -> dict[str, str]:
    dates = {"dueAt": assignment.due_at, "unlockAt": assignment.unlock_at, "lockAt": assignment.lock_at}
    return {
        "$Canvas.assignment.id": str(assignment.id),
        "$Canvas.assignment.title": assignment.name,
        "$Canvas.assignment.pointsPossible": f"{assignment.points_possible:g}",
        "$Canvas.assignment.published": str(assignment.published).lower(),
        "$com.instructure.Assignment.lti.id": assignment.lti_context_id,
        "$ResourceLink.id": assignment.lti_context_id,
    } | {f"$Canvas.assignment.{name}.iso8601": value for name, value in dates.items() if value}
