"""Competency frameworks, competencies, and ratings (facts 7)."""

import json
from collections.abc import Iterable

from sandbox.moodle.lms import Lms
from sandbox.moodle.mastery import SCALES, rate, scale_rules
from sandbox.moodle.web_services.calls import (
    Functions,
    WsError,
    check_course,
    coding_error,
    html_text,
    invalid_parameter,
    invalid_persistent,
    invalid_user,
    missing_record,
    name_text,
    text,
    told,
    whole,
    whole_or,
)
from sandbox.parts import Json

functions = Functions()

_SYSTEM = 1
_BY_ACTIVITY, _BY_HAND = 2, 3
"""What left a piece of evidence."""

_UNCONFIGURED = "The scale needs to be configured by selecting default and proficient items."


@functions.add("core_competency_create_competency_framework")
def create_framework(lms: Lms, values: Json) -> Json:
    """Make a framework in the system context, with one scale for all its competencies."""
    wanted = _row(values, "competencyframework")
    scale = whole(wanted, "scaleid")
    configuration = text(wanted, "scaleconfiguration")
    unknown = [] if scale in SCALES else ["Incorrect scale ID"]
    if unknown or whole(wanted, "contextid") != _SYSTEM or not _rules_fit(scale, configuration):
        raise invalid_persistent(", ".join([*unknown, _UNCONFIGURED]))
    _check_idnumber(wanted, lms.state.frameworks.values())
    framework = {
        "id": lms.state.next_id("framework"),
        "shortname": told(name_text(wanted, "shortname")),
        "idnumber": text(wanted, "idnumber"),
        "description": html_text(wanted, "description"),
        "descriptionformat": whole_or(wanted, "descriptionformat", 1),
        "visible": whole_or(wanted, "visible", 1) == 1,
        "scaleid": scale,
        "scaleconfiguration": configuration,
        "contextid": _SYSTEM,
        "taxonomies": text(wanted, "taxonomies", ""),
    }
    lms.state.frameworks[str(framework["id"])] = framework
    return framework


@functions.add("core_competency_list_competency_frameworks", writes=False)
def list_frameworks(lms: Lms, values: Json) -> list[Json]:  # noqa: ARG001 - there is one context only
    """List all frameworks."""
    return list(lms.state.frameworks.values())


@functions.add("core_competency_create_competency")
def create_competency(lms: Lms, values: Json) -> Json:
    """Make a competency; its ID number occurs once in its framework."""
    wanted = _row(values, "competency")
    framework, parent = whole(wanted, "competencyframeworkid"), whole_or(wanted, "parentid", 0)
    if str(framework) not in lms.state.frameworks:
        raise missing_record("competency_framework")
    siblings = [one for one in lms.state.competencies.values() if one["competencyframeworkid"] == framework]
    if parent and not any(one["id"] == parent for one in siblings):
        raise invalid_persistent("Invalid parent")
    _check_idnumber(wanted, siblings)
    competency = {
        "id": lms.state.next_id("competency"),
        "shortname": told(name_text(wanted, "shortname")),
        "idnumber": text(wanted, "idnumber"),
        "description": html_text(wanted, "description"),
        "descriptionformat": whole_or(wanted, "descriptionformat", 1),
        "competencyframeworkid": framework,
        "parentid": parent,
    }
    lms.state.competencies[str(competency["id"])] = competency
    return competency


@functions.add("core_competency_search_competencies", writes=False)
def search_competencies(lms: Lms, values: Json) -> list[Json]:
    """Return the competencies of a framework whose name or ID number has the text, all with an empty text."""
    framework, wanted = whole(values, "competencyframeworkid"), text(values, "searchtext").lower()
    if str(framework) not in lms.state.frameworks:
        raise missing_record("competency_framework")
    return [
        one
        for one in lms.state.competencies.values()
        if one["competencyframeworkid"] == framework and wanted in f"{one['shortname']}\n{one['idnumber']}".lower()
    ]


@functions.add("core_competency_add_competency_to_course")
def add_to_course(lms: Lms, values: Json) -> bool:
    """Add a competency to the course; false when it is there already."""
    check_course(lms, values)
    number = known_competency(lms, values)["id"]
    if number in lms.state.course_competencies:
        return False
    lms.state.course_competencies.append(number)
    return True


@functions.add("core_competency_list_course_competencies", writes=False)
def course_competencies(lms: Lms, values: Json) -> list[Json]:
    """List the competencies of the course, each with its place there."""
    check_course(lms, {"courseid": values.get("id")})
    return [
        {"competency": lms.state.competencies[str(number)], "coursecompetency": {"competencyid": number}}
        for number in lms.state.course_competencies
    ]


@functions.add("core_competency_remove_competency_from_course")
def remove_from_course(lms: Lms, values: Json) -> bool:
    """Take a competency out of the course; false when it is not in it. Ratings stay with their people."""
    check_course(lms, values)
    number = known_competency(lms, values)["id"]
    if number not in lms.state.course_competencies:
        return False
    lms.state.course_competencies.remove(number)
    for activity in lms.state.activities.values():
        activity.competency_ids = [one for one in activity.competency_ids if one != number]
    return True


