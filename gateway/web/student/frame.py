"""What every student page has around it, and at hand: the shell, the people, the course's inputs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext, to_user_timezone
from sqlalchemy import Connection

from gateway.services import path
from gateway.services.inputs import CourseInputs
from gateway.web.context import course_row, session, waymark
from gateway.web.i18n import LANGUAGES, nearest
from gateway.web.pages.shell import Language, Shell, Who
from gateway.web.words import speak_as

doors = Blueprint("student", __name__, url_prefix="/student")


@dataclass(frozen=True)
class Desk:
    """What a student page is made from; `name` (the first one), `full_name` and `teacher` are never empty."""

    course: CourseInputs
    row: Any
    name: str
    full_name: str
    teacher: str
    language: str
    now: datetime

    @property
    def local(self) -> datetime:
        """The present in the reader's zone."""
        local: datetime = to_user_timezone(self.now)
        return local


def link(endpoint: str, **values: Any) -> str:
    """Return the address of a student page that keeps this session."""
    return url_for(f"student.{endpoint}", handle=session().handle, **values)


def desk(conn: Connection) -> Desk:
    """Return what the page of this session is made from; NotFound when its course is gone."""
    opened = session()
    row = course_row(conn)
    name, full, teacher = path.people(conn, opened.tenant_id, opened.course, opened.person)
    course = waymark().cache.get(conn, opened.tenant_id, opened.course)
    speak_as(course.words)
    return Desk(
        course=course, row=row,
        name=name or gettext("Student"), full_name=full or gettext("Student"),
        teacher=teacher or "",
        language=nearest(opened.language), now=waymark().clock(),
    )  # fmt: skip


def shell(course_title: str, name: str = "") -> Shell:
    """Return the frame of a page; without a name there is nobody's corner and no way on, as after leaving."""
    opened = session()
    who = Who(name, "", link("not_you"), link("done")) if name else None
    home = link("home")
    return Shell(
        course=course_title, role="student", csrf=opened.csrf, here=request.full_path.rstrip("?"), home=home,
        language=nearest(opened.language),
        languages=tuple(Language(code, own) for code, own in LANGUAGES.items()) if name else (),
        language_url=link("language"), who=who, url=link,
    )  # fmt: skip
