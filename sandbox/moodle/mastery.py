"""Completion by passing grade, and the competencies that it completes (facts 0.10, 8)."""

import json

from sandbox.moodle.lms import Lms
from sandbox.moodle.model import Activity, Grade, Rating
from sandbox.parts import Json

NOT_DONE, DONE, PASSED, FAILED = 0, 1, 2, 3

SCALES = {1: ("Mostly separate knowing", "Separate and connected", "Mostly connected knowing"),
          2: ("Not yet competent", "Competent")}  # fmt: skip
"""The site's scales by number."""


def scale_rules(lms: Lms, competency: Json) -> list[Json]:
    """Return the rules of the competency's scale values: `{"id", "scaledefault", "proficient"}`."""
    framework = lms.state.frameworks[str(competency["competencyframeworkid"])]
    rules = json.loads(framework["scaleconfiguration"])
    return [rule for rule in rules if "id" in rule]


def rate(lms: Lms, competency: Json, user_id: int, grade: int, evidence: Json) -> Rating:
    """Set a rating (position in the scale from 1) and add evidence for it."""
    key = f"{competency['id']}:{user_id}"
    proficient = any(rule["id"] == grade and rule.get("proficient") for rule in scale_rules(lms, competency))
    rating = lms.state.ratings.setdefault(key, Rating(competency["id"], user_id, grade, proficient))
    rating.grade, rating.proficient = grade, proficient
    rating.evidence.append({"grade": grade, "at": lms.seconds()} | evidence)
    return rating


def after_grade(lms: Lms, row: Grade) -> None:
    """Let the completion of the column's activity follow the grade; a pass rates the linked competencies once."""
    activity = next((one for one in lms.state.activities.values() if one.item_id == row.item_id), None)
    if activity is None or activity.pass_grade is None:
        return
    completion = lms.state.completion(activity.cmid, row.user_id)
    if completion.overridden:
        return
    before, completion.state = completion.state, _state_of(activity, row)
    if completion.state == PASSED and before != PASSED:
        _complete_competencies(lms, activity, row.user_id)


def _state_of(activity: Activity, row: Grade) -> int:
    if row.value is None or activity.pass_grade is None:
        return NOT_DONE
    return PASSED if row.value >= activity.pass_grade else FAILED


def _complete_competencies(lms: Lms, activity: Activity, user_id: int) -> None:
    for number in activity.competency_ids:
        competency = lms.state.competencies.get(str(number))
        if competency is None:
            continue
        default = next(rule["id"] for rule in scale_rules(lms, competency) if rule.get("scaledefault"))
        # Who has a rating keeps it, whatever it is, unless the activity is set to override; the evidence tells the
        # default value all the same (facts 8).
        known = lms.state.ratings.get(f"{number}:{user_id}")
        evidence = {"activity": activity.name, "note": ""}
        if known and not lms.faults.ratings_overridden:
            known.evidence.append({"grade": default, "at": lms.seconds()} | evidence)
        else:
            rate(lms, competency, user_id, default, evidence)
