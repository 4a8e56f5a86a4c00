"""Canvas's gradebook: columns nobody submits to, scores that make no attempt, and no part in the total if so wanted.

`prioritize_non_tool_grade` is never sent: it would keep our own earlier score too, so a refresh would change nothing
(canvas.md 3.2). Teachers' changes are respected by reading the result first (F20).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from lti.ags import Ags, LineItem, instant
from lti.answers import About
from lti.lms.base import ColumnWanted, Permanent, Refused, Remote
from lti.lms.canvas.rest import Rest
from lti.lms.generic.mastery import AgsMastery, column_fields, column_url, remote

SUBMISSION = "https://canvas.instructure.com/lti/submission"
SUBMISSION_TYPE = "https://canvas.instructure.com/lti/submission_type"


class CanvasMastery(AgsMastery):
    """Columns by AGS; with a REST token they also leave the final grade alone."""

    def __init__(self, ags: Ags, rest: Rest) -> None:
        super().__init__(ags)
        self._rest = rest

    def make_column(self, wanted: ColumnWanted) -> Remote:
        """Create the column and take it out of the total; trouble there that passes is mended by settling it later.

        A build that leaves new columns unpublished takes no score in them, so with a token it is published too (3.1).
        """
        item = self._ags.create({**column_fields(wanted), SUBMISSION_TYPE: {"type": "none"}})
        return self._settle(item, wanted, new=True)

    def settle_column(self, column: Remote, wanted: ColumnWanted) -> Remote:
        """Take a found column out of the total, where that is wanted and a token allows it."""
        if wanted.counts_in_total:
            return column
        return self._settle(self._ags.item(column_url(column)), wanted)

    def score_extra(self, submitted_at: datetime | None) -> Mapping[str, Any]:
        """Return the extension that keeps attempts as they are; the submitted time is the learner's (F22)."""
        extra: dict[str, Any] = {SUBMISSION: {"new_submission": False}}
        if submitted_at is not None:
            extra["submission"] = {"submittedAt": instant(submitted_at)}
        return extra

    def _settle(self, item: LineItem, wanted: ColumnWanted, *, new: bool = False) -> Remote:
        """Take the column out of the total, or say that it counts: without a token that allows it scores still flow."""
        column = remote(item)
        if wanted.counts_in_total and not new:
            return column
        try:
            omitted = self._rest.usable and self._changed(item, wanted, new=new)
        except (Refused, Permanent):
            omitted = False
        if wanted.counts_in_total:
            return column
        return Remote(column.remote_id, {**column.detail, "out_of_total": "yes" if omitted else "no"})

    def _changed(self, item: LineItem, wanted: ColumnWanted, *, new: bool) -> bool:
        """Bring the column's assignment to what is wanted when exactly one is recognised as it."""
        found = self.assignments_of(item)
        if len(found) != 1:
            return False
        changes = {}
        if not wanted.counts_in_total and found[0].get("omit_from_final_grade") is not True:
            changes["omit_from_final_grade"] = True
        if new and found[0].get("published") is False:
            changes["published"] = True
        if changes:
            self._rest.write("PUT", f"assignments/{found[0]['id']}", {"assignment": changes}, About.COLUMN)
        return True

    def assignments_of(self, item: LineItem) -> Sequence[Mapping[str, Any]]:
        """Return the assignments that may be this line item's: by link id where it has one, else by what we made."""
        listed = self._rest.read_all("assignments", About.ASSIGNMENT)
        if item.resource_link_id:
            linked = [entry for entry in listed if entry.get("lti_context_id") == item.resource_link_id]
            if linked:
                return linked
        return [
            entry
            for entry in listed
            if entry.get("name") == item.label
            and entry.get("points_possible") == item.maximum
            and entry.get("submission_types") == ["none"]
        ]
