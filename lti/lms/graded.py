"""Work that the LMS grades itself, a quiz or an assignment of its own: what there is, and who has which grade.

Only read, never written. Columns, assignments and links of ours are not among it: what we sent is no evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lti.lms.base import MemberRef

QUIZ, ASSIGNMENT, RATING, OTHER = "quiz", "assignment", "rating", "other"
"""Kinds of work; a rating is a teacher's level on one standard."""


_RATING = "rating:"


def rating_of(remote_id: str) -> str:
    """Return the work id of what is rated on a standard itself, where an LMS keeps one rating of it for each learner.

    Its `codes` are the standard's identifiers. Where we rate the standard, nothing of it may be read.
    """
    return f"{_RATING}{remote_id}"


def rated_on(work_id: str) -> str:
    """Return the LMS's id of the standard of such a work, "" for any other."""
    return work_id.removeprefix(_RATING) if work_id.startswith(_RATING) else ""


@dataclass(frozen=True)
class Work:
    """One piece of graded work. `codes` are standards that the LMS names beside it, as text."""

    work_id: str
    title: str
    kind: str = OTHER
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grade:
    """One learner's grade, from 0 to `maximum` and beyond where extra points are given.

    `at` is when the work was handed in, else when it was graded; `changed_at` when the grade changed last. Both are
    aware, and None where the LMS does not tell.
    """

    value: float
    maximum: float
    at: datetime | None = None
    changed_at: datetime | None = None


class GradedWork(Protocol):
    """What the LMS grades itself, in one course."""

    def works(self) -> Sequence[Work]:
        """See `lti.lms.base.Adapter`."""
        ...

    def grades(self, work_id: str, members: Sequence[MemberRef]) -> Mapping[str, Grade]:
        """See `lti.lms.base.Adapter`."""
        ...


class NoGradedWork:
    """Any platform by LTI alone: its services tell a tool nothing but the tool's own columns."""

    def works(self) -> Sequence[Work]:
        """Return nothing."""
        return ()

    def grades(self, work_id: str, members: Sequence[MemberRef]) -> Mapping[str, Grade]:  # noqa: ARG002 - the protocol's signature
        """Return nothing."""
        return {}
