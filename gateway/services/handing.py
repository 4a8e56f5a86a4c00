"""Students hand in what they made: a file or a link for an activity that asks for it, as often as they like.

Each time is a version with a statement of its own. What a teacher says of it is a statement, too (`answering`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, delete, insert, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import NotFound, WaymarkError
from gateway.security import new_id
from gateway.services import audit, opt_out
from gateway.services.decide import Deciding, decide, take_back
from gateway.services.drafts import Author
from gateway.services.handed_files import Received
from gateway.services.inputs import CourseInputs, opens
from gateway.services.judge import check_learner
from gateway.settings import Settings

ASKED: Final = "hands_in"
"""The course's setting: the activities for which something is handed in; an activity's own detail may say so, too."""

FILE, LINK, OUTLINE = "file", "link", "outline"
WAITING, SEEN, OLDER, BACK, DONE = "waiting", "seen", "older", "back", "done"
OPEN: Final = (WAITING, SEEN)
"""What a teacher has not answered yet."""

MOST: Final = 30
"""Versions of one student for one activity and part."""


class TooOften(WaymarkError):
    """So many versions were handed in that another one would only hide them."""

    code = "handed-in-too-often"
    status = 409
    title = _("You handed this in many times already")
    hint = _("Take one of them back, or ask your teacher to look at what is there.")
    audience = "student"
    retryable = False


class Answered(WaymarkError):
    """A teacher has answered it meanwhile."""

    code = "already-answered"
    status = 409
    title = _("Your teacher has answered this already")
    hint = _("It stays as it is. You can hand it in again.")
    audience = "student"
    retryable = False


@dataclass(frozen=True)
class Work:
    """What is handed in for which activity and part: a stored file, a link's address, or an outline's sections."""

    activity_id: str
    part: str = ""
    file: Received | None = None
    link: str = ""
    sections: Sequence[dict[str, Any]] = field(default_factory=tuple)

    @property
    def kind(self) -> str:
        """Which of the three it is."""
        return FILE if self.file is not None else LINK if self.link else OUTLINE


def asks(course: CourseInputs, activity_id: str, part: str = "") -> bool:
    """Say whether students hand something in for an activity; each checkpoint of a project names a product."""
    row, project = course.activities.get(activity_id), course.projects.get(activity_id)
    if row is None or not opens(row):
        return False
    if project is not None:
        return any(one.key == part for one in project.checkpoints)
    return bool(row.detail.get(ASKED)) or activity_id in course.settings.get(ASKED, ())


def ask(write: Write, who: Author, activity_id: str, *, on: bool) -> None:
    """Have students hand something in for an activity from now on, or no more; what was handed in stays."""
    offered = select(t.course_activity.c.activity_id).filter_by(**who.key, activity_id=activity_id)
    if write.conn.execute(offered).first() is None:
        raise NotFound(activity_id)
    course = update(t.course).filter_by(tenant_id=who.tenant_id, id=who.course_id)
    row = write.conn.execute(select(t.course).filter_by(tenant_id=who.tenant_id, id=who.course_id)).one()
    others = [one for one in row.settings.get(ASKED, ()) if one != activity_id]
    settings = {**row.settings, ASKED: [*others, activity_id] if on else others}
    write.conn.execute(course.values(settings=settings, version=row.version + 1))
    about = {"course": who.course_id, "activity": activity_id, "on": on}
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "hand-in-asked", about)


def hand_in(write: Write, settings: Settings, course: CourseInputs, person_id: str, work: Work) -> str:
    """Keep a new version; return its id. What nobody answered yet of the same work becomes an older one.

    NotFound where the activity does not ask for it, TakesNoPart for a student of whom nothing is recorded.
    """
    if not asks(course, work.activity_id, work.part):
        raise NotFound(work.activity_id)
    check_learner(write, course, person_id)
    opt_out.check(write.conn, course.tenant_id, person_id)
    before = versions(write.conn, course, person_id, work.activity_id, work.part)
    if len(before) >= MOST:
        raise TooOften(work.activity_id)
    version = before[-1].version + 1 if before else 1
    statement_id = decide(
        write, settings,
        Deciding(
            course.tenant_id, course.course_id, person_id, person_id, "handed",
            {"kind": work.kind, "part": work.part, "version": version},
            activity_iri=course.activities[work.activity_id].iri,
        ),
    )  # fmt: skip
    standing = [one.id for one in before if one.state in OPEN]
    _set(write, course.tenant_id, standing, state=OLDER)
    made, file = new_id(), work.file
    write.conn.execute(
        insert(t.hand_in).values(
            tenant_id=course.tenant_id, id=made, course_id=course.course_id, person_id=person_id,
            activity_id=work.activity_id, part=work.part, kind=work.kind, version=version, state=WAITING,
            name=file.name if file else work.link, format=file.kind.key if file else "", size=file.size if file else 0,
            tag=file.tag if file else None, sections=list(work.sections), at=write.now,
            statement_id=statement_id.bytes,
        )
    )  # fmt: skip
    return made


def withdraw(write: Write, settings: Settings, course: CourseInputs, person_id: str, hand_in_id: str) -> str | None:
    """Take a version back that nobody answered; return the name of the file to delete, None where it has none.

    The version before it waits again. NotFound for what is not this student's, Answered for what is answered.
    """
    key = {"tenant_id": course.tenant_id, "id": hand_in_id}
    row = write.conn.execute(
        select(t.hand_in).filter_by(**key, course_id=course.course_id, person_id=person_id)
    ).first()  # fmt: skip
    if row is None:
        raise NotFound(hand_in_id)
    if row.state not in (*OPEN, OLDER):
        raise Answered(hand_in_id)
    write.conn.execute(delete(t.hand_in).filter_by(**key))
    take_back(write, settings, course.tenant_id, person_id, UUID(bytes=bytes(row.statement_id)))
    left = versions(write.conn, course, person_id, row.activity_id, row.part)
    if left and left[-1].state == OLDER:
        _set(write, course.tenant_id, [left[-1].id], state=WAITING)
    return str(row.tag) if row.tag else None


def place_of(conn: Connection, course: CourseInputs, person_id: str, hand_in_id: str) -> tuple[str, str]:
    """Return the activity and part for which a student handed something in; NotFound for what is not this student's."""
    mine = {"tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": person_id}
    found = conn.execute(select(t.hand_in.c.activity_id, t.hand_in.c.part).filter_by(**mine, id=hand_in_id)).first()
    if found is None:
        raise NotFound(hand_in_id)
    return found.activity_id, found.part


