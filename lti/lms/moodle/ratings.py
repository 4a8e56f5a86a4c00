"""Ratings of learners on competencies: each one leaves evidence with a note, and none can be taken back (moodle.md 7).

As every call adds evidence, one that would change nothing is not made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lti.answers import About
from lti.lms.base import MemberRef, Remote, Seen, Transient
from lti.lms.moodle.competencies import SCALE, Competencies, competency_of, position
from lti.lms.moodle.mastery import gradable
from lti.lms.moodle.rest import WebServices
from lti.lms.moodle.scale import Scale
from lti.lms.moodle.texts import name_of
from lti.lms.own_views import Rating, StandardWanted

READ = "tool_lp_data_for_user_competency_summary_in_course"
RATE = "core_competency_grade_competency_in_course"
FUNCTIONS = (READ, RATE)
"""What the token's external service must contain."""


class MoodleStandards:
    """`lti.lms.own_views.OwnStandards` by competencies of the course."""

    def __init__(self, web: WebServices, competencies: Competencies) -> None:
        self._web = web
        self._competencies = competencies

    def find_standards(self, wanted: StandardWanted) -> Sequence[Remote]:
        """Return the competencies of the course with our key."""
        return self._competencies.find(wanted)

    def make_standard(self, wanted: StandardWanted) -> Remote:
        """Bring the competency into the course."""
        return self._competencies.make(wanted)

    def stands_for(self, standard: Remote, level: int) -> float:
        """Return the value of the competency's scale for a level."""
        return position(standard, level)

    def rate(self, standard: Remote, rating: Rating) -> None:
        """Rate a learner in this course; raises Permanent `not_in_course` for anybody who cannot be rated there."""
        wanted, note = position(standard, rating.level), name_of(rating.note)
        seen = self.read_rating(standard, rating.member)
        if seen.value == wanted and (seen.comment or "") == note:
            return
        parameters = {
            "courseid": self._web.course_id, "userid": gradable(rating.member), "note": note,
            "competencyid": competency_of(standard), "grade": str(wanted),
        }  # fmt: skip
        self._web.call(RATE, parameters, About.OVERRIDE)

    def read_rating(self, standard: Remote, member: MemberRef) -> Seen:
        """Return the rating in this course, on the scale, with the note of its newest evidence."""
        parameters = {
            "userid": gradable(member), "competencyid": competency_of(standard), "courseid": self._web.course_id,
        }  # fmt: skip
        said = self._web.call(READ, parameters, About.OVERRIDE)
        summary = said.get("usercompetencysummary") if isinstance(said, dict) else None
        rated = summary.get("usercompetencycourse") if isinstance(summary, dict) else None
        if not isinstance(summary, dict) or not isinstance(rated, dict):
            raise Transient("lms_error", "no rating in the answer")
        grade = rated.get("grade")
        value = float(grade) if grade is not None else None
        return Seen(value, float(Scale.read(standard.detail[SCALE]).size), _note(summary))

    def remove_standard(self, standard: Remote) -> None:
        """Take the competency out of the course where we added it."""
        self._competencies.remove(standard)


def _note(summary: Mapping[str, Any]) -> str | None:
    """Return the note of the newest evidence; the list is not in any promised order."""
    listed = [one for one in summary.get("evidence") or () if isinstance(one, dict)]
    newest = max(listed, key=lambda one: (one.get("timecreated") or 0, one.get("id") or 0), default={})
    return str(newest["note"]) if newest.get("note") else None
