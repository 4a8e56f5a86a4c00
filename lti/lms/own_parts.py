"""Parts of the LMS's course (`lti.lms.outline`) that open for single students: who gets in, kept name by name.

Whoever else is on such a list, and by whose hand, is nobody's business here: only the named learner is put on it or
taken off. An adapter has this where `Capabilities.opens_parts` says so; elsewhere it refuses.
"""

from __future__ import annotations

from typing import Protocol

from lti.lms.base import MemberRef, Permanent, Remote


class OwnParts(Protocol):
    """Who gets into which part of one course."""

    def find_part(self, part_id: str) -> Remote:
        """Return the part; Permanent `part_gone` where there is none of this id."""
        ...

    def let_in(self, part: Remote, member: MemberRef) -> None:
        """Let one learner in; the first one on the list shuts the part to all who are not on it. Twice changes nothing.

        Permanent `not_in_course` for somebody who is no active student there.
        """
        ...

    def keep_out(self, part: Remote, member: MemberRef, *, open_to_all: bool) -> None:
        """Take one learner off our part of the list; not on it, or the part gone, counts as done.

        An empty list opens the part to everybody: Permanent `opens_to_all` unless that is wanted.
        """
        ...


class NoOwnParts:
    """Refuses with `not_supported`; `Capabilities.opens_parts` says so before anybody asks."""

    def find_part(self, part_id: str) -> Remote:
        """Raise Permanent `not_supported`."""
        raise Permanent("not_supported", part_id)

    def let_in(self, part: Remote, member: MemberRef) -> None:  # noqa: ARG002 - the protocol's signature
        """Raise Permanent `not_supported`."""
        raise Permanent("not_supported", part.remote_id)

    def keep_out(self, part: Remote, member: MemberRef, *, open_to_all: bool) -> None:  # noqa: ARG002 - as above
        """Raise Permanent `not_supported`."""
        raise Permanent("not_supported", part.remote_id)
