"""What a teacher can place in a course: all activities of the school, by unit and standard, as far as a search fits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection, or_, select

from gateway.db import tables as t
from gateway.services import placed
from gateway.services.course_work import WRITTEN
from gateway.services.headings import headings
from gateway.services.inputs import OPENABLE, CourseInputs
from gateway.services.views.names import in_language, short
from gateway.services.views.units import units_of
from gateway.standards.plain import plain
from gateway.web.pages import pick as p
from gateway.web.words import style_word

GUESS = "guess"
_TITLE = 70


@dataclass(frozen=True)
class Shelf:
    """All that can be placed: activities by id, what each serves (standard ids), and the standards' rows."""

    activities: Mapping[str, Any]
    served: Mapping[str, tuple[str, ...]]
    standards: Mapping[str, Any]


def shelf(conn: Connection, tenant_id: int, course_id: str = "") -> Shelf:
    """Return the school's activities; what an activity serves is what somebody confirmed or its maker declares.

    Lessons, projects and tasks work in the course for which they were written, and are placed there alone.
    """
    placeable = select(t.activity).filter_by(tenant_id=tenant_id).where(OPENABLE)
    rows = conn.execute(placeable.order_by(t.activity.c.key))
    activities = {
        row.id: row for row in rows if row.kind not in WRITTEN or row.detail.get("made_in") == course_id
    }  # fmt: skip
    said = or_(t.alignment.c.source != GUESS, t.alignment.c.confirmed_at.is_not(None))
    joined = (t.standard.c.tenant_id == t.alignment.c.tenant_id) & (t.standard.c.id == t.alignment.c.standard_id)
    served: dict[str, tuple[str, ...]] = {}
    standards = {}
    for row in conn.execute(
        select(t.alignment.c.activity_id, t.standard.c.id, t.standard.c.code, t.standard.c.statement)
        .join(t.standard, joined)
        .where(t.alignment.c.tenant_id == tenant_id, said)
        .order_by(t.standard.c.framework_id, t.standard.c.position, t.alignment.c.activity_id)
    ):
        served[row.activity_id] = (*served.get(row.activity_id, ()), row.id)
        standards[row.id] = row
    return Shelf(activities, served, standards)


@dataclass(frozen=True)
class Asked:
    """What a picker shows: a search, what is ticked, how it will be placed."""

    search: str = ""
    ticked: frozenset[str] = frozenset()


def parts(
    conn: Connection, course: CourseInputs, stock: Shelf, asked: Asked, language: str, home: str
) -> tuple[p.Part, ...]:
    """Return units and headings with what fits the search; each activity stands once, under its first standard."""
    there = set(placed.activities(conn, course.tenant_id, course.course_id))
    words = asked.search.casefold().split()
    lines: dict[str, list[p.Line]] = {}
    units = units_of(course)
    order = {one: n for n, one in enumerate(name for unit in units for name in unit.standards)}
    for row in stock.activities.values():
        line = line_of(row, stock, asked, there, language, home)
        serves = stock.served.get(row.id, ())
        if _fits(line, [stock.standards[one].statement for one in serves], words):
            first = min(serves, key=lambda one: order.get(one, len(order)), default="")
            lines.setdefault(first, []).append(line)
    found = [_part(f"u{one.number}", one.words, one.standards, stock, lines, words) for one in units]
    shown = {name for unit in units for name in unit.standards}
    found += _elsewhere(conn, course, stock, lines, shown, words)
    kept = [one for one in found if one.count]
    if kept and not any(one.open for one in kept):
        kept[0] = p.Part(kept[0].key, kept[0].title, kept[0].groups, open=True)
    return tuple(kept)


def words_of(row: Any, name: str, language: str) -> str:
    """Return a text of an activity: `learn` or `matters`."""
    return in_language(row.words.get(name, {}), language)


def line_of(row: Any, stock: Shelf, asked: Asked, there: Collection[str], language: str, home: str) -> p.Line:
    """Return one activity as a teacher chooses it; `there` are those that the course has links to already."""
    serves = [stock.standards[one] for one in stock.served.get(row.id, ())]
    return p.Line(
        key=row.id, title=in_language(row.title, language), style=row.style, minutes=row.minutes,
        learn=words_of(row, "learn", language), codes=tuple(one.code for one in serves if one.code),
        preview_url=f"{home}activity/{row.id}", ticked=row.id in asked.ticked, placed=row.id in there,
        by_teacher=row.kind == "teacher",
    )  # fmt: skip


def _fits(line: p.Line, statements: Sequence[str], words: Sequence[str]) -> bool:
    text = " ".join((line.title, line.learn, style_word(line.style), *line.codes, *statements)).casefold()
    return all(one in text for one in words)


def _part(
    key: str, title: str, standards: Sequence[str], stock: Shelf, lines: Mapping[str, Sequence[p.Line]],
    words: Sequence[str],
) -> p.Part:  # fmt: skip
    """Return a part; found things are shown at once, and so is what is ticked."""
    groups = tuple(_group(stock.standards.get(one), lines[one]) for one in standards if one in lines)
    ticked = any(line.ticked for group in groups for line in group.lines)
    return p.Part(key, title, groups, open=bool(words) or ticked)


def _group(row: Any, lines: Sequence[p.Line]) -> p.Group:
    if row is None:
        return p.Group("", "", tuple(lines))
    return p.Group(row.code or "", short(plain(row.statement), _TITLE), tuple(lines))


def _elsewhere(
    conn: Connection, course: CourseInputs, stock: Shelf, lines: Mapping[str, Sequence[p.Line]], shown: set[str],
    words: Sequence[str],
) -> list[p.Part]:  # fmt: skip
    """Return what no unit of the pathway holds: by the heading of its standard, then what serves none."""
    others = [one for one in stock.standards if one in lines and one not in shown]
    heads = headings(conn, course.tenant_id, others)
    by_head: dict[tuple[str, str], list[str]] = {}
    for one in others:
        by_head.setdefault(heads.get(one, ("", "")), []).append(one)
    found = [
        _part(f"h{n}", _heading(head), standards, stock, lines, words)
        for n, (head, standards) in enumerate(by_head.items())
    ]
    return [*found, _part("more", str(gettext("More activities")), [""], stock, lines, words)]


def _heading(head: tuple[str, str]) -> str:
    code, words = head
    return f"{code} {short(words, _TITLE)}".strip() or str(gettext("Other standards"))
