"""Gradebook columns of any platform: one line item per column, scores in whole points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from lti.ags import Ags, LineItem, Result, ScoreSent
from lti.lms.base import AdapterError, ColumnWanted, MemberRef, Permanent, Remote, Score, Seen

LINEITEM = "lineitem"
"""Key of `Remote.detail` for things that have a line item without being one."""


def column_url(column: Remote) -> str:
    """Return the line item URL of a column, or of an assignment that has one."""
    return column.detail.get(LINEITEM, column.remote_id)


class AgsMastery:
    """Columns and scores by the standard service alone; `extra` members of a score are for those who need some."""

    def __init__(self, ags: Ags) -> None:
        self._ags = ags

    def find_columns(self, wanted: ColumnWanted) -> Sequence[Remote]:
        """Return the line items whose resourceId is our key (F25)."""
        return [remote(item) for item in self._ags.items(resource_id=wanted.key)]

    def make_column(self, wanted: ColumnWanted) -> Remote:
        """Create the line item; a lost answer is settled by looking again before the next try (F25)."""
        return remote(self._ags.create(column_fields(wanted)))

    def settle_column(self, column: Remote, wanted: ColumnWanted) -> Remote:
        """Return the column as it is: the specification has no word for totals."""
        return column if wanted.counts_in_total else Remote(column.remote_id, {**column.detail, "out_of_total": "no"})

    def remove_column(self, column: Remote) -> None:
        """Delete the line item, which takes its scores along."""
        self._ags.delete(column_url(column))

    def send_score(self, column: Remote, score: Score) -> None:
        """Send one score."""
        sent = ScoreSent(
            score.member.sub, score.value, score.maximum, score.at, score.comment, self.score_extra(score.submitted_at)
        )
        self._ags.send(column_url(column), sent)

    def send_scores(self, column: Remote, scores: Sequence[Score]) -> Sequence[AdapterError | None]:  # noqa: ARG002 - others use them
        """Raise Permanent `not_supported`: the standard service takes one score a call."""
        raise Permanent("not_supported", column.remote_id)

    def clear_score(self, column: Remote, member: MemberRef, at: datetime) -> None:
        """Send a score that gives nothing, which empties the cell (AGS 3.4.7)."""
        sent = ScoreSent(member.sub, None, 1, at, None, self.score_extra(None))
        self._ags.send(column_url(column), sent)

    def read_score(self, column: Remote, member: MemberRef) -> Seen:
        """Read one result; no result is an empty cell."""
        return _seen(self._ags.result(column_url(column), member.sub))

    def read_scores(self, column: Remote, members: Sequence[MemberRef]) -> Mapping[str, Seen]:
        """Read the column's results; who has none there has an empty cell."""
        results = self._ags.results(column_url(column))
        return {one.sub: _seen(results.get(one.sub)) for one in members}

    def score_extra(self, submitted_at: datetime | None) -> Mapping[str, Any]:  # noqa: ARG002 - others use it
        """Return members of a score beyond the specification: none here."""
        return {}


def _seen(result: Result | None) -> Seen:
    return Seen(None) if result is None else Seen(result.score, result.maximum, result.comment)


def column_fields(wanted: ColumnWanted) -> dict[str, Any]:
    """Return the members of a new line item."""
    return {"label": wanted.label, "scoreMaximum": wanted.maximum, "resourceId": wanted.key, "tag": wanted.tag}


def remote(item: LineItem) -> Remote:
    """Return a line item as a thing in the LMS; its maximum is kept, a teacher may have changed it (F24)."""
    return Remote(item.url, {"label": item.label, "maximum": f"{item.maximum:g}"})
