"""AGS score service: what one score does to one cell (facts 0.3, 0.4, 6)."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response

from sandbox.clock import iso, parse_time
from sandbox.moodle.errors import SCORE_TYPE, Refusal, ScoreRefusal
from sandbox.moodle.guards import json_body, service
from sandbox.moodle.line_items import known_item
from sandbox.moodle.lms import Lms, lms
from sandbox.moodle.mastery import after_grade
from sandbox.moodle.model import Grade, GradeItem
from sandbox.moodle.scopes import SCORE
from sandbox.moodle.words import as_number
from sandbox.parts import Json
from sandbox.school import Person

blueprint = Blueprint("scores", __name__, url_prefix="/mod/lti/services.php/<int:course_id>/lineitems")

_NEEDED = ("userId", "timestamp", "activityProgress", "gradingProgress")


@dataclass(frozen=True)
class _Score:
    """A score that passed the checks; `value` is on the column's scale, None erases."""

    person: Person
    at: datetime
    value: float | None
    comment: str | None


@blueprint.post("/<int:item_id>/lineitem/scores")
@service(SCORE, media_type=SCORE_TYPE)
def post_score(course_id: int, item_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Store a score and answer 200 with nothing."""
    site, item, body = lms(), known_item(item_id), json_body()
    score = _checked(site, item, body)
    stored = site.state.grades.get(f"{item.id}:{score.person.id}")
    if stored and stored.changed_at is not None and int(score.at.timestamp()) <= stored.changed_at:
        raise ScoreRefusal(409, f"Refusing score with an earlier timestamp for item {item.id}")
    if stored and stored.locked:
        raise ScoreRefusal(500, "Internal Server Error")
    row = site.state.grade(item.id, score.person.id)
    row.posts.append({"received": iso(site.now()), "score": body})
    # A teacher's override stands on an activity's column; manual columns cannot be overridden.
    if not (row.overridden and item.cmid is not None):
        _store(site, item, row, score)
    return Response(status=200, content_type=f"{SCORE_TYPE}; charset=utf-8")


def _store(site: Lms, item: GradeItem, row: Grade, score: _Score) -> None:
    changed = row.changed_at is None or (row.value, row.comment) != (score.value, score.comment)
    row.value, row.comment, row.by = score.value, score.comment, "tool"
    row.overridden = False
    # What empties a cell carries no time that counts: it is the time of receipt (4.2, 4.4dev).
    if item.cmid is not None or (changed and score.value is None):
        row.changed_at = site.seconds()
    elif changed:
        row.changed_at = int(score.at.timestamp())
    after_grade(site, row)


def _checked(site: Lms, item: GradeItem, body: Json) -> _Score:
    if any(body.get(name) in (None, "") for name in _NEEDED):
        raise _incorrect()
    user_id, timestamp = str(body["userId"]), str(body["timestamp"])
    if not user_id.isdecimal():
        raise Refusal(0, "Error reading from database")
    at = parse_time(timestamp)
    person = site.person(user_id)
    # Suspended people are still enrolled; teachers of both kinds cannot be graded.
    if at is None or person is None or not person.is_learner or site.enrolment(person) == "deleted":
        raise _incorrect()
    comment = str(body["comment"]) if body.get("comment") else None
    return _Score(person, at, _value(item, body), comment)


def _value(item: GradeItem, body: Json) -> float | None:
    if body.get("scoreGiven") is None:
        return None
    given, maximum = as_number(body["scoreGiven"]), as_number(body.get("scoreMaximum"))
    if given is None or maximum is None:
        raise _incorrect()
    # Any progress but this one, also a misspelt one, makes the grade empty.
    if body["gradingProgress"] != "FullyGraded":
        return None
    # A maximum of 0 rescales nothing.
    return min(max(given / maximum * item.maximum if maximum else given, 0.0), max(item.maximum, 0.0))


def _incorrect() -> Refusal:
    return ScoreRefusal(400, "Incorrect score received")
