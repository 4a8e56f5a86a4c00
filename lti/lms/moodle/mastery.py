"""Moodle's gradebook: columns that count in the total, and scores whose times rise by whole seconds (moodle.md 6).

An existing column's maximum is never changed, which would write a 0 for everybody without a grade; scores carry their
own. A score that is not final empties the cell: clearing does just that, and nothing else sends one. What makes Moodle
answer with a broken status line (a label that is too long, a person without a number) is stopped here, and so is what
makes it refuse its own report of the whole course: a label that looks as if it held a tag.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from lti.lms.base import ColumnWanted, MemberRef, Permanent, Remote, Score, Seen
from lti.lms.generic.mastery import AgsMastery
from lti.lms.moodle.texts import name_of

LABEL_LIMIT = 255
"""Characters of a column's name; a longer one breaks the answer."""

GATE = "gate"
"""Key of `Remote.detail`: line item URL of the column that opens an activity."""

GROUP = "group"
"""Key of `Remote.detail`: id of the group that opens an activity."""


class MoodleMastery(AgsMastery):
    """Columns and scores by the standard service; work that is merely opened has no cells."""

    def make_column(self, wanted: ColumnWanted) -> Remote:
        """Create the column and say that it counts in the total, if it should not."""
        made = super().make_column(replace(wanted, label=name_of(wanted.label, LABEL_LIMIT)))
        return self.settle_column(made, wanted)

    def send_score(self, column: Remote, score: Score) -> None:
        """Send one score; raises Permanent `not_supported` for work that is merely opened."""
        gradable(score.member)
        super().send_score(_graded(column), replace(score, comment=name_of(score.comment)))

    def clear_score(self, column: Remote, member: MemberRef, at: datetime) -> None:
        """Empty one cell by a progress that is not final."""
        gradable(member)
        super().clear_score(_graded(column), member, at)

    def read_score(self, column: Remote, member: MemberRef) -> Seen:
        """Read one cell."""
        return super().read_score(_graded(column), member)

    def read_scores(self, column: Remote, members: Sequence[MemberRef]) -> Mapping[str, Seen]:
        """Read all cells of a column, which come in one answer."""
        return super().read_scores(_graded(column), members)


def gradable(member: MemberRef) -> str:
    """Return the user id that scores name, or raise: anybody without a number is not in this course."""
    if not (member.sub.isascii() and member.sub.isdigit()):
        raise Permanent("not_in_course", "no user id")
    return member.sub


def _graded(column: Remote) -> Remote:
    """Return a column, or raise for work whose score opens it and means nothing else, or which has no column."""
    if GATE in column.detail or GROUP in column.detail:
        raise Permanent("not_supported", "work that is opened has no marks of its own")
    return column
