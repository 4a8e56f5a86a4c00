"""Research outlines: sections that a teacher made, which a student fills or leaves out with a reason.

What is typed is kept as it comes; an outline is handed in as a whole and waits for the teacher like other work. The
teacher may want a section that was left out all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, select, update

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.errors import BadRequest, NotFound, WaymarkError
from gateway.security import new_id
from gateway.services import audit, course_activities, handing, opt_out
from gateway.services.course_activities import PLACES, STYLES, About
from gateway.services.drafts import Author
from gateway.services.handing import Work
from gateway.services.inputs import CourseInputs
from gateway.services.judge import check_learner
from gateway.settings import Settings

KIND: Final = "outline"
MOST: Final = 8
"""Sections of an outline."""

LONGEST: Final = 6000
"""Characters of a section."""

WHY: Final = 300
"""Characters of a reason, and of a section's title and hint."""

MINUTES: Final = 30
_RUBRIC: Final[tuple[dict[str, Any], ...]] = tuple({"level": level, "words": {}} for level in (1, 2, 3, 4))
"""Levels by which an outline is marked; the names of levels say what they mean."""


class NotWhole(WaymarkError):
    """A section is neither filled nor left out with a reason; `problems` are the titles of such sections."""

    code = "outline-not-whole"
    status = 422
    title = _("Your outline is not whole yet")
    hint = _("Everything is saved. Write something in each section, or say why you leave it out.")
    audience = "student"
    retryable = False


@dataclass(frozen=True)
class Section:
    """A section as its teacher made it; one that is `needed` cannot be left out."""

    key: str
    title: str
    hint: str = ""
    needed: bool = False


@dataclass(frozen=True)
class Written:
    """What a student wrote into a section; `waived` is why it is left out, None where it is not.

    `refused`: a teacher wants it all the same.
    """

    text: str = ""
    waived: str | None = None
    refused: bool = False


def sections_of(activity: Any) -> tuple[Section, ...]:
    """Return the sections of an outline in their order; none for any other activity."""
    found = activity.detail.get("sections", ()) if activity.kind == KIND else ()
    return tuple(Section(one["key"], one["title"], one["hint"], bool(one["needed"])) for one in found)


def make(write: Write, who: Author, title: str, sections: Sequence[Section]) -> str:
    """Make an outline an activity of the course; return its id. BadRequest without a title or a section."""
    key = course_activities.make(
        write, who, KIND, title, **{handing.ASKED: True}, rubric=list(_RUBRIC), sections=_kept(sections)
    )
    about = About(title[:200], STYLES[0], MINUTES, "", PLACES[0], must=False, standards=())
    course_activities.put(write, who, key, about)
    return key


def change(write: Write, who: Author, activity_id: str, sections: Sequence[Section]) -> None:
    """Have an outline of this course consist of these sections; what students wrote into others stays out of sight."""
    key = {"tenant_id": who.tenant_id, "id": activity_id}
    row = write.conn.execute(select(t.activity).filter_by(**key, kind=KIND)).first()
    if row is None or not course_activities.describes(row, who.course_id):
        raise NotFound(activity_id)
    values = {"detail": {**row.detail, "sections": _kept(sections)}}
    write.conn.execute(update(t.activity).filter_by(**key).values(**values))
    course = update(t.course).filter_by(tenant_id=who.tenant_id, id=who.course_id)
    write.conn.execute(course.values(version=t.course.c.version + 1))
    about = {"course": who.course_id, "activity": activity_id, "sections": len(sections)}
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "outline-changed", about)


def _kept(sections: Sequence[Section]) -> list[dict[str, Any]]:
    if not 1 <= len(sections) <= MOST or not all(one.title for one in sections):
        raise BadRequest("an outline has one to eight sections, each with a title")
    return [
        {"key": one.key or new_id()[:8], "title": one.title, "hint": one.hint, "needed": one.needed} for one in sections
    ]


def written(conn: Connection, course: CourseInputs, person_id: str, activity_id: str) -> dict[str, Written]:
    """Return what a student wrote so far, by section."""
    rows = conn.execute(
        select(t.outline).filter_by(
            tenant_id=course.tenant_id, course_id=course.course_id, person_id=person_id, activity_id=activity_id
        )
    )
    return {row.section: Written(row.text, row.waived, row.needed_by_person_id is not None) for row in rows}


def save(write: Write, course: CourseInputs, person_id: str, activity_id: str, typed: Mapping[str, Written]) -> None:
    """Keep what was typed; a section that must not be left out stays in. NotFound for what is no outline here.

    TakesNoPart for a student of whom nothing is recorded.
    """
    sections = _sections(course, activity_id)
    check_learner(write, course, person_id)
    opt_out.check(write.conn, course.tenant_id, person_id)
    before = written(write.conn, course, person_id, activity_id)
    for one in sections:
        now, stood = typed.get(one.key), before.get(one.key, Written())
        if now is None:
            continue
        waived = None if one.needed or stood.refused else now.waived
        if (now.text, waived) != (stood.text, stood.waived):
            key = {
                "tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": person_id,
                "activity_id": activity_id, "section": one.key,
            }  # fmt: skip
            upsert(write.conn, t.outline, key, {"text": now.text[:LONGEST], "waived": waived, "at": write.now})


def hand_in(write: Write, settings: Settings, course: CourseInputs, person_id: str, activity_id: str) -> str:
    """Hand the outline in as it stands; return the id of the version. NotWhole names the sections without anything."""
    sections, found = _sections(course, activity_id), written(write.conn, course, person_id, activity_id)
    empty = [one.title for one in sections if not _filled(found.get(one.key, Written()))]
    if empty:
        raise NotWhole(problems=empty)
    kept = [
        {"key": one.key, "title": one.title, "text": found[one.key].text, "waived": found[one.key].waived}
        for one in sections
    ]
    return handing.hand_in(write, settings, course, person_id, Work(activity_id, sections=kept))


def want(write: Write, course: CourseInputs, by: str, about: tuple[str, str], sections: Sequence[str]) -> None:
    """Have a student (person, activity) fill sections that were left out; the reason for leaving them out goes."""
    person_id, activity_id = about
    mine = {
        "tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": person_id,
        "activity_id": activity_id,
    }  # fmt: skip
    these = update(t.outline).filter_by(**mine).where(t.outline.c.section.in_(list(sections)))
    write.conn.execute(these.values(waived=None, needed_by_person_id=by))


def _sections(course: CourseInputs, activity_id: str) -> tuple[Section, ...]:
    row = course.activities.get(activity_id)
    found = sections_of(row) if row is not None else ()
    if not found:
        raise NotFound(activity_id)
    return found


def _filled(one: Written) -> bool:
    return bool(one.text.strip() or (one.waived or "").strip())
