"""People with their real roles, and the gradebook of one person (facts 7)."""

from sandbox.moodle.columns import compute
from sandbox.moodle.lms import Lms
from sandbox.moodle.model import GradeItem
from sandbox.moodle.web_services.calls import (
    Functions,
    check_course,
    invalid_response,
    looks_like_tag,
    missing_record,
    whole_or,
)
from sandbox.moodle.words import number
from sandbox.parts import Json
from sandbox.school import Person

functions = Functions()

_EDITING_TEACHER = {"roleid": 3, "name": "", "shortname": "editingteacher", "sortorder": 0}
_TEACHER = {"roleid": 4, "name": "", "shortname": "teacher", "sortorder": 0}
_STUDENT = {"roleid": 5, "name": "", "shortname": "student", "sortorder": 0}


@functions.add("core_enrol_get_enrolled_users", writes=False)
def enrolled_users(lms: Lms, values: Json) -> list[Json]:
    """List everybody enrolled, suspended people too, with roles and groups."""
    check_course(lms, values)
    return [_user(lms, one) for one in lms.school.people if lms.enrolment(one) != "deleted"]


@functions.add("gradereport_user_get_grade_items", writes=False)
def grade_items(lms: Lms, values: Json) -> Json:
    """Gradebook of one person, or of all learners with user id 0; asking computes it."""
    check_course(lms, values)
    user_id = whole_or(values, "userid", 0)
    learners = [one for one in lms.school.people if one.is_learner and lms.enrolment(one) != "deleted"]
    people = [one for one in learners if user_id in (0, one.id)]
    if user_id and not people:
        raise missing_record("user_enrolments")
    compute(lms)
    if any(looks_like_tag(one.label) for one in lms.state.items.values()):
        raise invalid_response()
    return {"usergrades": [_report(lms, one) for one in people], "warnings": []}


def _user(lms: Lms, person: Person) -> Json:
    role = _STUDENT if person.is_learner else _EDITING_TEACHER if lms.is_editing(person) else _TEACHER
    groups = [group for group in lms.state.groups.values() if person.id in group.user_ids]
    return {
        "id": person.id,
        "username": person.login,
        "firstname": person.given_name,
        "lastname": person.family_name,
        "fullname": person.name,
        "email": person.email or "",
        "idnumber": person.sis_id,
        "roles": [role],
        "groups": [{"id": one.id, "name": one.name, "description": one.description} for one in groups],
        "enrolledcourses": [_course(lms)],
    }


def _course(lms: Lms) -> Json:
    return {"id": lms.school.course.id, "fullname": lms.school.course.name, "shortname": lms.school.course.label}


def _report(lms: Lms, person: Person) -> Json:
    counted = sum(item.maximum for item in lms.state.items.values() if item.counts)
    return {
        "courseid": lms.school.course.id,
        "courseidnumber": lms.school.course.sis_id,
        "userid": person.id,
        "userfullname": person.name,
        "useridnumber": person.sis_id,
        "maxdepth": 2,
        "gradeitems": [_item(lms, item, person, counted) for item in _columns(lms)],
    }


def _columns(lms: Lms) -> list[GradeItem]:
    return [*lms.state.items.values(), *lms.state.quizzes.values()]


def _item(lms: Lms, item: GradeItem, person: Person, counted: float) -> Json:
    row = lms.state.grade(item.id, person.id)
    own = lms.state.activities.get(str(item.cmid))
    quiz = str(item.id) in lms.state.quizzes
    natural = item.maximum / counted if item.counts and counted else 0.0
    return {
        "id": item.id,
        "itemname": item.label,
        "itemtype": "mod" if own or quiz else "manual",
        "itemmodule": "quiz" if quiz else "lti" if own else None,
        "iteminstance": own.link_id if own else None,
        "itemnumber": 0 if own else None,
        "idnumber": "",
        "cmid": own.cmid if own else None,
        "weightraw": natural if item.weight is None else item.weight,
        "graderaw": None if row.value is None else number(row.value),
        "gradedatesubmitted": None,
        "gradedategraded": row.changed_at,
        "gradeishidden": False,
        "gradeislocked": row.locked,
        "gradeisoverridden": row.overridden and item.cmid is not None,
        "gradeformatted": "-" if row.value is None else f"{row.value:.2f}",
        "grademin": 0,
        "grademax": number(item.maximum),
        "feedback": row.comment or "",
        "feedbackformat": 0,
    }
