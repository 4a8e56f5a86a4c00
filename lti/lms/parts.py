"""An adapter put together from its three concerns, so that an LMS replaces only the one that differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from lti.lms.base import (
    AdapterError,
    AssignmentWanted,
    Capabilities,
    ColumnWanted,
    Member,
    MemberRef,
    Remote,
    Score,
    Seen,
)
from lti.lms.graded import Grade, GradedWork, NoGradedWork, Work
from lti.lms.outline import CourseOutline, NoOutline, Part
from lti.lms.own_parts import NoOwnParts, OwnParts
from lti.lms.own_views import NoOwnPlans, NoOwnStandards, OwnPlans, OwnStandards


class Roster(Protocol):
    """Who is in the course."""

    def members(self) -> Sequence[Member]:
        """See `Adapter.roster`."""
        ...


class Mastery(Protocol):
    """Gradebook columns and what stands in them; methods as in `Adapter`."""

    def find_columns(self, wanted: ColumnWanted) -> Sequence[Remote]:
        """See `Adapter`."""
        ...

    def make_column(self, wanted: ColumnWanted) -> Remote:
        """See `Adapter`."""
        ...

    def settle_column(self, column: Remote, wanted: ColumnWanted) -> Remote:
        """See `Adapter`."""
        ...

    def remove_column(self, column: Remote) -> None:
        """See `Adapter`."""
        ...

    def send_score(self, column: Remote, score: Score) -> None:
        """See `Adapter`."""
        ...

    def send_scores(self, column: Remote, scores: Sequence[Score]) -> Sequence[AdapterError | None]:
        """See `Adapter`."""
        ...

    def clear_score(self, column: Remote, member: MemberRef, at: datetime) -> None:
        """See `Adapter`."""
        ...

    def read_score(self, column: Remote, member: MemberRef) -> Seen:
        """See `Adapter`."""
        ...

    def read_scores(self, column: Remote, members: Sequence[MemberRef]) -> Mapping[str, Seen]:
        """See `Adapter`."""
        ...


class Assignments(Protocol):
    """Work that stands in the LMS for single learners; methods as in `Adapter`."""

    def find_assignments(self, wanted: AssignmentWanted) -> Sequence[Remote]:
        """See `Adapter`."""
        ...

    def make_assignment(self, wanted: AssignmentWanted) -> Remote:
        """See `Adapter`."""
        ...

    def remove_assignment(self, assignment: Remote) -> None:
        """See `Adapter`."""
        ...

    def assign(self, assignment: Remote, member: MemberRef, title: str, due_at: datetime | None) -> Remote:
        """See `Adapter`."""
        ...

    def unassign(self, assignment: Remote, member: MemberRef, override: Remote) -> None:
        """See `Adapter`."""
        ...


@dataclass
class PartsAdapter:
    """`lti.lms.base.Adapter` by delegation; its methods are described there."""

    capabilities: Capabilities
    people: Roster
    mastery: Mastery
    assignments: Assignments
    standards: OwnStandards = field(default_factory=NoOwnStandards)
    plans: OwnPlans = field(default_factory=NoOwnPlans)
    graded: GradedWork = field(default_factory=NoGradedWork)
    contents: CourseOutline = field(default_factory=NoOutline)
    parts: OwnParts = field(default_factory=NoOwnParts)

    def roster(self) -> Sequence[Member]:
        """See `Adapter`."""
        return self.people.members()

    def find_columns(self, wanted: ColumnWanted) -> Sequence[Remote]:
        """See `Adapter`."""
        return self.mastery.find_columns(wanted)

    def make_column(self, wanted: ColumnWanted) -> Remote:
        """See `Adapter`."""
        return self.mastery.make_column(wanted)

    def settle_column(self, column: Remote, wanted: ColumnWanted) -> Remote:
        """See `Adapter`."""
        return self.mastery.settle_column(column, wanted)

    def remove_column(self, column: Remote) -> None:
        """See `Adapter`."""
        self.mastery.remove_column(column)

    def send_score(self, column: Remote, score: Score) -> None:
        """See `Adapter`."""
        self.mastery.send_score(column, score)

    def send_scores(self, column: Remote, scores: Sequence[Score]) -> Sequence[AdapterError | None]:
        """See `Adapter`."""
        return self.mastery.send_scores(column, scores)

    def clear_score(self, column: Remote, member: MemberRef, at: datetime) -> None:
        """See `Adapter`."""
        self.mastery.clear_score(column, member, at)

    def read_score(self, column: Remote, member: MemberRef) -> Seen:
        """See `Adapter`."""
        return self.mastery.read_score(column, member)

    def read_scores(self, column: Remote, members: Sequence[MemberRef]) -> Mapping[str, Seen]:
        """See `Adapter`."""
        return self.mastery.read_scores(column, members)

    def find_assignments(self, wanted: AssignmentWanted) -> Sequence[Remote]:
        """See `Adapter`."""
        return self.assignments.find_assignments(wanted)

    def make_assignment(self, wanted: AssignmentWanted) -> Remote:
        """See `Adapter`."""
        return self.assignments.make_assignment(wanted)

    def remove_assignment(self, assignment: Remote) -> None:
        """See `Adapter`."""
        self.assignments.remove_assignment(assignment)

    def assign(self, assignment: Remote, member: MemberRef, title: str, due_at: datetime | None) -> Remote:
        """See `Adapter`."""
        return self.assignments.assign(assignment, member, title, due_at)

    def unassign(self, assignment: Remote, member: MemberRef, override: Remote) -> None:
        """See `Adapter`."""
        self.assignments.unassign(assignment, member, override)

    def works(self) -> Sequence[Work]:
        """See `Adapter`."""
        return self.graded.works()

    def grades(self, work_id: str, members: Sequence[MemberRef]) -> Mapping[str, Grade]:
        """See `Adapter`."""
        return self.graded.grades(work_id, members)

    def outline(self) -> Sequence[Part]:
        """See `Adapter`."""
        return self.contents.outline()
