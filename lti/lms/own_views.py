"""A standard in the LMS's own mastery tool, apart from any gradebook: small frozen values in, one effect per method.

An adapter has these parts where `Capabilities.standards` and `Capabilities.plans` say so; elsewhere they refuse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lti.lms.base import MemberRef, Permanent, Remote, Seen


@dataclass(frozen=True)
class StandardWanted:
    """A standard that should stand there. `key` and `framework_key` are CASE identifiers of item and document.

    `levels` are the names of ours, lowest first; those from number `mastered` on, counted from 1, are mastery.
    `column_key` names the standard's gradebook column where it has one: an LMS may keep the level with it.
    """

    key: str
    code: str
    statement: str
    framework_key: str
    framework_title: str
    levels: tuple[str, ...]
    mastered: int
    column_key: str = ""


@dataclass(frozen=True)
class Rating:
    """The level of one learner on one standard, counted from 1, and the evidence for it in a sentence."""

    member: MemberRef
    level: int
    note: str


@dataclass(frozen=True)
class PlanWanted:
    """One learner's plan: `key` says whose it is and of which course.

    `standards` are there already and stand in the wanted order; `dropped` were ours and are not wanted any more.
    """

    key: str
    title: str
    text: str
    standards: tuple[Remote, ...]
    dropped: tuple[Remote, ...] = ()
    due_at: datetime | None = None


class OwnStandards(Protocol):
    """Standards and what stands there of each learner."""

    def find_standards(self, wanted: StandardWanted) -> Sequence[Remote]:
        """Return the standards of this course that carry our key; more than one means somebody must choose."""
        ...

    def make_standard(self, wanted: StandardWanted) -> Remote:
        """Bring the standard into the course; whatever of it is there already is taken, nothing is made twice."""
        ...

    def stands_for(self, standard: Remote, level: int) -> float:
        """Return how a level reads there, to compare with `read_rating`; asks nobody."""
        ...

    def rate(self, standard: Remote, rating: Rating) -> None:
        """Set one learner's level; the same level and note again change nothing."""
        ...

    def read_rating(self, standard: Remote, member: MemberRef) -> Seen:
        """Read one learner's level as it stands there; `value` is None without one."""
        ...

    def remove_standard(self, standard: Remote) -> None:
        """Take out of the course what we brought into it; ratings stay with their learners."""
        ...


class OwnPlans(Protocol):
    """Plans of single learners that consist of standards."""

    def find_plans(self, member: MemberRef, key: str) -> Sequence[Remote]:
        """Return the learner's plans that carry our key."""
        ...

    def make_plan(self, member: MemberRef, wanted: PlanWanted) -> Remote:
        """Create the plan, still empty, without looking for it first."""
        ...

    def settle_plan(self, plan: Remote, wanted: PlanWanted) -> None:
        """Bring title, day and standards to what is wanted; what somebody else put in stays."""
        ...

    def remove_plan(self, plan: Remote) -> None:
        """Delete the plan; already gone counts as done."""
        ...


class NoOwnStandards:
    """Refuses with `not_supported`; `Capabilities.standards` says so before anybody asks."""

    def find_standards(self, wanted: StandardWanted) -> Sequence[Remote]:
        """Raise Permanent `not_supported`."""
        raise Permanent("not_supported", wanted.key)

    def make_standard(self, wanted: StandardWanted) -> Remote:
        """Raise Permanent `not_supported`."""
        raise Permanent("not_supported", wanted.key)

    def stands_for(self, standard: Remote, level: int) -> float:  # noqa: ARG002 - the protocol's signature
        """Raise Permanent `not_supported`."""
        raise Permanent("not_supported", standard.remote_id)

    def rate(self, standard: Remote, rating: Rating) -> None:  # noqa: ARG002 - the protocol's signature
        """Raise Permanent `not_supported`."""
        raise Permanent("not_supported", standard.remote_id)

    def read_rating(self, standard: Remote, member: MemberRef) -> Seen:  # noqa: ARG002 - the protocol's signature
        """Raise Permanent `not_supported`."""
        raise Permanent("not_supported", standard.remote_id)

    def remove_standard(self, standard: Remote) -> None:
        """Raise Permanent `not_supported`."""
        raise Permanent("not_supported", standard.remote_id)


class NoOwnPlans:
    """Refuses with `not_supported`; `Capabilities.plans` says so before anybody asks."""

    def find_plans(self, member: MemberRef, key: str) -> Sequence[Remote]:  # noqa: ARG002 - the protocol's signature
        """Raise Permanent `not_supported`."""
        raise Permanent("not_supported", key)

    def make_plan(self, member: MemberRef, wanted: PlanWanted) -> Remote:  # noqa: ARG002 - the protocol's signature
        """Raise Permanent `not_supported`."""
        raise Permanent("not_supported", wanted.key)

    def settle_plan(self, plan: Remote, wanted: PlanWanted) -> None:  # noqa: ARG002 - the protocol's signature
        """Raise Permanent `not_supported`."""
        raise Permanent("not_supported", plan.remote_id)

    def remove_plan(self, plan: Remote) -> None:
        """Raise Permanent `not_supported`."""
        raise Permanent("not_supported", plan.remote_id)
