"""The checks of a score POST in the order the LMS makes them (canvas facts 3.2)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.canvas.errors import lti_error
from sandbox.canvas.guards import concluded
from sandbox.canvas.lms import Lms
from sandbox.canvas.model import Assignment, LineItem, Result, Submission
from sandbox.clock import parse_time
from sandbox.parts import Json
from sandbox.school import Person

EXTENSION = "https://canvas.instructure.com/lti/submission"

_GRADED = ("FullyGraded", "PendingManual")
_SUBMITTING = ("Submitted", "Completed")
_MISSING_USER = "User not found in course or is not a student"


@dataclass
class ScoreCall:
    """One score POST while it is being checked."""

    lms: Lms
    item: LineItem
    assignment: Assignment
    body: Json
    person: Person = field(init=False)
    submission: Submission = field(init=False)
    timestamp: datetime = field(init=False)
    submitted_at: str | None = None

    @property
    def extension(self) -> Json:
        """The LMS's own extension of the score, empty when not sent."""
        value = self.body.get(EXTENSION)
        return value if isinstance(value, dict) else {}

    @property
    def uses_score(self) -> bool:
        """Whether the score counts; otherwise it erases (facts 0.1)."""
        return self.body.get("gradingProgress") in _GRADED and self.body.get("scoreGiven") is not None

    @property
    def submits(self) -> bool:
        """Whether this call hands in work."""
        progress = self.body.get("activityProgress")
        any_progress = self.lms.faults.submit_on_any_progress and progress != "Initialized"
        wanted = self.extension.get("new_submission") is not False and self.extension.get("submission_type") != "none"
        return wanted and (progress in _SUBMITTING or any_progress)

    @property
    def adds_attempt(self) -> bool:
        """Whether the attempt number rises: work handed in at another moment than the stored one."""
        stored = parse_time(self.submission.submitted_at)
        return self.submits and not (self.submitted_at and stored and stored == parse_time(self.submitted_at))

    @property
    def result(self) -> Result | None:
        """The stored result of this learner."""
        return self.lms.state.results.get(f"{self.item.id}:{self.person.id}")


def check(call: ScoreCall) -> None:
    """Refuse as the LMS would, at the first check that fails, or fill the call's person, submission and times."""
    _check_person(call)
    _check_params(call)
    _check_published(call)
    _check_timestamp(call)
    if call.uses_score:
        _check_numbers(call)
    _check_submitted_at(call)
    _check_submission(call)


def _check_person(call: ScoreCall) -> None:
    faults, user_id = call.lms.faults, call.body.get("userId")
    person = call.lms.school.find(user_id) if user_id is not None else None
    if person and call.lms.enrolment(person) == "completed":
        raise concluded(call.lms, "This course has concluded for this student.")
    refused = person is None or not person.is_learner or call.lms.enrolment(person) == "deleted"
    if person is None or refused or (person.role == "test_student" and faults.test_student_old_build):
        raise lti_error(422, _MISSING_USER)
    call.person = person
    # Looked at, not stored: a refused score leaves no trace in the gradebook.
    key = f"{call.assignment.id}:{person.id}"
    call.submission = call.lms.state.submissions.get(key) or Submission(call.assignment.id, person.id)


def _check_params(call: ScoreCall) -> None:
    for name in ("activityProgress", "gradingProgress", "timestamp"):
        if not call.body.get(name):
            raise lti_error(400, f"{name} is missing")


def _check_published(call: ScoreCall) -> None:
    if not call.lms.is_published(call.assignment):
        raise lti_error(422, "This assignment is still unpublished")


def _check_timestamp(call: ScoreCall) -> None:
    given = parse_time(call.body["timestamp"])
    if given is None:
        raise lti_error(400, "Provided timestamp of not valid timestamp")
    stored = call.result
    last = parse_time(stored.timestamp) if stored else None
    if last and given < last:
        text = f"Provided timestamp of {call.body['timestamp']} before last updated timestamp of {last.isoformat()}"
        raise lti_error(400, text)
    call.timestamp = given


def _check_numbers(call: ScoreCall) -> None:
    given, maximum = call.body["scoreGiven"], call.body.get("scoreMaximum")
    if maximum is None or not _is_number(maximum) or maximum < 0:
        raise lti_error(422, "ScoreMaximum must be greater than or equal to 0")
    if maximum == 0 and call.item.score_maximum != 0:
        raise lti_error(422, "ScoreMaximum cannot be zero if line item's maximum is not zero")
    if not _is_number(given) or given < 0:
        raise lti_error(422, "ScoreGiven must be greater than or equal to 0")


def _check_submitted_at(call: ScoreCall) -> None:
    own = call.body.get("submission")
    text = (own.get("submittedAt") if isinstance(own, dict) else None) or call.extension.get("submitted_at")
    if text is None:
        return
    moment = parse_time(text)
    if moment is None or moment > call.lms.clock() + timedelta(minutes=1):
        problem = "invalid" if moment is None else "in the future"
        raise lti_error(400, f"Provided submitted_at timestamp of {text} {problem}")
    call.submitted_at = str(text)


def _check_submission(call: ScoreCall) -> None:
    if call.extension.get("submission_type") == "online_upload" and not call.extension.get("content_items"):
        raise lti_error(422, "Content items must be provided with submission type 'online_upload'")
    allowed = call.assignment.allowed_attempts
    if call.adds_attempt and allowed >= 0 and call.submission.attempt >= allowed:
        raise lti_error(422, "The maximum number of allowed attempts has been reached for this submission")
    if call.uses_score and call.lms.faults.grading_refused:
        raise lti_error(422, call.lms.faults.grading_refused)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
