"""Schoology's gradebook columns: made and scored by AGS, and by REST put where they are seen and out of the total.

A tool's column lands in the default category; in a section without categories nobody sees it. Any score we post
wipes an exception that a teacher set, so with an API key cells are read by REST, which tells them (schoology.md 3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from urllib.parse import urlsplit

from lti.ags import Ags
from lti.answers import About
from lti.lms.base import AdapterError, ColumnWanted, MemberRef, Permanent, Refused, Remote, Score, Seen
from lti.lms.generic.mastery import AgsMastery, column_fields, column_url, remote
from lti.lms.schoology.gradebook import Gradebook
from lti.lms.schoology.rest import as_id
from lti.lms.schoology.section import Section


class SchoologyMastery(AgsMastery):
    """Columns by AGS, settled by REST where a key is given; the grades of assignments by REST alone."""

    def __init__(self, ags: Ags, rest: Section, book: Gradebook) -> None:
        super().__init__(ags)
        self._rest = rest
        self._book = book

    def make_column(self, wanted: ColumnWanted) -> Remote:
        """Create the column and settle it; trouble there that passes is mended by settling it later."""
        return self.settle_column(remote(self._ags.create(column_fields(wanted))), wanted)

    def settle_column(self, column: Remote, wanted: ColumnWanted) -> Remote:
        """Put the column into a category and out of the total; a key that does not allow it leaves one that says so.

        `detail["visible"]` is `yes` once the column stands in a category, else `unknown`; `detail["open_until"]` is the
        last day of its grading period, where it stands in one.
        """
        detail = {**column.detail, "visible": "unknown"}
        if not wanted.counts_in_total:
            detail["out_of_total"] = "no"
        if self._rest.usable:
            with suppress(Refused, Permanent):
                item_id = item_id_of(column)
                item = self._book.item(item_id, About.COLUMN)
                self._book.place(item_id, item)
                detail["visible"] = "yes"
                until = self._book.open_until(item)
                if until is not None:
                    detail["open_until"] = until
                if not wanted.counts_in_total and self._book.leave_total(item_id, item):
                    detail["out_of_total"] = "yes"
        return Remote(column.remote_id, detail)

    def send_score(self, column: Remote, score: Score) -> None:
        """Send one score with its comment, without which an earlier one would be wiped (3.3).

        Permanent `period_closed` where the column stands in a grading period that is over, `course_closed` where the
        whole section is a past one.
        """
        self._check_open(column)
        try:
            if is_assignment(column):
                self._book.write(item_id_of(column), score)
            else:
                super().send_score(column, score)
        except Permanent as error:
            if error.code == "not_accepted" and self._rest.usable and self._rest.is_archived():
                raise Permanent("course_closed", error.detail) from error
            raise

    def send_scores(self, column: Remote, scores: Sequence[Score]) -> Sequence[AdapterError | None]:
        """Write the marks of an assignment by one call, each row with an outcome of its own (8.2).

        Columns are none of it: this call has no time in it, so nothing would keep an older value from coming later.
        """
        if not is_assignment(column):
            return super().send_scores(column, scores)
        self._check_open(column)
        errors = self._book.write_all(item_id_of(column), scores)
        if any(one is not None and one.code == "not_accepted" for one in errors) and self._rest.is_archived():
            return [Permanent("course_closed", one.detail) if one is not None else None for one in errors]
        return errors

    def clear_score(self, column: Remote, member: MemberRef, at: datetime) -> None:
        """Empty one cell: by AGS, and where that leaves the grade standing, by REST; raises where neither does."""
        self._check_open(column)
        if is_assignment(column):
            self._book.empty(item_id_of(column), member)
            return
        super().clear_score(column, member, at)
        if self.read_score(column, member).value is None:
            return
        try:
            self._book.empty(item_id_of(column), member)
        except Refused as error:  # the API key's trouble, which must not stop the platform's columns
            raise Permanent("not_accepted", error.detail) from error

    def read_score(self, column: Remote, member: MemberRef) -> Seen:
        """Read one cell with its exception.

        Where an API key was given and Schoology does not let it read, AGS tells the value. A blank there may hide an
        exception, which our score would wipe: Permanent `token_refused`, so that the cell waits for the key.
        """
        if is_assignment(column):
            return self._book.cell(item_id_of(column), member)
        if not self._rest.usable:
            return super().read_score(column, member)
        try:
            return self._book.cell(item_id_of(column), member)
        except (Refused, Permanent) as error:
            if error.code == "column_gone":
                raise self._absent(column, error) from error
            if error.code == "not_in_course":
                raise
            seen = super().read_score(column, member)
            if seen.value is None:
                raise Permanent("token_refused", error.detail) from error
            return seen

    def read_scores(self, column: Remote, members: Sequence[MemberRef]) -> Mapping[str, Seen]:
        """Read the cells of a column with their exceptions; without a key that may, each is read by itself."""
        if not is_assignment(column) and not self._rest.usable:
            return super().read_scores(column, members)
        try:
            return self._book.cells(item_id_of(column), members)
        except Refused:
            if is_assignment(column):
                raise
            return {}

    def _check_open(self, column: Remote) -> None:
        """Raise `period_closed` or `column_gone`; a key that may not read the column leaves the answer to AGS."""
        if not self._rest.usable:
            return
        try:
            self._book.check_open(item_id_of(column), column.detail.get("open_until"))
        except (Refused, Permanent) as error:
            if error.code == "column_gone":
                raise self._absent(column, error) from error
            if error.code == "period_closed" or is_assignment(column):
                raise

    def _absent(self, column: Remote, error: AdapterError) -> AdapterError:
        """Tell a column that is gone from one of another linked section, which AGS shows in all of them (3.6)."""
        if is_assignment(column):
            return error
        try:
            self._ags.item(column_url(column))
        except (Refused, Permanent):
            return error
        return Permanent("shared_column", "linked sections share this line item")


def is_assignment(item: Remote) -> bool:
    """Tell an assignment, known by its id, from a column, known by its line item's URL."""
    return "/" not in item.remote_id


def item_id_of(item: Remote) -> str:
    """Return the REST id of either: the last segment of a line item's path, which may end with a slash (0.2, 3.1)."""
    return as_id(urlsplit(item.remote_id).path.rstrip("/").rpartition("/")[2])
