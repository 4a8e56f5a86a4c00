"""Grades on their way: what stands, waits or needs the teacher, per learner and column (U40, U43)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.services.inputs import CourseInputs
from gateway.services.placed_grades import LINK
from gateway.services.views.links import Links
from gateway.web.pages.delivery import Delivery, DeliveryLine
from gateway.web.pages.shell import Action
from lti.lms.words import N_

COLUMNS = ("column", LINK, "assignment")
"""The kinds of Places that have grades: columns of ours, those that came with a link, and assignments."""

NEEDS_YOU = frozenset({"held", "failed"})
_REASONS = {
    "throttled": "busy", "unreachable": "down", "timeout": "down", "lms_error": "down", "tls": "down",
    "not_in_course": "left", "unpublished": "unpublished", "course_closed": "closed",
    "scope_missing": "no_access", "key_refused": "no_access", "token_refused": "no_access",
    "token_missing": "no_access", "grant_ended": "consent", "rubric_taken": "rubric",
    "standard_gone": "standard_gone", "column_gone": "column_gone", "two_columns": "column_gone",
    "period_closed": "closed", "not_taught_here": "no_access", "shared_column": "no_access",
    "part_gone": "part_gone", "opens_to_all": "opens_to_all",
    "superseded": "replaced", "kept_higher": "higher",
}  # fmt: skip
"""The page's word for what an adapter reports; what stays unnamed reads as refused, or as down while it waits."""

_QUIET = {"period_closed": "closed", "left_out": "left_out"}
"""Why a column is not written any more without anything for the teacher to do, with the page's word."""

_FLAGS = {
    "excused": N_("excused"), "missing": N_("missing"), "incomplete": N_("incomplete"), "exception": N_("an exception"),
}  # fmt: skip
"""What a teacher may set on a grade instead of a value."""


