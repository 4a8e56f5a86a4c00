"""Ratings of competencies that a teacher gave by hand, read as results, with a token (moodle.md 7, 8).

A completed activity leaves evidence as well, and may have been completed by a grade of ours, so only what somebody
rated by hand is read, and only while it is the rating that stands: an activity may be set to override it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from lti.answers import About
from lti.lms.base import MemberRef, Permanent, Refused
from lti.lms.graded import RATING, Grade, Work, rated_on, rating_of
from lti.lms.moodle.competencies import IN_COURSE, SCALE_VALUES, Competencies, rows
from lti.lms.moodle.mastery import gradable
from lti.lms.moodle.ratings import READ
from lti.lms.moodle.rest import WebServices

_BY_HAND = 3
"""`action` of evidence that a person gave; a completed activity leaves 2, a mere note 0."""

_Row = Mapping[str, Any]


class Assessed:
    """Competencies of one course, each a work."""

    def __init__(self, web: WebServices) -> None:
        self._web = web
        self._sizes: dict[str, int] | None = None

    def works(self) -> Sequence[Work]:
        """Return the competencies of the course; none where the token may not look."""
        if not self._web.usable:
            return ()
        try:
            here = self._here()
        except (Permanent, Refused):
            return ()
        return [
            Work(rating_of(str(one["id"])), str(one.get("shortname") or ""), RATING, (str(one.get("idnumber") or ""),))
            for one in here
        ]

    def grades(self, work_id: str, members: Sequence[MemberRef]) -> Mapping[str, Grade]:
        """Return the ratings of these learners by `sub`, one call each; the lowest value of a scale is nothing."""
        competency = rated_on(work_id)
        size = self._size(competency)
        found = {}
        for one in members:
            parameters = {"userid": gradable(one), "competencyid": competency, "courseid": self._web.course_id}
            try:
                grade = _grade(self._web.call(READ, parameters, About.OVERRIDE), size)
            except Permanent as error:
                if error.code != "not_in_course":
                    raise
                continue
            if grade is not None:
                found[one.sub] = grade
        return found

    def _here(self) -> list[_Row]:
        said = rows(self._web.call(IN_COURSE, {"id": self._web.course_id}, About.COLUMN))
        return [one["competency"] for one in said if isinstance(one.get("competency"), dict)]

    def _size(self, competency: str) -> int:
        """Return how many values the competency's scale has."""
        if self._sizes is None:
            frameworks = {str(one["id"]): one for one in Competencies(self._web).frameworks()}
            scales = {
                str(one["id"]): str(one.get("scaleid") or frameworks[str(one["competencyframeworkid"])]["scaleid"])
                for one in self._here()
            }
            sizes = {
                scale: len(rows(self._web.call(SCALE_VALUES, {"scaleid": scale}, About.COLUMN)))
                for scale in set(scales.values())
            }
            self._sizes = {one: sizes[scale] for one, scale in scales.items()}
        if competency not in self._sizes:
            raise Permanent("assignment_gone", competency)
        return self._sizes[competency]


def _grade(said: Any, size: int) -> Grade | None:
    """Return the rating that stands, where a person gave it last by hand; a rating taken back leaves none standing."""
    summary = (said.get("usercompetencysummary") if isinstance(said, dict) else None) or {}
    listed = [one for one in summary.get("evidence") or () if isinstance(one, dict) and one.get("action") == _BY_HAND]
    newest = max(listed, key=lambda one: (one.get("timecreated") or 0, one.get("id") or 0), default=None)
    stands = (summary.get("usercompetencycourse") or {}).get("grade")
    if newest is None or stands != newest.get("grade") or not isinstance(stands, int):
        return None
    if size < 2 or not 1 <= stands <= size:
        return None
    at = datetime.fromtimestamp(newest["timecreated"], UTC) if newest.get("timecreated") else None
    return Grade(stands - 1.0, size - 1.0, at, at)
