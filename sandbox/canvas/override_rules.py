"""The rules of assignment overrides: one target, one ad-hoc override per student, dates by presence (facts 5.2)."""

from typing import Any

from sandbox.canvas.errors import ApiError
from sandbox.canvas.lms import Lms
from sandbox.canvas.model import DATE_KEYS, Assignment, Override
from sandbox.clock import parse_time
from sandbox.parts import Json


def add_override(lms: Lms, assignment: Assignment, wanted: Json) -> Override:
    """Make an override of this assignment; 400 when a rule is broken."""
    students, section = _target(lms, wanted)
    _check_free(assignment, students, section, None)
    title = _title(lms, wanted, section)
    override = Override(
        lms.state.next_id("override"),
        assignment.id,
        title,
        students,
        section,
        _dates(wanted),
        bool(wanted.get("unassign_item")),
    )
    assignment.overrides[str(override.id)] = override
    return override


def replace_override(lms: Lms, assignment: Assignment, override: Override, wanted: Json) -> None:
    """Change an override: dates are replaced as a whole, students stay when they are not named."""
    dates, students = _dates(wanted), override.student_ids
    if "student_ids" in wanted and override.course_section_id is None:
        students = _students(lms, wanted["student_ids"])
        _check_free(assignment, students, None, override)
    override.student_ids, override.dates = students, dates
    override.title = str(wanted.get("title") or override.title)
    override.unassign_item = bool(wanted.get("unassign_item", override.unassign_item))


def override_json(override: Override) -> Json:
    """Return an override as the REST interface writes it: a date only where it is overridden."""
    body: Json = {
        "id": override.id,
        "assignment_id": override.assignment_id,
        "title": override.title,
        "unassign_item": override.unassign_item,
        **override.dates,
    }
    if override.course_section_id is not None:
        return body | {"course_section_id": override.course_section_id}
    return body | {"student_ids": override.student_ids}


def _target(lms: Lms, wanted: Any) -> tuple[list[int], int | None]:
    if not isinstance(wanted, dict):
        raise ApiError(400, {"errors": ["one of student_ids, group_id, or course_section_id is required"]})
    if wanted.get("student_ids") is not None:
        return _students(lms, wanted["student_ids"]), None
    section = wanted.get("course_section_id")
    known = {str(row.id): row.id for row in lms.school.sections}
    if section is None:
        raise ApiError(400, {"errors": ["one of student_ids, group_id, or course_section_id is required"]})
    if str(section) not in known:
        raise ApiError(400, {"errors": [f'unknown section id "{section}"']})
    return [], known[str(section)]


def _students(lms: Lms, given: Any) -> list[int]:
    if not isinstance(given, list) or not given:
        raise ApiError(400, {"errors": [f"invalid student_ids {given!r}"]})
    by_id = {str(row.id): row.id for row in lms.school.people if row.is_learner}
    by_id |= {f"sis_user_id:{row.sis_id}": row.id for row in lms.school.people if row.is_learner}
    unknown = [str(one) for one in given if str(one) not in by_id]
    if unknown:
        listed = ", ".join(f'"{one}"' for one in unknown)
        raise ApiError(400, {"errors": [f"unknown student ids: [{listed}]"]})
    return list(dict.fromkeys(by_id[str(one)] for one in given))


def _check_free(assignment: Assignment, students: list[int], section: int | None, own: Override | None) -> None:
    for other in assignment.overrides.values():
        if own is not None and other.id == own.id:
            continue
        if set(students) & set(other.student_ids):
            raise _model_error("assignment_override_students", "already belongs to an assignment override")
        if section is not None and other.course_section_id == section:
            raise _model_error("set_id", "has already been taken")


def _title(lms: Lms, wanted: Json, section: int | None) -> str:
    if section is not None:
        return next(row.name for row in lms.school.sections if row.id == section)
    if not wanted.get("title"):
        raise _model_error("title", "can't be blank")
    return str(wanted["title"])


def _dates(wanted: Json) -> dict[str, str | None]:
    dates: dict[str, str | None] = {}
    for key in DATE_KEYS:
        if key in wanted:
            value = wanted[key] or None
            if value is not None and parse_time(value) is None:
                raise ApiError(400, {"errors": [f'invalid {key} "{value}"']})
            dates[key] = value
    return dates


def _model_error(attribute: str, message: str) -> ApiError:
    return ApiError(400, {"errors": {attribute: [{"attribute": attribute, "type": message, "message": message}]}})