@dataclass(frozen=True)
class Grades:
    """The columns of a course by standard, all others with grades by their id, and all cells by (place, person)."""

    links: Links
    places: Mapping[str, Any]
    placed: Mapping[str, Any]
    cells: Mapping[tuple[str, str], Any]
    on: bool
    need: int

    def of(self, person_id: str, standard_id: str, *, have: int = 0, excused: bool = False) -> Delivery:
        """Return the state of one grade; `have` results so far, for the words of a blank cell."""
        return self.at(self.places.get(standard_id), person_id, have=have, excused=excused)

    def at(self, place: Any, person_id: str, *, have: int = 0, excused: bool = False) -> Delivery:
        """Return the state of one grade in a column, of a standard or of a link; None is no column yet."""
        cell = self.cells.get((place.id, person_id)) if place is not None else None
        if not self.on or place is None or place.state == "stopped":
            return Delivery("off", value=value_of(cell.wanted) if cell is not None else "")
        if cell is None or (cell.wanted is None and cell.state in {"sent", "idle"}):
            need = self.need if place.standard_id else 0
            return Delivery("excused" if excused else "blank", have=have, need=need)
        return self._live(place, cell)

    def _live(self, place: Any, cell: Any) -> Delivery:
        code = str((cell.reason or {}).get("code", ""))
        if place.state == "held":
            return self._gone(place, cell)
        if cell.state == "held" and code == "changed_by_teacher":
            return self._held(cell)
        if cell.state in NEEDS_YOU:
            again = Action("again", self.links.grade(cell.place_id, cell.person_id, "again"))
            return Delivery("failed", value_of(cell.wanted), reason=_REASONS.get(code, "refused"), actions=(again,))
        if cell.state == "idle" and code == "kept_theirs":
            return Delivery("kept")
        if cell.state == "waiting":
            return self._waiting(place, cell, code)
        return Delivery("sent", value_of(cell.sent), cell.sent_at)

    def _gone(self, place: Any, cell: Any) -> Delivery:
        """Offer to make a column of ours again; one that came with a link only the learning system can make."""
        remake = self.links.at(f"gradebook/{place.id}/remake")
        quiet = _QUIET.get((place.reason or {}).get("code", ""))
        if quiet is not None:
            again = (Action("again", remake),) if quiet == "closed" else ()
            return Delivery("closed", value_of(cell.wanted), reason=quiet, actions=again)
        if place.kind != LINK:
            return Delivery("failed", value_of(cell.wanted), reason="column_gone", actions=(Action("remake", remake),))
        ways = (Action("again", remake), Action("forget", self.links.at(f"gradebook/{place.id}/forget")))
        return Delivery("failed", value_of(cell.wanted), reason="link_column_gone", actions=ways)

    def _held(self, cell: Any) -> Delivery:
        theirs = cell.reason["theirs"]
        typed = _number(theirs["value"]) if theirs["value"] is not None else ""
        if theirs.get("flag"):
            typed = gettext(_FLAGS.get(theirs["flag"], _FLAGS["exception"]))
        ours = value_of(cell.wanted)
        actions = (
            Action("keep", self.links.grade(cell.place_id, cell.person_id, "keep"), (("value", typed),)),
            Action("send", self.links.grade(cell.place_id, cell.person_id, "send"), (("value", ours),)),
        )
        seen = datetime.fromisoformat(theirs["seen_at"])
        return Delivery("held", ours, cell.stamp or seen, theirs=typed, theirs_at=seen, actions=actions)

    def _waiting(self, place: Any, cell: Any, code: str) -> Delivery:
        if place.state == "waiting":
            return Delivery("waiting", value_of(cell.wanted), reason="waits_for_column")
        if not cell.tries:
            return Delivery("waiting", value_of(cell.wanted), reason="queued")
        now = Action("try_now", self.links.grade(cell.place_id, cell.person_id, "again"))
        reason = _REASONS.get(code, "down")
        return Delivery("waiting", value_of(cell.wanted), next_try=cell.next_at, reason=reason, actions=(now,))

    def called(self, standards: Mapping[str, Any]) -> Mapping[str, tuple[Any, str]]:
        """Return each column by its id, with what to call it: the code of its standard, or the name of its link."""
        ours = {one.id: (one, standards[key].code) for key, one in self.places.items() if key in standards}
        return {**ours, **{key: (one, title_of_place(one)) for key, one in self.placed.items()}}

    def asks(self) -> int:
        """Return how many columns wait for the teacher: there twice, or gone."""
        held = [one for one in self.places.values() if one.state == "held"]
        return sum((one.reason or {}).get("code") not in _QUIET for one in held)

    def line(self, people: Iterable[str]) -> DeliveryLine:
        """Return the counts for these learners, and where each number leads."""
        wanted = set(people)
        columns = (*self.places.values(), *self.placed.values())
        standing = {place.id: place for place in columns if place.state != "stopped"}
        counts = {"sent": 0, "waiting": 0, "needs": 0}
        for (place_id, person_id), cell in self.cells.items():
            quiet = (standing[place_id].reason or {}).get("code") in _QUIET if place_id in standing else True
            if person_id in wanted and not quiet and cell.wanted is not None:
                held = cell.state in NEEDS_YOU or standing[place_id].state == "held"
                counts["needs" if held else "waiting" if cell.state == "waiting" else "sent"] += 1
        urls = {name: self.links.at("gradebook", show=name) for name in counts}
        return DeliveryLine(
            counts["sent"], counts["waiting"], counts["needs"], urls["sent"], urls["waiting"], urls["needs"]
        )


def read(conn: Connection, course: CourseInputs, links: Links, *, person_id: str | None = None) -> Grades:
    """Read the columns and cells of a course, or of one learner in it."""
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id}
    columns = conn.execute(
        select(t.place).filter_by(**key).where(t.place.c.kind.in_(COLUMNS)).order_by(t.place.c.made_at, t.place.c.id)
    ).all()
    places = {row.standard_id: row for row in columns if row.standard_id is not None}
    placed = {row.id: row for row in columns if row.standard_id is None}
    query = (
        select(t.cell)
        .join(t.place, (t.place.c.tenant_id == t.cell.c.tenant_id) & (t.place.c.id == t.cell.c.place_id))
        .where(
            t.cell.c.tenant_id == course.tenant_id, t.place.c.course_id == course.course_id,
            t.place.c.kind.in_(COLUMNS),
        )
    )  # fmt: skip
    if person_id is not None:
        query = query.where(t.cell.c.person_id == person_id)
    cells = {(row.place_id, row.person_id): row for row in conn.execute(query)}
    on = course.published and bool(course.settings.get("write"))
    return Grades(links, places, placed, cells, on, course.learn.settings.pieces)


def title_of_place(place: Any) -> str:
    """Return what the column of a link, an assignment or the column of progress is called."""
    return str(place.wanted.get("title") or place.wanted.get("label"))


def value_of(wanted: Mapping[str, Any] | None) -> str:
    """Return the points of a wanted or sent value as pages write them, empty where there are none."""
    value = (wanted or {}).get("value")
    return "" if value is None else _number(value)


def _number(value: float) -> str:
    return f"{value:g}"


def reason_of(code: str) -> str:
    """Return the page's word for what an adapter reported about one try."""
    return _REASONS.get(code, "refused")
