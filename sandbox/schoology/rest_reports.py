"""REST around grades: comments of a whole period, one user's grades, rubrics (schoology facts 8.3 to 8.5)."""

from flask import Blueprint, Response, request

from sandbox.parts import Json
from sandbox.schoology.classes import ClassSection
from sandbox.schoology.errors import ApiError
from sandbox.schoology.lms import Lms, lms
from sandbox.schoology.model import Grade
from sandbox.schoology.periods import PERIODS
from sandbox.schoology.rest import owner, plain, reply, rest
from sandbox.schoology.visibility import shown_grades

blueprint = Blueprint("rest_reports", __name__, url_prefix="/v1")

FINAL = "final"
"""Name of the whole course among the grading periods."""


def keep_final_comment(site: Lms, section: ClassSection, row: Json) -> Json:
    """Keep the comment on one learner's period, or on the whole course; return the answer's row."""
    period = str(row.get("period_id"))
    if period not in (FINAL, *(str(one.id) for one in PERIODS)):
        raise ApiError(400, "no such period")
    person = section.enrolled(row.get("enrollment_id"))
    if person is None or not person.is_learner:
        raise ApiError(404, "no such enrollment")
    site.state.final_comments[f"{section.enrolment_id(person)}:{period}"] = str(row.get("comment") or "")
    return {"response_code": 204}


def final_comment(site: Lms, enrolment_id: int, period: str) -> str:
    """Return the comment on one learner's period, "final" for the whole course."""
    return site.state.final_comments.get(f"{enrolment_id}:{period}", "")


@blueprint.get("/users/<user_id>/grades")
@rest()
def user_grades(user_id: str) -> Response:
    """Return one user's grades by section, period and item; others than a student's own need a teacher's key."""
    site = lms()
    person = site.person(user_id)
    if person is None:
        raise ApiError(404)
    asked = request.args.get("section_id")
    if (owner(site).is_learner and owner(site) != person) or (asked is None and site.faults.grades_want_section):
        raise ApiError(403)
    mine = [one for one in site.sections if person in one.people and asked in (None, str(one.id))]
    return reply({"section": [_section_grades(site, one, one.enrolment_id(person)) for one in mine]})


@blueprint.get("/sections/<section_id>/grading_rubrics")
@rest(teachers=True)
def rubrics(section: ClassSection) -> Response:  # noqa: ARG001 - nobody can make one from outside
    """Return the rubrics, which no call can make: there is none."""
    return reply({"grading_rubric": []})


def _section_grades(site: Lms, section: ClassSection, enrolment_id: int) -> Json:
    cells = [one for one in shown_grades(site, section) if one.enrolment_id == enrolment_id]
    of = {cell.item_id: site.state.items[str(cell.item_id)].period for cell in cells}
    periods: list[Json] = [
        {
            "period_id": f"p{one.id}",
            "period_title": one.title,
            "assignment": [_row(site, cell) for cell in cells if of[cell.item_id] == one.id],
        }
        for one in PERIODS
    ]
    final = [{"period_id": FINAL, "comment": final_comment(site, enrolment_id, FINAL)}]
    return {"section_id": str(section.id), "period": periods, "final_grade": final}


def _row(site: Lms, cell: Grade) -> Json:
    return {
        "assignment_id": cell.item_id,
        "grade": None if cell.value is None else plain(cell.value),
        "exception": cell.exception,
        "max_points": plain(site.state.items[str(cell.item_id)].max_points),
        "timestamp": cell.changed_at,
        "comment": cell.comment,
    }
