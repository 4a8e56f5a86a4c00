"""What people at the school do to the LMS while a tool is connected."""

from sandbox.canvas.columns import touch
from sandbox.canvas.lms import Lms
from sandbox.canvas.model import Assignment
from sandbox.canvas.store import emptied
from sandbox.parts import keys

_ENROLMENTS = ("active", "inactive", "completed", "deleted")


def grade(lms: Lms, assignment_id: object, login: str, score: object, comment: object = None) -> None:
    """Type a grade (points) as a teacher or clear it (None); LookupError or ValueError for what is not there."""
    if score is not None and (isinstance(score, bool) or not isinstance(score, int | float)):
        raise ValueError("score must be a number or null")
    with lms.store.change() as state:
        assignment = _live(lms, assignment_id)
        submission = state.submission(assignment.id, lms.school.person(login).id)
        submission.score = None if score is None else float(score)
        submission.grade = None if score is None else f"{score:g}"
        submission.grader = "teacher"
        if comment:
            submission.comments.append(str(comment))


def rename(lms: Lms, assignment_id: object, name: str) -> None:
    """Give an assignment another name as a teacher; LookupError for what is not there."""
    with lms.store.change():
        assignment = _live(lms, assignment_id)
        assignment.name = name
        touch(lms, assignment)


def delete(lms: Lms, assignment_id: object) -> None:
    """Delete an assignment as a teacher; LookupError for what is not there."""
    with lms.store.change():
        _live(lms, assignment_id).deleted = True


def _live(lms: Lms, assignment_id: object) -> Assignment:
    found = lms.state.live_assignment(assignment_id)
    if found is None:
        raise LookupError(f"no assignment {assignment_id}")
    return found


def enrol(lms: Lms, login: str, enrolment: str) -> None:
    """Set a person's enrolment state; KeyError for an unknown person, ValueError for an unknown state."""
    if enrolment not in _ENROLMENTS:
        raise ValueError(f"enrolment must be one of {', '.join(_ENROLMENTS)}")
    with lms.store.change() as state:
        state.enrolments[lms.school.person(login).login] = enrolment


def rotate_keys(lms: Lms) -> None:
    """Sign with the announced key from now on; the old one stays published."""
    with lms.store.change() as state:
        keys.rotate(state)


def reset(lms: Lms) -> None:
    """Empty the course, turn the switches off and forget the request log; keys and tokens stay."""
    lms.store.replace(emptied(lms.store.state))
    lms.faults.clear()
    lms.log.clear()
