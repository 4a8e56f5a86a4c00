"""What an LMS adapter is: small frozen values in, one remote effect per method, typed failures out.

An adapter never sees a web request, a database row or a clock. Everything an LMS does differently lives behind these
methods, in one folder per LMS (design.md 1.4). Plain LTI Advantage (`lti.lms.generic`) is the default of every part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from lti.mail import Mail

if TYPE_CHECKING:
    from lti.lms.graded import Grade, Work
    from lti.lms.outline import Part
    from lti.lms.own_parts import OwnParts
    from lti.lms.own_views import OwnPlans, OwnStandards


@dataclass(frozen=True)
class CourseRef:
    """Where a course lives in its LMS, as learnt from launches.

    `custom` holds the values of our custom parameters with unexpanded `$variables` removed, `teachers` the `sub`s of
    those who teach it by signed launches and class lists.
    """

    context_id: str
    title: str
    lineitems_url: str | None = None
    memberships_url: str | None = None
    ags_scopes: frozenset[str] = frozenset()
    custom: Mapping[str, str] = field(default_factory=dict)
    teachers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MemberRef:
    """One learner as the LMS names them: `sub` of the launches, and the LMS's own user id where we learnt it."""

    sub: str
    lms_user_id: str | None = None


@dataclass(frozen=True)
class Member:
    """One line of a roster. `status` is `active` or `inactive`; `roles` are the LTI role URIs as sent.

    `sourcedid` is the school's own number of the person; `mail` is there to recognise them and is not kept (P03).
    """

    sub: str
    roles: tuple[str, ...]
    status: str = "active"
    name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    lms_user_id: str | None = None
    sections: tuple[SectionRef, ...] = ()
    sourcedid: str | None = None
    mail: Mail | None = None


@dataclass(frozen=True)
class SectionRef:
    """A section of a course: the LMS's id and the name teachers know."""

    section_id: str
    name: str


@dataclass(frozen=True)
class ColumnWanted:
    """A gradebook column that should exist. `key` becomes resourceId and `tag` the standard's code (F25)."""

    key: str
    label: str
    maximum: int
    tag: str
    counts_in_total: bool = False


@dataclass(frozen=True)
class AssignmentWanted:
    """A graded activity that should stand in the LMS, visible only to the students it is assigned to."""

    key: str
    title: str
    launch_url: str
    maximum: int
    counts_in_total: bool = False


@dataclass(frozen=True)
class Remote:
    """A thing that exists in the LMS: its id or URL there and what else is needed to address it later."""

    remote_id: str
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Score:
    """One value for one learner in one column. `at` is fixed per version, UTC, and rises strictly (R3)."""

    member: MemberRef
    value: int
    maximum: int
    comment: str
    at: datetime
    submitted_at: datetime | None = None


@dataclass(frozen=True)
class Seen:
    """What the LMS's gradebook holds for one learner now; `value` is None where the cell is empty.

    `flag` is an exception that a teacher set on the cell, such as `excused`; it is theirs, whatever the value.
    """

    value: float | None
    maximum: float | None = None
    comment: str | None = None
    flag: str | None = None


@dataclass(frozen=True)
class Capabilities:
    """What an adapter can do, so that pages can say it in words.

    `own_interface`: the LMS's own API is reachable with what the admin gave, beside the LTI services. `dates`: an
    assignment can have a due date for one learner alone. `work_stays`: what opens work for single learners can't be
    deleted from outside. `standards` and
    `plans`: the parts of `lti.lms.own_views` are there. `reads_grades`: what the LMS itself grades can be read there.
    `reads_outline`: so can the contents of its course. `opens_parts`: a part of them can be opened for single learners.
    `rows`: so many marks of one assignment go in one call.
    """

    lms: str
    title: str
    columns: bool = True
    assignments: bool = False
    dates: bool = False
    work_stays: bool = False
    sections: bool = False
    out_of_total: bool = False
    own_interface: bool = False
    standards: bool = False
    plans: bool = False
    reads_grades: bool = False
    reads_outline: bool = False
    opens_parts: bool = False
    parallel: int = 2
    rows: int = 1


