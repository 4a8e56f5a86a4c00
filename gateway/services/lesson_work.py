"""Lessons of a course: targets, a rubric, and one activity for each style; a further style takes over all the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import BadRequest, NotFound
from gateway.security import new_id
from gateway.services import course_activities, rubrics
from gateway.services.course_activities import LONGEST, PLACES, About, Link
from gateway.services.course_work import LESSON
from gateway.services.drafts import Author

STYLES: Final = ("try", "paper", "partner", "read", "watch", "teacher")
"""The styles of the product, as `gateway.web.words` names them."""


@dataclass(frozen=True)
class Given:
    """A lesson as its teacher writes it: what all of its styles share. `standards` are its targets."""

    title: str
    goal: str
    standards: tuple[str, ...]
    rubric_id: str = ""


@dataclass(frozen=True)
class Style:
    """What is different in one style: how, what to do (words, or a page elsewhere), how long, and from which day."""

    style: str
    title: str
    text: str
    url: str
    minutes: int
    starts: date | None = None


def save(write: Write, who: Author, given: Given, lesson_id: str = "") -> str:
    """Keep a lesson of the course; return its id. Styles that were written in it serve its targets from now on.

    BadRequest for standards that the course has not, NotFound for a lesson or rubric of another course.
    """
    if not given.title.strip() or not given.standards:
        raise BadRequest("a lesson has a name and a target")
    if set(given.standards) - set(course_activities.standards_of(write.conn, who)):
        raise BadRequest("a standard that this course has not")
    made = find(write.conn, who, lesson_id).id if lesson_id else course_activities.make(write, who, LESSON)
    detail = {"made_in": who.course_id, "targets": list(given.standards)}
    row = update(t.activity).filter_by(tenant_id=who.tenant_id, id=made)
    write.conn.execute(row.values(title={"en": given.title.strip()}, detail=detail))
    course_activities.say(write, who, made, given.goal)
    course_activities.bring(write, who, [made])
    rubrics.use(write, who, made, given.rubric_id)
    for one in styles(write.conn, who, made):
        if one.detail.get("lesson") == made:
            _serve(write, who, one, given.standards)
            course_activities.say(write, who, one.id, given.goal)
    rubrics.newer(write, who)
    return made


def find(conn: Connection, who: Author, lesson_id: str) -> Any:
    """Return the activity row of a lesson of the course; NotFound for any other."""
    row = conn.execute(select(t.activity).filter_by(tenant_id=who.tenant_id, id=lesson_id, kind=LESSON)).first()
    if row is None or row.detail.get("made_in") != who.course_id:
        raise NotFound("no such lesson in this course")
    return row


def styles(conn: Connection, who: Author, lesson_id: str) -> Sequence[Any]:
    """Return the activity rows of a lesson's styles in order, each with `style_id` and `starts_on`."""
    style = t.lesson_style.c
    return conn.execute(
        select(t.activity, style.id.label("style_id"), style.starts_on)
        .join(t.lesson_style, (style.tenant_id == t.activity.c.tenant_id) & (style.activity_id == t.activity.c.id))
        .where(style.tenant_id == who.tenant_id, style.course_id == who.course_id, style.lesson_id == lesson_id)
        .order_by(style.position)
    ).all()


def add_style(write: Write, who: Author, lesson_id: str, given: Style) -> str:
    """Add a style to a lesson: an activity of its own with the lesson's targets and goal; return the activity's id.

    BadRequest where there is nothing to do in it, InvalidInput for an address that is none.
    """
    lesson = find(write.conn, who, lesson_id)
    if given.style not in STYLES or not 0 < given.minutes <= LONGEST or not (given.text.strip() or given.url.strip()):
        raise BadRequest("a style says what to do, how, and for how many minutes")
    title = given.title.strip() or lesson.title["en"]
    about = About(
        title, given.style, given.minutes, "", PLACES[0], must=False, standards=tuple(lesson.detail["targets"])
    )
    if given.url.strip():
        link = Link(course_activities.check_link(given.url), reports=False)
        made = course_activities.add_link(write, who, link, about)
    else:
        made = course_activities.add_task(write, who, given.text.strip(), about)
    course_activities.say(write, who, made, lesson.words.get("learn", {}).get("en", ""))
    _belongs(write, who, made, lesson_id)
    join(write, who, lesson_id, made, given.starts)
    return made


