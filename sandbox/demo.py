"""The LMS of a demonstration: one object to start, and what a person is told to click."""

from pathlib import Path

from sandbox.canvas import CanvasSim as Lms
from sandbox.school import school

__all__ = ["LMS", "STUDENT", "STUDENTS", "TEACHER", "Lms", "gradebook_link", "open_lms"]

LMS = "canvas"
"""Which system this one behaves like."""

TEACHER = "rosa.alvarez"
STUDENT = "maya.okafor"
STUDENTS = 24


def open_lms(state_file: Path | None, *, host: str = "127.0.0.2", port: int = 0, students: int = STUDENTS) -> Lms:
    """Return the LMS, not started yet; with a state file it continues where it was."""
    return Lms(school(students=students), host, port, state_file)


def gradebook_link(lms: Lms) -> str:
    """Return the address of the gradebook, seen as the teacher."""
    return f"{lms.url}/courses/{lms.school.course.id}/gradebook?as={TEACHER}"
