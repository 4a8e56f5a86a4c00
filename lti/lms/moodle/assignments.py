"""Personal work in Moodle: an activity that a teacher prepared once, opened for single students (moodle.md 8).

Nothing creates an activity from outside or restricts it, so our part is what opens it: a group where a token was given,
else a gradebook column. Either can be asked for in the activity's Restrict access. With a token a learner's own day
becomes an extension, where the activity is an assignment of Moodle's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lti.lms.base import AssignmentWanted, MemberRef, Permanent, Remote
from lti.lms.moodle.extensions import Extensions
from lti.lms.moodle.gates import Gates
from lti.lms.moodle.groups import Groups
from lti.lms.moodle.mastery import GATE


class MoodleAssignments:
    """Gates and groups; what was made one way is worked that way, even after a token came or went."""

    def __init__(self, gates: Gates, groups: Groups, extensions: Extensions) -> None:
        self._gates = gates
        self._groups = groups
        self._extensions = extensions

    def find_assignments(self, wanted: AssignmentWanted) -> Sequence[Remote]:
        """Return what opens this activity, of either kind."""
        return [found for way in self._ways(wanted) for found in way.find(wanted)]

    def make_assignment(self, wanted: AssignmentWanted) -> Remote:
        """Create what opens the activity, for nobody yet."""
        return self._ways(wanted)[0].make(wanted)

    def remove_assignment(self, assignment: Remote) -> None:
        """Delete the column that opens the activity; a group stays, as the activity does: both are the teacher's."""
        if GATE not in assignment.detail:
            raise Permanent("not_supported", assignment.remote_id)
        self._gates.remove(assignment)

    def assign(self, assignment: Remote, member: MemberRef, title: str, due_at: datetime | None) -> Remote:  # noqa: ARG002 - nothing there has a title for one person
        """Open the activity for one learner; asking twice changes nothing more."""
        self._way_of(assignment).let_in(assignment, member)
        if due_at is None or not self._extensions.usable:
            return Remote(member.sub)
        return Remote(member.sub, self._extensions.grant(assignment, member, due_at))

    def unassign(self, assignment: Remote, member: MemberRef, override: Remote) -> None:
        """Shut the activity for one learner, and take an extension of ours back."""
        self._way_of(assignment).shut_out(assignment, member)
        self._extensions.take_back(override, member)

    def _ways(self, wanted: AssignmentWanted) -> Sequence[Gates | Groups]:
        """Return the ways this course offers, the better one first."""
        ways: list[Gates | Groups] = [way for way in (self._groups, self._gates) if way.usable]
        if not ways:
            raise Permanent("not_supported", wanted.key)
        return ways

    def _way_of(self, assignment: Remote) -> Gates | Groups:
        return self._gates if GATE in assignment.detail else self._groups
