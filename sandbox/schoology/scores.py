"""AGS score and result services (schoology facts 3.3, 3.4, 3.6)."""

from flask import Blueprint, Response, jsonify, request

from sandbox.clock import iso, parse_time
from sandbox.parts import Json
from sandbox.school import Person
from sandbox.schoology.claims import AGS_SCOPES
from sandbox.schoology.classes import ClassSection, sub
from sandbox.schoology.columns import item_url
from sandbox.schoology.errors import lti_error
from sandbox.schoology.guards import json_object, service
from sandbox.schoology.line_items import PREFIX, known_column
from sandbox.schoology.lms import Lms, lms
from sandbox.schoology.model import MISSING, NONE, Grade, GradeItem
from sandbox.schoology.periods import is_over
from sandbox.schoology.triggers import grade_changed

blueprint = Blueprint("scores", __name__, url_prefix=PREFIX)

_LIST = "application/vnd.ims.lis.v2.resultcontainer+json"


@blueprint.post("/<item_id>/scores")
@service(f"{AGS_SCOPES}score")
def post_score(section: ClassSection, item_id: str) -> Response:
    """Store a score: it overwrites, clears a comment it does not carry, and any exception a teacher set."""
    site, body = lms(), json_object()
    item = known_column(site, section, item_id)
    _check(body)
    if site.faults.closed_period == "403" and is_over(site, item.period):
        raise lti_error(403, "the grading period is over")
    person = _learner(site, section, body)
    place = site.section(item.section_id)
    # Where linked sections share a number, the score of the other section's student is taken and lost (facts 3.6).
    if place and person in place.people:
        cell = site.state.grade(item.id, place.enrolment_id(person))
        _store(site, item, cell, body)
        grade_changed(site, place, cell)
    return Response(status=site.faults.score_status)


@blueprint.get("/<item_id>/results")
@service(f"{AGS_SCOPES}result.readonly")
def list_results(section: ClassSection, item_id: str) -> Response:
    """Results with numbers and comments; exceptions cannot be told from them."""
    site = lms()
    item, wanted = known_column(site, section, item_id), request.args.get("user_id")
    place = site.section(item.section_id) or section
    found = []
    for person in site.learners(place):
        cell = site.state.grades.get(f"{item.id}:{place.enrolment_id(person)}")
        if cell and wanted in (None, sub(person)):
            found.append(_result(site, section, item, cell, person))
    response = jsonify(found)
    response.mimetype = _LIST
    return response


def _check(body: Json) -> None:
    missing = [name for name in ("userId", "activityProgress", "gradingProgress", "timestamp") if not body.get(name)]
    if missing:
        raise lti_error(400, f"missing: {', '.join(missing)}")
    if parse_time(body["timestamp"]) is None:
        raise lti_error(400, "timestamp is no ISO 8601 time")
    given, maximum = body.get("scoreGiven"), body.get("scoreMaximum")
    if given is None:
        return
    if not _is_number(given) or not _is_number(maximum) or float(given) < 0 or float(str(maximum)) <= 0:
        raise lti_error(400, "scoreGiven and scoreMaximum must be numbers")


def _learner(site: Lms, section: ClassSection, body: Json) -> Person:
    """Return the learner with this full `sub`, also of a linked section."""
    for place in (section, *site.sections):
        for person in site.learners(place):
            if sub(person) == body["userId"]:
                return person
    raise lti_error(site.faults.unknown_learner_status, "no learner of this section")


def _store(site: Lms, item: GradeItem, cell: Grade, body: Json) -> None:
    sent, last = parse_time(body["timestamp"]), parse_time(cell.sent_at)
    if sent and last and sent < last and site.faults.stale_score != "accepted":
        if site.faults.stale_score == "409":
            raise lti_error(409, "an earlier score than the stored one")
        return
    given = body.get("scoreGiven")
    scale = item.max_points / body["scoreMaximum"] if given is not None and site.faults.rescale else 1
    cell.value = None if given is None else given * scale
    cell.comment = str(body.get("comment") or "")
    cell.exception, cell.by, cell.sent_at = NONE, "tool", str(body["timestamp"])
    cell.changed_at = int(site.now().timestamp())
    cell.posts.append({"received": iso(site.now()), "score": body})


def _result(site: Lms, section: ClassSection, item: GradeItem, cell: Grade, person: Person) -> Json:
    own = item_url(site, section, item.id).rstrip("/")
    value = cell.value
    if cell.exception == MISSING and site.faults.missing_counts_zero:
        value = 0.0
    fields = {
        "id": f"{own}/results/{cell.enrolment_id}",
        "userId": sub(person),
        "resultScore": value,
        "resultMaximum": item.max_points,
        "comment": cell.comment or None,
        "scoreOf": own,
    }
    return {name: entry for name, entry in fields.items() if entry is not None}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