def _belongs(write: Write, who: Author, activity_id: str, lesson_id: str) -> None:
    """Note in which lesson an activity was written: it follows the lesson's targets."""
    key = {"tenant_id": who.tenant_id, "id": activity_id}
    detail = write.conn.scalar(select(t.activity.c.detail).filter_by(**key)) or {}
    write.conn.execute(update(t.activity).filter_by(**key).values(detail={**detail, "lesson": lesson_id}))


def join(write: Write, who: Author, lesson_id: str, activity_id: str, starts: date | None) -> None:
    """Make an activity that the course offers one more style of a lesson; what it counts for stays as it is.

    BadRequest for one that is in a lesson already, and for one that serves none of the targets.
    """
    lesson = find(write.conn, who, lesson_id)
    style = t.lesson_style
    row = write.conn.execute(
        select(t.activity, t.course_activity.c.graded)
        .join(
            t.course_activity,
            (t.course_activity.c.tenant_id == t.activity.c.tenant_id)
            & (t.course_activity.c.activity_id == t.activity.c.id),
        )
        .where(
            t.activity.c.tenant_id == who.tenant_id,
            t.activity.c.id == activity_id,
            t.course_activity.c.course_id == who.course_id,
        )
    ).first()
    if row is None:
        raise NotFound(activity_id)
    taken = select(style.c.id).filter_by(**who.key, activity_id=activity_id)
    if row.kind == LESSON or write.conn.execute(taken).first() is not None:
        raise BadRequest("it belongs to a lesson already")
    if not set(lesson.detail["targets"]) & course_activities.serves(write.conn, who, activity_id):
        raise BadRequest("it serves none of the targets")
    last = write.conn.scalar(select(func.max(style.c.position)).filter_by(**who.key, lesson_id=lesson_id)) or 0
    write.conn.execute(
        insert(style).values(
            **who.key, id=new_id(), lesson_id=lesson_id, activity_id=activity_id, position=last + 1,
            starts_on=starts.isoformat() if starts else None,
        )
    )  # fmt: skip
    rubrics.newer(write, who)


def start_style(write: Write, who: Author, style_id: str, starts: date | None) -> None:
    """Offer a style from a day on, None for at once; NotFound for a style of another course."""
    row = update(t.lesson_style).filter_by(**who.key, id=style_id)
    if not write.conn.execute(row.values(starts_on=starts.isoformat() if starts else None)).rowcount:
        raise NotFound("no such style in this course")
    rubrics.newer(write, who)


def drop_style(write: Write, who: Author, style_id: str) -> None:
    """Take a style out of its lesson and offer it no more; what was done in it counts on."""
    found = write.conn.execute(select(t.lesson_style).filter_by(**who.key, id=style_id)).first()
    if found is None:
        raise NotFound("no such style in this course")
    write.conn.execute(delete(t.lesson_style).filter_by(**who.key, id=style_id))
    course_activities.take_out(write, who, found.activity_id)


def close(write: Write, who: Author, lesson_id: str) -> None:
    """Offer a lesson no more, in any style; what was done in it counts on."""
    find(write.conn, who, lesson_id)
    for one in styles(write.conn, who, lesson_id):
        drop_style(write, who, one.style_id)
    course_activities.take_out(write, who, lesson_id)


def _serve(write: Write, who: Author, row: Any, standards: Sequence[str]) -> None:
    """Have an activity count for these standards; what else is said of it stays."""
    settings = write.conn.scalar(select(t.course.c.settings).filter_by(tenant_id=who.tenant_id, id=who.course_id)) or {}
    title = row.title.get("en") or next(iter(row.title.values()), "")
    about = About(
        title, row.style, row.minutes, str(row.detail.get("medium", "")), str(row.detail.get("place", PLACES[0])),
        row.id in settings.get("must", ()), tuple(dict.fromkeys(standards)),
    )  # fmt: skip
    course_activities.put(write, who, row.id, about)