class AdapterError(Exception):
    """Something the LMS did not do. `code` is stable and has a sentence in the message catalogue.

    AdapterError
     ├ Transient      network, time-out, throttling, 5xx: try again (`retry_after` seconds where the LMS said so)
     ├ Refused        the LMS does not accept our key or token: nothing of this platform is sent until it does
     ├ Permanent      this one thing will not be accepted as it is
     └ Superseded     the LMS already holds something newer: read it and compare (R5 "done")
    """

    def __init__(self, code: str, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.retry_after = retry_after


class Transient(AdapterError):
    """Try again later: codes `unreachable`, `timeout`, `throttled`, `lms_error`, `tls`."""


class Refused(AdapterError):
    """The platform refuses us: codes `key_refused`, `scope_missing`, `token_missing`, `token_refused`, `grant_ended`.

    From the methods about assignments it concerns the course's own token, not the platform's key.
    """


class Permanent(AdapterError):
    """Codes `not_in_course`, `column_gone`, `course_closed`, `unpublished`, `not_accepted`, `two_columns`.

    Also `assignment_gone` (deleted in the LMS), `tool_removed` (this tool is no longer installed in the course),
    `user_id_missing` (the LMS's own user id was never sent to us), `address_refused` (an address we do not talk to),
    `standard_gone` (somebody took it out of the course), `part_gone` (deleted in the LMS), `opens_to_all` (nobody would
    be left on the list of a part, which opens it to everybody), `rubric_taken` (a teacher's own rubric is in the way),
    `period_closed` (the grading period of this column is over), `not_taught_here` (the LMS names none of the course's
    teachers as one), `shared_column` (it belongs to another of linked sections, where this learner's score would be
    lost) and `not_supported` (this LMS or course has no such service).
    """


class Superseded(AdapterError):
    """Code `newer_there`: the LMS refused an earlier timestamp."""


class Adapter(Protocol):
    """One course of one platform, ready to be asked. Every method is one remote effect and idempotent by our key."""

    capabilities: Capabilities
    standards: OwnStandards
    plans: OwnPlans
    parts: OwnParts

    def roster(self) -> Sequence[Member]:
        """Return every member over all pages, or raise; never a partial list (F32)."""
        ...

    def find_columns(self, wanted: ColumnWanted) -> Sequence[Remote]:
        """Return the columns that carry our key; more than one means somebody must choose (F26)."""
        ...

    def make_column(self, wanted: ColumnWanted) -> Remote:
        """Create the column, without looking for it first."""
        ...

    def settle_column(self, column: Remote, wanted: ColumnWanted) -> Remote:
        """Bring a column that was found, not made, to what is wanted beyond its existence (`counts_in_total`).

        The label, which a teacher may change (F24), stays. Repeating it changes nothing. `detail["out_of_total"]` of
        the returned Remote is `yes` or `no`, or absent where nobody asked for it.
        """
        ...

    def remove_column(self, column: Remote) -> None:
        """Delete a column of ours with its values; one that is gone already is done."""
        ...

    def send_score(self, column: Remote, score: Score) -> None:
        """Put one value into one cell without making a new attempt (F22)."""
        ...

    def send_scores(self, column: Remote, scores: Sequence[Score]) -> Sequence[AdapterError | None]:  # noqa: ARG002 - those who can
        """Put several learners' marks into one assignment by one call, at most `Capabilities.rows`.

        Return what became of each, in their order. What concerns them all is raised; `not_supported` for a column.
        """
        raise Permanent("not_supported", column.remote_id)

    def clear_score(self, column: Remote, member: MemberRef, at: datetime) -> None:
        """Empty one cell."""
        ...

    def read_score(self, column: Remote, member: MemberRef) -> Seen:
        """Read one cell."""
        ...

    def read_scores(self, column: Remote, members: Sequence[MemberRef]) -> Mapping[str, Seen]:  # noqa: ARG002 - those who can
        """Read the cells of these learners at once, by `sub`; who is not in the answer must be read alone."""
        return {}

    def find_assignments(self, wanted: AssignmentWanted) -> Sequence[Remote]:
        """Return the assignments that carry our key."""
        ...

    def make_assignment(self, wanted: AssignmentWanted) -> Remote:
        """Create the assignment, visible to nobody yet."""
        ...

    def remove_assignment(self, assignment: Remote) -> None:
        """Delete what we made for an assignment; gone already is done. Permanent `not_supported` where it stays."""
        ...

    def assign(self, assignment: Remote, member: MemberRef, title: str, due_at: datetime | None) -> Remote:
        """Make the assignment visible to one learner; return the override. Asking twice gives one override."""
        ...

    def unassign(self, assignment: Remote, member: MemberRef, override: Remote) -> None:
        """Take it back from one learner; already gone counts as done."""
        ...

    def works(self) -> Sequence[Work]:
        """Return what the LMS itself grades in the course, nothing of ours among it; over all pages or raise."""
        return ()

    def grades(self, work_id: str, members: Sequence[MemberRef]) -> Mapping[str, Grade]:  # noqa: ARG002 - those who can
        """Return the grades of these learners in one of these works, by `sub`; who has none is absent."""
        return {}

    def outline(self) -> Sequence[Part]:
        """Return what stands in the course, in its order, nothing of ours among it; over all pages or raise."""
        return ()
