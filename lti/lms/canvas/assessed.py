"""Outcomes that teachers assess by rubrics of their own work, read as results (canvas.md 6.3, 6.4).

What stands on a column of ours is what we wrote; the caller names the assignments that are somebody else's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from lti.answers import About
from lti.lms.base import MemberRef, Permanent, Refused
from lti.lms.canvas.rest import Rest
from lti.lms.graded import RATING, Grade, Work

_WORK = "outcome:"
_PREFIX = "assignment_"

_Entry = Mapping[str, Any]


def is_assessed(work_id: str) -> bool:
    """Say whether a work is an outcome on an assignment."""
    return work_id.startswith(_WORK)


class Assessed:
    """Results of outcomes, one work for each outcome on each assignment."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    def works(self, theirs: Mapping[str, str]) -> Sequence[Work]:
        """Return the outcomes that have results on these assignments (id -> name); none where nobody may look."""
        try:
            outcomes = self._outcomes()
            rows = self._results() if outcomes else ()
        except (Permanent, Refused):
            return ()
        pairs = {(_link(row, "learning_outcome"), _assignment(row)): None for row in rows}
        return [
            Work(
                f"{_WORK}{outcome}:{one}",
                f"{theirs[one]}: {_name(outcomes[outcome])}",
                RATING,
                _codes(outcomes[outcome]),
            )
            for outcome, one in pairs
            if outcome in outcomes and one in theirs
        ]

    def grades(self, work_id: str, members: Sequence[MemberRef]) -> Mapping[str, Grade]:
        """Return the results of these learners in one such work, by `sub`."""
        outcome, _, assignment = work_id.removeprefix(_WORK).partition(":")
        by_id = {one.lms_user_id: one.sub for one in members if one.lms_user_id}
        found = {}
        for row in self._results(**{"outcome_ids[]": outcome}):
            sub, grade = by_id.get(_link(row, "user")), _grade(row)
            if sub is not None and grade is not None and _assignment(row) == assignment:
                found[sub] = grade
        return found

    def _outcomes(self) -> Mapping[str, _Entry]:
        listed = self._rest.objects("outcome_group_links", About.STANDARD, outcome_style="full")
        every = [one["outcome"] for one in listed if isinstance(one.get("outcome"), dict)]
        return {str(one.get("id")): one for one in every}

    def _results(self, **only: str) -> Sequence[_Entry]:
        return self._rest.objects("outcome_results", About.STANDARD, within="outcome_results", **only)


def _assignment(row: _Entry) -> str:
    """Return the id of the assignment that a result stands on, "" for a result on anything else."""
    found = _link(row, "assignment") or _link(row, "alignment")
    return found.removeprefix(_PREFIX) if found.startswith(_PREFIX) else ""


def _link(row: _Entry, name: str) -> str:
    links = row.get("links")
    return str(links.get(name) or "") if isinstance(links, dict) else ""


def _grade(row: _Entry) -> Grade | None:
    """Return what a result says; one that students do not see yet is none."""
    score, possible = row.get("score"), row.get("possible")
    if not isinstance(score, int | float) or not isinstance(possible, int | float) or possible <= 0:
        return None
    return None if row.get("hidden") else Grade(float(score), float(possible), _moment(row))


def _moment(row: _Entry) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(row.get("submitted_or_assessed_at")))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _name(outcome: _Entry) -> str:
    return str(outcome.get("title") or outcome.get("display_name") or "")


def _codes(outcome: _Entry) -> tuple[str, ...]:
    return tuple(filter(None, (str(outcome.get("display_name") or ""),)))
