"""Assignments of any platform: the standard has no word for making one visible to single learners."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lti.lms.base import AssignmentWanted, MemberRef, Permanent, Remote


class NoAssignments:
    """Refuses with `not_supported`; `Capabilities.assignments` says so before anybody asks."""

    def find_assignments(self, wanted: AssignmentWanted) -> Sequence[Remote]:
        """Raise Permanent `not_supported`."""
        raise Permanent("not_supported", wanted.key)

    def make_assignment(self, wanted: AssignmentWanted) -> Remote:
        """Raise Permanent `not_supported`."""
        raise Permanent("not_supported", wanted.key)

    def remove_assignment(self, assignment: Remote) -> None:
        """Raise Permanent `not_supported`."""
        raise Permanent("not_supported", assignment.remote_id)

    def assign(self, assignment: Remote, member: MemberRef, title: str, due_at: datetime | None) -> Remote:  # noqa: ARG002 - the protocol's signature
        """Raise Permanent `not_supported`."""
        raise Permanent("not_supported", assignment.remote_id)

    def unassign(self, assignment: Remote, member: MemberRef, override: Remote) -> None:  # noqa: ARG002 - the protocol's signature
        """Raise Permanent `not_supported`."""
        raise Permanent("not_supported", assignment.remote_id)