@functions.add("core_competency_get_scale_values", writes=False)
def scale_values(lms: Lms, values: Json) -> list[Json]:  # noqa: ARG001 - scales are the site's
    """List the values of a scale, counted from 1."""
    names = SCALES.get(whole(values, "scaleid"))
    if names is None:
        raise WsError("Error", "", "Call to a member function load_items() on bool")
    return [{"id": number, "name": name} for number, name in enumerate(names, start=1)]


@functions.add("tool_lp_data_for_user_competency_summary_in_course", writes=False)
def summary_in_course(lms: Lms, values: Json) -> Json:
    """Return a person's rating on a competency of the course with all its evidence."""
    check_course(lms, values)
    competency, person = known_competency(lms, values), lms.person(whole(values, "userid"))
    if person is None:
        raise invalid_user()
    _check_in_course(lms, competency)
    rating = lms.state.ratings.get(f"{competency['id']}:{person.id}")
    rated = {"userid": person.id, "competencyid": competency["id"], "grade": rating.grade if rating else None,
             "proficiency": rating.proficient if rating else None}  # fmt: skip
    evidence = [
        {
            "id": number,
            "timecreated": one["at"],
            "grade": one["grade"],
            "note": one.get("note") or None,
            "action": _BY_ACTIVITY if "activity" in one else _BY_HAND,
        }
        for number, one in enumerate(rating.evidence if rating else [], start=1)
    ]
    return {"usercompetencysummary": {"competency": {"competency": competency}, "usercompetencycourse": rated,
                                      "evidence": sorted(evidence, key=lambda one: -one["timecreated"])}}  # fmt: skip


@functions.add("core_competency_grade_competency_in_course")
def grade_in_course(lms: Lms, values: Json) -> Json:
    """Rate a learner of the course on one of its competencies; evidence is added each time."""
    check_course(lms, values)
    competency, person = known_competency(lms, values), lms.person(whole(values, "userid"))
    _check_in_course(lms, competency)
    active = person is not None and person.is_learner and lms.enrolment(person) == "active"
    if person is None or not active:
        raise _may_not_be_rated()
    return _rated(lms, competency, person.id, values)


@functions.add("core_competency_grade_competency")
def grade_anywhere(lms: Lms, values: Json) -> Json:
    """Rate somebody on a competency outside any course."""
    competency, person = known_competency(lms, values), lms.person(whole(values, "userid"))
    if person is None:
        raise missing_record("user")
    return _rated(lms, competency, person.id, values)


def known_competency(lms: Lms, values: Json) -> Json:
    """Return the competency named in the parameters; refused when it does not exist."""
    found: Json | None = lms.state.competencies.get(str(whole(values, "competencyid")))
    if found is None:
        raise missing_record("competency")
    return found


def _rated(lms: Lms, competency: Json, user_id: int, values: Json) -> Json:
    grade, note = whole(values, "grade"), name_text(values, "note", "")
    framework = lms.state.frameworks[str(competency["competencyframeworkid"])]
    if not 1 <= grade <= len(SCALES[framework["scaleid"]]):
        raise invalid_persistent("Invalid rating")
    rating = rate(lms, competency, user_id, grade, {"note": note})
    proficient = any(rule["id"] == grade and rule.get("proficient") for rule in scale_rules(lms, competency))
    return {"id": len(rating.evidence), "grade": grade, "note": note, "gradename": _name(framework, grade),
            "usercompetencyid": competency["id"], "proficient": proficient}  # fmt: skip


def _name(framework: Json, grade: int) -> str:
    return SCALES[framework["scaleid"]][grade - 1]


def _row(values: Json, name: str) -> Json:
    found = values.get(name)
    if not isinstance(found, dict):
        raise invalid_parameter()
    return found


def _rules_fit(scale: int, configuration: str) -> bool:
    """Whether the rules name this scale first, then values of it, one default and a proficient one."""
    try:
        first, *rules = json.loads(configuration)
        values = range(1, len(SCALES[scale]) + 1)
        return (
            str(first["scaleid"]) == str(scale)
            and all(rule["id"] in values for rule in rules)
            and any(rule.get("scaledefault") for rule in rules)
            and any(rule.get("proficient") for rule in rules)
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def _check_idnumber(wanted: Json, others: Iterable[Json]) -> None:
    if not text(wanted, "shortname") or not text(wanted, "idnumber"):
        raise invalid_persistent("Required")
    if any(one["idnumber"] == wanted["idnumber"] for one in others):
        raise invalid_persistent("This ID number is already in use")


def _check_in_course(lms: Lms, competency: Json) -> None:
    if competency["id"] not in lms.state.course_competencies:
        course = lms.school.course.id
        raise coding_error(f"The competency does not belong to this course: {competency['id']}, {course}")


def _may_not_be_rated() -> WsError:
    return coding_error("The competency may not be rated at this time.")
