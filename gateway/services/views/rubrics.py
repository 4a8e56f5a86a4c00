"""The rubric library and the form of one rubric, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from gateway.learn.rubrics import MOST_LEVELS, MOST_ROWS, Level, Row, Rubric, even
from gateway.services import drafts, rubrics
from gateway.services.drafts import Author
from gateway.services.inputs import CourseInputs, StandardRow
from gateway.services.rubrics import Kept
from gateway.services.views.activities import standards_of
from gateway.services.views.links import Links
from gateway.services.views.names import in_language, title_of
from gateway.web.pages import rubrics_page as r
from gateway.web.words import level_word

HOME = "library/rubrics"


def listed(conn: Connection, who: Author, links: Links) -> r.RubricsPage:
    """Return the list: the course's own first, then the school's."""
    lines = [_line(one, who, links) for one in rubrics.listed(conn, who.tenant_id, who.course_id)]
    lines.sort(key=lambda one: (one.retired, one.school))
    return r.RubricsPage(tuple(lines), links.at(f"{HOME}/new"), links.at("library"))


def _line(one: Kept, who: Author, links: Links) -> r.RubricLine:
    school, at = one.course_id is None, links.at(f"{HOME}/{one.id}")
    may = not school or one.by == who.person_id
    return r.RubricLine(
        title=one.rubric.title, rows=len(one.rubric.rows), levels=len(one.rubric.levels), uses=one.uses, school=school,
        retired=one.retired, edit_url="" if school or one.retired else at, copy_url=f"{at}/copy",
        give_url="" if school or one.retired else f"{at}/give", retire_url=f"{at}/retire" if may else "",
        titles=tuple(row.title for row in one.rubric.rows),
    )  # fmt: skip


def blank() -> Rubric:
    """Return what a new rubric begins with: four levels, and a row to write."""
    words = [level_word(one) for one in range(1, 5)]
    return Rubric("", even(words), (Row("", "", (), ("",) * len(words)),))


def form(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, language: str,
    shown: tuple[str, Rubric], *, more: bool = False, problems: Sequence[str] = (),
) -> r.RubricForm:  # fmt: skip
    """Return the form of (rubric id or empty, content as it stands or was typed); `more` adds an empty row."""
    rubric_id, rubric = shown
    known = _known(conn, course, inputs, rubric.rows)
    empty = Row("", "", (), ("",) * len(rubric.levels))
    rows = (*rubric.rows, empty) if more and len(rubric.rows) < MOST_ROWS else rubric.rows
    levels = [r.LevelField(one.word, points(one)) for one in rubric.levels]
    kept = rubrics.find(conn, Author(course.tenant_id, course.id, None), rubric_id) if rubric_id else None
    used = rubrics.used_for(conn, course.tenant_id, course.id)
    return r.RubricForm(
        title=rubric.title, levels=(*levels, *([r.LevelField()] if len(levels) < MOST_LEVELS else [])),
        rows=tuple(_row(one, len(rubric.levels), known, inputs, course) for one in rows),
        save_url=links.at(f"{HOME}/{rubric_id or 'new'}"), list_url=links.at(HOME), setup_url=links.at("setup"),
        version=kept.version if kept else 0,
        uses=tuple(
            in_language(inputs.activities[one].title, language)
            for one, by in used.items()
            if kept and by == kept.id and one in inputs.activities
        ),
        problems=tuple(problems), full=len(rows) >= MOST_ROWS,
    )  # fmt: skip


def points(level: Level) -> str:
    """Return a level's points as a person types them."""
    return f"{level.points:.4f}".rstrip("0").rstrip(".") or "0"


def _known(
    conn: Connection, course: Any, inputs: CourseInputs, rows: Sequence[Row]
) -> Mapping[str, StandardRow]:  # fmt: skip
    """Return the course's standards, and those of other courses that a copied rubric brought along."""
    own = standards_of(conn, course, inputs)
    others = sorted({one for row in rows for one in row.standards} - set(own))
    return {**own, **drafts.standards_of(conn, course.tenant_id, others)}


def _row(row: Row, levels: int, known: Mapping[str, StandardRow], inputs: CourseInputs, course: Any) -> r.RowField:
    here = set(inputs.standards) or set(course.settings.get("standards", ()))
    ticks = tuple(
        r.StandardField(one.id, one.code, title_of(one), one.id in row.standards, one.id in here or not here)
        for one in known.values()
        if one.id in row.standards or not here or one.id in here
    )
    return r.RowField(row.key, row.title, ticks, (*row.looks, *[""] * levels)[:levels])
