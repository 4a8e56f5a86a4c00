"""A section's gradebook by REST: who has which enrollment, the category a column stands in, and single cells.

Grades and assignees are named by enrollment, not by person; a column without a category is seen by nobody
(schoology.md 3.2, 6, 8).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from lti.ags import number
from lti.answers import About
from lti.lms.base import MemberRef, Permanent, Score, Seen, Transient
from lti.lms.schoology.rest import Rest, Thing, id_of, is_on
from lti.lms.schoology.roster import uid_of

CATEGORY_TITLE = "Mastery"

_ACTIVE = "1"
_FLAGS = {"1": "excused", "2": "incomplete", "3": "missing"}
_TOTAL_POINTS = 2


class Gradebook:
    """What both the columns and the assignments of one section need; keeps what it learnt for a round."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._enrollments: dict[str, str] = {}
        self._category: str | None = None
        self._there: set[str] = set()
        self._listed = False

    def enrollment(self, member: MemberRef) -> str:
        """Return the learner's enrollment in this section, or raise `not_in_course`."""
        uid = uid_of(member)
        if uid is None:
            raise Permanent("user_id_missing", member.sub)
        if uid not in self._enrollments:
            listed = self._rest.read_all("enrollments", ("enrollment",), About.ROSTER, uid=uid)
            theirs = [entry for entry in listed if str(entry.get("uid")) == uid and _learns(entry)]
            if not theirs:
                raise Permanent("not_in_course", f"no active enrollment of {uid}")
            self._enrollments[uid] = id_of(theirs[0])
        return self._enrollments[uid]

    def active(self) -> frozenset[str]:
        """Return the enrollments of everybody who learns in this section now."""
        listed = self._rest.read_all("enrollments", ("enrollment",), About.ROSTER)
        return frozenset(id_of(entry) for entry in listed if _learns(entry))

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

    def cell(self, item_id: str, member: MemberRef) -> Seen:
        """Read one cell with the exception a teacher set on it; no row is an empty cell, unless the column is gone."""
        enrollment = self.enrollment(member)
        asked = {"assignment_id": item_id, "enrollment_id": enrollment}
        listed = self._rest.read_all(
            "grades", ("grades", "grade"), About.RESULT, assignment_id=item_id, enrollment_id=enrollment
        )
        theirs = [row for row in listed if all(str(row.get(name)) == value for name, value in asked.items())]
        if not theirs:
            self._must_be_there(item_id)
        return _seen(theirs[0]) if theirs else Seen(None)

    def cells(self, item_id: str, members: Sequence[MemberRef]) -> Mapping[str, Seen]:
        """Read the cells of these learners by `sub`; who does not learn in the section is absent."""
        listed = self._rest.read_all("grades", ("grades", "grade"), About.RESULT, assignment_id=item_id)
        rows = {str(row.get("enrollment_id")): row for row in listed if str(row.get("assignment_id")) == item_id}
        if not rows:
            self._must_be_there(item_id)
        return {sub: _seen(rows[one]) if one in rows else Seen(None) for sub, one in self.enrollments(members).items()}

    def enrollments(self, members: Sequence[MemberRef]) -> Mapping[str, str]:
        """Return the enrollments of these learners by `sub`, by one list; who does not learn here is absent."""
        if not self._listed:
            entries = self._rest.read_all("enrollments", ("enrollment",), About.ROSTER)
            self._enrollments |= {str(entry.get("uid")): id_of(entry) for entry in entries if _learns(entry)}
            self._listed = True
        known = {one.sub: self._enrollments.get(uid_of(one) or "") for one in members}
        return {sub: one for sub, one in known.items() if one}

    def _must_be_there(self, item_id: str) -> None:
        """Raise where an item is gone: its cells are listed just as those of an empty one."""
        if item_id not in self._there:
            self.item(item_id, About.RESULT)
            self._there.add(item_id)

    def write(self, item_id: str, score: Score) -> None:
        """Write one grade with its comment, in the points the item has now: a teacher may have changed them (F24)."""
        maximum = _number(self.item(item_id, About.SCORE).get("max_points")) or score.maximum
        grade = number(score.value * maximum / score.maximum)
        self._write(item_id, score.member, {"grade": grade, "comment": score.comment, "comment_status": 1})

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

    def _write(self, item_id: str, member: MemberRef, fields: Mapping[str, Any]) -> None:
        named = {"type": "assignment", "assignment_id": int(item_id), "enrollment_id": int(self.enrollment(member))}
        self._rest.write_row("PUT", "grades", ("grades", "grade"), {**named, **fields}, About.SCORE)

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


def _learns(enrollment: Thing) -> bool:
    """Tell whether an enrollment is a learner's and runs: 1 is active, other states are past or not yet (6)."""
    return not is_on(enrollment.get("admin")) and str(enrollment.get("status", _ACTIVE)) == _ACTIVE


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
