"""What publishing will show: a student's first choices, and the gradebook with names and values (U42, U50)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from gateway.learn.grading import points as points_of
from gateway.services import desire, path
from gateway.services.columns import with_columns
from gateway.services.inputs import CourseInputs
from gateway.services.views import marks
from gateway.services.views.names import Names, title_of
from gateway.services.views.people import Learner
from gateway.web.pages.preview import Card, GradebookPreview, PreviewCell, PreviewColumn, StudentPreview
from lti.lms.base import Capabilities

ROWS = 5
"""So many students stand in the preview before "all of them" is asked for."""


def student(conn: Connection, course: CourseInputs, names: Names, one: Learner, now: datetime) -> StudentPreview:
    """Return the cards that a learner would get today."""
    found = path.cards(path.load(conn, course, one.id, now), path.Wish())
    return StudentPreview(
        one.name,
        tuple(
            Card(names.of(card.activity), card.style, card.minutes or 0, names.say("card", card.reason))
            for card in found
        ),
    )


def columns(course: CourseInputs, *, counts: bool) -> tuple[PreviewColumn, ...]:
    """Return the columns of the open units."""
    most = max(desire.points(course).values())
    return tuple(
        PreviewColumn(course.standards[one].code, title_of(course.standards[one]), most, counts)
        for one in with_columns(course)
    )


def gradebook(
    conn: Connection, course: CourseInputs, people: Sequence[Learner], all_url: str, now: datetime,
    can: Capabilities,
) -> tuple[GradebookPreview, int]:  # fmt: skip
    """Return the table of values that would be written, and how many there are in all.

    Where the learning system cannot leave columns out of the total (`can`), they count whatever a teacher wants.
    """
    counts = bool(course.settings.get("counts")) or not can.out_of_total
    found = marks.read(conn, course, now)
    standards = with_columns(course)
    rows = [(one.name, tuple(_cell(course, found, (one.id, name)) for name in standards)) for one in people]
    ready = sum(cell.level > 0 for _, cells in rows for cell in cells)
    shown = rows[:ROWS] if all_url else rows
    table = GradebookPreview(
        columns(course, counts=counts), tuple(shown), len(rows), all_url if len(rows) > len(shown) else "",
        counts=counts, points=max(desire.points(course).values()),
        need=course.learn.settings.pieces, need_activities=course.learn.settings.activities,
    )  # fmt: skip
    return table, ready


def _cell(course: CourseInputs, found: marks.Marks, key: marks.Key) -> PreviewCell:
    state, have, _ = found.state(key)
    judgement, row = found.judgements.get(key), found.rows.get(key)
    level = judgement.level if judgement is not None else row.level if row is not None else None
    value = points_of(level, desire.points(course))
    need = course.learn.settings.pieces
    return PreviewCell(state, "" if value is None else str(value), level or 0, have, need)
