"""Quizzes and other graded activities of Moodle's own, by the user report with a web-service token (moodle.md 7)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from lti.ags import Ags
from lti.answers import About
from lti.http import TOO_LONG
from lti.lms.base import MemberRef, Transient
from lti.lms.graded import ASSIGNMENT, OTHER, QUIZ, Grade, Work, rated_on
from lti.lms.moodle.assessed import Assessed
from lti.lms.moodle.rest import WebServices

REPORT = "gradereport_user_get_grade_items"
_ITEM = re.compile(r"/lineitems/([0-9]+)/lineitem")
_KINDS = {"quiz": QUIZ, "assign": ASSIGNMENT}

_Row = Mapping[str, Any]


class MoodleGradedWork:
    """Grade items of activities and of teachers; keeps the report that it read for a round."""

    def __init__(self, web: WebServices, ags: Ags) -> None:
        self._web = web
        self._ags = ags
        self._assessed = Assessed(web)
        self._report: dict[str, list[_Row]] | None = None

    def works(self) -> Sequence[Work]:
        """Return what anybody's report lists, without totals and without columns of ours, which AGS names."""
        ours = {named[1] for item in self._ags.items() if (named := _ITEM.search(item.url))}
        found: dict[str, Work] = {}
        for rows in self._read(()).values():
            for row in rows:
                number = str(row.get("id"))
                if row.get("itemtype") in ("mod", "manual") and number not in ours:
                    kind = _KINDS.get(str(row.get("itemmodule")), OTHER)
                    found.setdefault(number, Work(number, str(row.get("itemname") or ""), kind))
        return [*found.values(), *self._assessed.works()]

    def grades(self, work_id: str, members: Sequence[MemberRef]) -> Mapping[str, Grade]:
        """Return the grades of these learners by `sub`, which is their number here too."""
        if rated_on(work_id):
            return self._assessed.grades(work_id, members)
        report = self._read(members)
        rows = ((one.sub, row) for one in members for row in report.get(one.sub, ()) if str(row.get("id")) == work_id)
        found = {sub: _grade(row) for sub, row in rows}
        return {sub: grade for sub, grade in found.items() if grade is not None}

    def _read(self, members: Sequence[MemberRef]) -> Mapping[str, list[_Row]]:
        """Read everybody's report at once; where that is too long an answer, learner by learner."""
        if self._report is None:
            try:
                self._report = dict(self._asked({}))
            except Transient as error:
                if error.detail != TOO_LONG:
                    raise
                self._report = {}
                for one in members:
                    self._report |= dict(self._asked({"userid": one.sub}))
        return self._report

    def _asked(self, narrowed: Mapping[str, str]) -> Iterator[tuple[str, list[_Row]]]:
        said = self._web.call(REPORT, {"courseid": self._web.course_id, **narrowed}, About.ASSIGNMENT)
        reports = said.get("usergrades") if isinstance(said, dict) else None
        if not isinstance(reports, list):
            raise Transient("lms_error", "a report without its grades")
        for one in reports:
            rows = one.get("gradeitems") if isinstance(one, dict) else None
            if isinstance(rows, list):
                yield str(one.get("userid")), [row for row in rows if isinstance(row, dict)]


def _grade(row: _Row) -> Grade | None:
    """Return what a line of the report says; a hidden grade and an empty one say nothing."""
    raw, low, high = (_number(row.get(name)) for name in ("graderaw", "grademin", "grademax"))
    low = low or 0.0
    if raw is None or high is None or high <= low or row.get("gradeishidden"):
        return None
    graded = _instant(row.get("gradedategraded"))
    return Grade(raw - low, high - low, _instant(row.get("gradedatesubmitted")) or graded, graded)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def _instant(value: Any) -> datetime | None:
    """Read Unix seconds; 0 and nothing mean that there is none."""
    seconds = _number(value)
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
