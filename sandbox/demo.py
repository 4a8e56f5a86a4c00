"""The LMSs of a demonstration, and what a person is told to click."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sandbox.canvas import CanvasSim
from sandbox.lms import SimulatedLms
from sandbox.moodle import MoodleSim
from sandbox.school import School, school
from sandbox.schoology import SchoologySim

__all__ = ["KINDS", "STUDENT", "STUDENTS", "TEACHER", "SimulatedLms", "make_lms", "open_lms"]

_MAKERS: Mapping[str, Callable[..., SimulatedLms]] = {
    "canvas": CanvasSim,
    "moodle": MoodleSim,
    "schoology": SchoologySim,
}

KINDS = tuple(_MAKERS)
"""Which systems there are to behave like."""

TEACHER = "rosa.alvarez"
STUDENT = "maya.okafor"
STUDENTS = 24


def make_lms(kind: str, people: School, **options: Any) -> SimulatedLms:
    """Return an LMS of a kind with these people; options are those that all kinds take (port, state_file, clock)."""
    return _MAKERS[kind](people, **options)


def open_lms(kind: str, state_file: Path | None, *, port: int = 0, students: int = STUDENTS) -> SimulatedLms:
    """Return an LMS on its own loopback address, not started yet; with a state file it continues where it was."""
    return make_lms(kind, school(students=students), port=port, state_file=state_file)
