"""Completion of activities, and the activities that belong to the tool (facts 7, 8)."""

from sandbox.moodle.lms import Lms
from sandbox.moodle.web_services.calls import Functions, check_course, invalid_parameter, missing_record, whole
from sandbox.parts import Json

functions = Functions()


@functions.add("core_completion_override_activity_completion_status")
def override(lms: Lms, values: Json) -> Json:
    """Set completion to 0 or 1; it stays so until it is overridden again."""
    cmid, user_id, state = whole(values, "cmid"), whole(values, "userid"), whole(values, "newstate")
    if str(cmid) not in lms.state.activities:
        raise missing_record("course_modules")
    if state not in (0, 1) or lms.person(user_id) is None:
        raise invalid_parameter()
    completion = lms.state.completion(cmid, user_id)
    completion.state, completion.overridden = state, True
    return {"cmid": cmid, "userid": user_id, "state": state, "timecompleted": lms.seconds(), "tracking": 2}


@functions.add("core_completion_get_activities_completion_status", writes=False)
def status(lms: Lms, values: Json) -> Json:
    """Completion of every activity that tracks it, for one person."""
    check_course(lms, values)
    user_id = whole(values, "userid")
    found = []
    for one in lms.state.activities.values():
        completion = lms.state.completions.get(f"{one.cmid}:{user_id}")
        if one.pass_grade is not None or completion is not None:
            state = completion.state if completion else 0
            found.append({"cmid": one.cmid, "modname": "lti", "instance": one.link_id, "state": state, "tracking": 2})
    return {"statuses": found, "warnings": []}


@functions.add("mod_lti_get_ltis_by_courses", writes=False)
def links(lms: Lms, values: Json) -> Json:  # noqa: ARG001 - there is one course only
    """List the External tool activities: instance id, course-module id, name."""
    course = lms.school.course.id
    found = [
        {"id": one.link_id, "coursemodule": one.cmid, "course": course, "name": one.name}
        for one in lms.state.activities.values()
    ]
    return {"ltis": found, "warnings": []}
