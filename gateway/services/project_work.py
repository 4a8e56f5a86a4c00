"""Projects of a course: made and changed by a teacher, offered like any activity, marked checkpoint by checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import BadRequest, InvalidInput, NotFound
from gateway.learn import projects as rules
from gateway.learn.projects import Checkpoint
from gateway.learn.rubrics import Rubric
from gateway.security import new_id
from gateway.services import course_activities, rubrics
from gateway.services.course_activities import LONGEST, PLACES, About
from gateway.services.course_work import PROJECT, checkpoints
from gateway.services.drafts import Author


@dataclass(frozen=True)
class Given:
    """A project as its teacher writes it; a checkpoint without a key is new."""

    title: str
    goal: str
    style: str
    minutes: int
    rubric_id: str
    checkpoints: tuple[Checkpoint, ...]


def save(write: Write, who: Author, given: Given, project_id: str = "") -> str:
    """Keep a project of the course; return its id. Nothing is stored unless all of it is right.

    InvalidInput lists what is wrong (`gateway.learn.projects.Problem`); NotFound for a project or rubric of another
    course.
    """
    if not given.title.strip() or not 0 < given.minutes <= LONGEST:
        raise BadRequest("a project has a name and whole minutes")
    before = find(write.conn, who, project_id)[1] if project_id else ()
    rubric = rubrics.own(write.conn, who, given.rubric_id).rubric
    days = {one.key: one.due for one in before}
    keyed = tuple(one if one.key in days else replace(one, key=new_id()) for one in given.checkpoints)
    wrong: Sequence[object] = rules.problems(keyed, write.now.date(), {row.key for row in rubric.rows}, days)
    if wrong:
        raise InvalidInput("the project cannot be given", problems=wrong)
    made = project_id or course_activities.make(write, who, PROJECT)
    course_activities.say(write, who, made, given.goal)
    _offer(
        write, who, made, (given.title.strip(), given.style, given.minutes), _standards(write.conn, who, rubric, keyed)
    )
    rubrics.use(write, who, made, given.rubric_id)
    _keep(write, who, made, keyed)
    rubrics.newer(write, who)
    return made


def find(conn: Connection, who: Author, project_id: str) -> tuple[Any, tuple[Checkpoint, ...]]:
    """Return a project of the course (its activity row) with its checkpoints; NotFound for any other."""
    row = conn.execute(select(t.activity).filter_by(tenant_id=who.tenant_id, id=project_id, kind=PROJECT)).first()
    if row is None or row.detail.get("made_in") != who.course_id:
        raise NotFound("no such project in this course")
    return row, checkpoints(conn, who.tenant_id, who.course_id).get(project_id, ())


def renew(write: Write, who: Author, rubric_id: str) -> None:
    """Have the projects that a rubric marks serve the standards of its rows as they are now."""
    rubric = rubrics.own(write.conn, who, rubric_id).rubric
    stops = checkpoints(write.conn, who.tenant_id, who.course_id)
    for activity_id, by in rubrics.used_for(write.conn, who.tenant_id, who.course_id).items():
        if by != rubric_id or activity_id not in stops:
            continue
        row = find(write.conn, who, activity_id)[0]
        wanted = _standards(write.conn, who, rubric, stops[activity_id])
        if set(wanted) != course_activities.serves(write.conn, who, activity_id):
            _offer(write, who, activity_id, (row.title["en"], row.style, row.minutes), wanted)


def _offer(
    write: Write, who: Author, project_id: str, said: tuple[str, str, int], standards: tuple[str, ...]
) -> None:  # fmt: skip
    """Have the course offer a project, said as (title, style, minutes), for these standards."""
    settings = write.conn.scalar(select(t.course.c.settings).filter_by(tenant_id=who.tenant_id, id=who.course_id)) or {}
    title, style, minutes = said
    must = project_id in settings.get("must", ())
    course_activities.put(write, who, project_id, About(title, style, minutes, "", PLACES[0], must, standards))


def _standards(conn: Connection, who: Author, rubric: Rubric, stops: Sequence[Checkpoint]) -> tuple[str, ...]:
    """Return the course's standards that the rows of these checkpoints show."""
    asked = {key for one in stops for key in one.rows}
    shown = [one for row in rubric.rows if row.key in asked for one in row.standards]
    here = course_activities.standards_of(conn, who)
    return tuple(one for one in dict.fromkeys(shown) if one in here)


def _keep(write: Write, who: Author, project_id: str, stops: Sequence[Checkpoint]) -> None:
    key = {**who.key, "activity_id": project_id}
    write.conn.execute(delete(t.checkpoint).filter_by(**key))
    rows = [
        {
            **key, "id": one.key, "position": place, "title": one.title.strip(), "product": one.product.strip(),
            "due_on": one.due.isoformat(), "row_keys": list(one.rows),
        }
        for place, one in enumerate(stops, start=1)
    ]  # fmt: skip
    write.conn.execute(insert(t.checkpoint), rows)
