"""A section's gradebook by REST: the category and grading period a column stands in, and single cells.

Grades are named by enrollment, not by person; a column without a category is seen by nobody (schoology.md 3.2, 6, 8).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from lti.ags import number
from lti.answers import About
from lti.lms.base import AdapterError, MemberRef, Permanent, Score, Seen, Transient
from lti.lms.schoology.periods import Periods
from lti.lms.schoology.rest import Thing, id_of, is_on
from lti.lms.schoology.roster import uid_of
from lti.lms.schoology.section import Section

CATEGORY_TITLE = "Mastery"

_FLAGS = {"1": "excused", "2": "incomplete", "3": "missing"}
_TOTAL_POINTS = 2
_GRADES = ("grades", "grade")


class Gradebook:
    """What both the columns and the assignments of one section need; keeps what it learnt for a round."""

    def __init__(self, rest: Section, periods: Periods) -> None:
        self._rest = rest
        self._periods = periods
        self._category: str | None = None
        self._items: dict[str, Thing] = {}

    def category(self) -> str:
        """Return the section's first grading category; where there is none, make one."""
        if self._category is None:
            self._category = self._first_category() or self._new_category()
        return self._category

    def place(self, item_id: str, item: Thing) -> None:
        """Move a column that stands in no category into one; a teacher's choice of another stays."""
        if not is_on(item.get("grading_category")):
            self.change(item_id, {"grading_category": int(self.category())})

    def leave_total(self, item_id: str, item: Thing) -> bool:
        """Take a column out of the total and tell whether Schoology did: for tool-made ones nobody knows (7.3)."""
        if _counts(item):
            self.change(item_id, {"count_in_grade": 0})
            item = self.item(item_id, About.COLUMN)
        return not _counts(item)

    def item(self, item_id: str, about: About) -> Thing:
        """Return anything gradable, tool-made columns among it."""
        return self._rest.read(f"grade_items/{item_id}", item_id, about)

    def change(self, item_id: str, fields: Mapping[str, Any]) -> None:
        """Change a column; its address is that of an assignment, although it is not listed there (7.3)."""
        self._rest.write("PUT", f"assignments/{item_id}", fields, About.COLUMN)

    def open_until(self, item: Thing) -> str | None:
        """Return the last day of the grading period that an item stands in now, None where there is none."""
        last = self._periods.last_day(str(item.get("grading_period") or ""))
        return last.isoformat() if last else None

    def check_open(self, item_id: str, until: str | None) -> None:
        """Raise `period_closed` where the grading period that a column stands in is over.

        Before the day that was its last when the column was settled nobody is asked; then a teacher may have moved it.
        """
        if not self._periods.is_past(until):
            return
        period = str(self._known(item_id, About.SCORE).get("grading_period") or "")
        if self._periods.over(period):
            raise Permanent("period_closed", f"grading period {period} is over")

    def current_period(self) -> str | None:
        """Return the grading period that runs now, None where none is known."""
        return self._periods.current()

    def cell(self, item_id: str, member: MemberRef) -> Seen:
        """Read one cell with the exception a teacher set on it; no row is an empty cell, unless the column is gone."""
        enrollment = self._rest.enrollment(member)
        asked = {"assignment_id": item_id, "enrollment_id": enrollment}
        listed = self._rest.read_all("grades", _GRADES, About.RESULT, assignment_id=item_id, enrollment_id=enrollment)
        theirs = [row for row in listed if all(str(row.get(name)) == value for name, value in asked.items())]
        if not theirs:
            self._known(item_id, About.RESULT)  # a deleted column is listed just as empty; being gone is another matter
        return _seen(theirs[0]) if theirs else Seen(None)

    def cells(self, item_id: str, members: Sequence[MemberRef]) -> Mapping[str, Seen]:
        """Read the cells of these learners by `sub`; who does not learn in the section is absent."""
        listed = self._rest.read_all("grades", _GRADES, About.RESULT, assignment_id=item_id)
        rows = {str(row.get("enrollment_id")): row for row in listed if str(row.get("assignment_id")) == item_id}
        if not rows:
            self._known(item_id, About.RESULT)
        return {sub: _seen(rows[one]) if one in rows else Seen(None) for sub, one in self.enrollments(members).items()}

    def enrollments(self, members: Sequence[MemberRef]) -> Mapping[str, str]:
        """Return the enrollments of these learners by `sub`; who does not learn in the section is absent."""
        known = {one.sub: self._rest.learners().get(uid_of(one) or "") for one in members}
        return {sub: one for sub, one in known.items() if one}

    def write(self, item_id: str, score: Score) -> None:
        """Write one grade with its comment, in the points the item has now: a teacher may have changed them (F24)."""
        self._write(item_id, score.member, self._graded(item_id, score))

    def write_all(self, item_id: str, scores: Sequence[Score]) -> Sequence[AdapterError | None]:
        """Write the grades of several learners by one call; return what became of each, in their order (8.2)."""
        rows: list[Thing] = []
        errors: list[AdapterError | None] = []
        for one in scores:
            try:
                rows.append(self._row(item_id, one.member, self._graded(item_id, one)))
                errors.append(None)
            except Permanent as error:  # somebody who does not learn here keeps nobody else waiting
                errors.append(error)
        told = iter(self._rest.write_rows("PUT", "grades", _GRADES, rows, About.SCORE) if rows else ())
        return [error if error is not None else next(told) for error in errors]

    def empty(self, item_id: str, member: MemberRef) -> None:
        """Empty one cell; which of the two ways of saying so is understood is not documented (8.2)."""
        for nothing in ("", None):
            try:
                self._write(item_id, member, {"grade": nothing, "comment": ""})
            except Permanent as error:
                if error.code != "not_accepted":
                    raise
            if self.cell(item_id, member).value is None:
                return
        raise Permanent("not_accepted", "the cell keeps its grade")

    def _known(self, item_id: str, about: About) -> Thing:
        """Return an item as it was when this round first asked."""
        if item_id not in self._items:
            self._items[item_id] = self.item(item_id, about)
        return self._items[item_id]

    def _write(self, item_id: str, member: MemberRef, fields: Mapping[str, Any]) -> None:
        self._rest.write_row("PUT", "grades", _GRADES, self._row(item_id, member, fields), About.SCORE)

    def _row(self, item_id: str, member: MemberRef, fields: Mapping[str, Any]) -> Thing:
        enrollment = self._rest.enrollment(member)
        return {"type": "assignment", "assignment_id": int(item_id), "enrollment_id": int(enrollment), **fields}

    def _graded(self, item_id: str, score: Score) -> Mapping[str, Any]:
        maximum = _number(self._known(item_id, About.SCORE).get("max_points")) or score.maximum
        grade = number(score.value * maximum / score.maximum)
        return {"grade": grade, "comment": score.comment, "comment_status": 1}

    def _first_category(self) -> str | None:
        listed = self._rest.read_all("grading_categories", ("grading_category",), About.ACCESS)
        return id_of(listed[0]) if listed else None

    def _new_category(self) -> str:
        row = {"title": CATEGORY_TITLE, "weight": 100, "calculation_type": _TOTAL_POINTS}
        names = ("grading_categories", "grading_category")
        self._rest.write_row("POST", "grading_categories", names, row, About.ACCESS)
        made = self._first_category()
        if made is None:
            raise Transient("lms_error", "the new grading category is not listed")
        return made


def _counts(item: Thing) -> bool:
    """Tell whether an item counts in the total; answers say so only where it does not (7.1)."""
    return item.get("count_in_grade") is None or is_on(item["count_in_grade"])


def _seen(row: Thing) -> Seen:
    """Read one row of grades; an exception, whichever, is a person's doing."""
    exception = row.get("exception")
    flag = _FLAGS.get(str(exception), "exception") if is_on(exception) else None
    return Seen(_number(row.get("grade")), _number(row.get("max_points")), str(row.get("comment") or "") or None, flag)


def _number(value: Any) -> float | None:
    """Return a finite number, which may be written as a text, or None."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if math.isfinite(found) else None