def versions(conn: Connection, course: CourseInputs, person_id: str, activity_id: str, part: str) -> list[Any]:
    """Return what a student handed in for one piece of work, oldest first."""
    query = select(t.hand_in).filter_by(
        tenant_id=course.tenant_id, course_id=course.course_id, person_id=person_id, activity_id=activity_id, part=part
    )
    return list(conn.execute(query.order_by(t.hand_in.c.version)))


def of(conn: Connection, course: CourseInputs, person_id: str, activity_id: str | None = None) -> list[Any]:
    """Return what a student handed in, for one activity or all of them, newest first, each with its answer's words."""
    query = with_words().where(
        t.hand_in.c.tenant_id == course.tenant_id, t.hand_in.c.course_id == course.course_id,
        t.hand_in.c.person_id == person_id,
    )  # fmt: skip
    if activity_id is not None:
        query = query.where(t.hand_in.c.activity_id == activity_id)
    return list(conn.execute(query.order_by(t.hand_in.c.at.desc(), t.hand_in.c.version.desc(), t.hand_in.c.id)))


def given_back(conn: Connection, course: CourseInputs, person_id: str) -> list[tuple[str, str]]:
    """Return (activity, part) of what a teacher gave back in its newest version, the newest answer first."""
    newest: dict[tuple[str, str], Any] = {}
    for row in of(conn, course, person_id):
        newest.setdefault((row.activity_id, row.part), row)
    rows = sorted((one for one in newest.values() if one.state == BACK), key=lambda one: one.answered_at, reverse=True)
    return [(one.activity_id, one.part) for one in rows if one.activity_id in course.activities]


def with_words() -> Any:
    """Select hand-ins with the words of their answers."""
    beside = (t.note.c.tenant_id == t.hand_in.c.tenant_id) & (t.note.c.statement_id == t.hand_in.c.answer_id)
    return select(t.hand_in, t.note.c.text.label("words")).outerjoin(t.note, beside)


def tags_of(conn: Connection, tenant_id: int, person_id: str) -> list[str]:
    """Return the names of a person's files, so that they go with the person."""
    found = select(t.hand_in.c.tag).where(
        t.hand_in.c.tenant_id == tenant_id, t.hand_in.c.person_id == person_id, t.hand_in.c.tag.is_not(None)
    )
    return [str(one) for one in conn.scalars(found)]


def _set(write: Write, tenant_id: int, ids: Sequence[str], **values: object) -> None:
    if ids:
        these = update(t.hand_in).where(t.hand_in.c.tenant_id == tenant_id, t.hand_in.c.id.in_(list(ids)))
        write.conn.execute(these.values(**values))
