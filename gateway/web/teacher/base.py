"""What all of the teacher's views share: the blueprint, the frame of a page, going back after a change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from babel import Locale
from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.errors import BadRequest, NotFound
from gateway.services import section_limit
from gateway.services.drafts import Author
from gateway.services.inputs import CourseInputs
from gateway.services.publish import has_gradebook
from gateway.services.views.links import Links
from gateway.web.context import course_row, session, waymark
from gateway.web.i18n import LANGUAGES, nearest
from gateway.web.pages.shell import Language, Shell, Tab, Toast
from gateway.web.teacher.sayings import SAID
from gateway.web.words import speak_as
from lti.lms.base import Capabilities

T = TypeVar("T")

doors = Blueprint("teacher", __name__, url_prefix="/teacher/<handle>")


@doors.before_request
def refuse_nul() -> None:
    """Refuse a zero character anywhere: no database takes it, and nobody types it."""
    values = [*request.args.values(), *request.form.values(), *(request.view_args or {}).values()]
    if any(chr(0) in str(one) for one in values):
        raise BadRequest("a zero character")


@dataclass(frozen=True)
class Desk:
    """One request's ground: a connection, the session's course and its inputs, and the present."""

    conn: Connection
    course: Any
    inputs: CourseInputs
    links: Links
    language: str
    now: datetime


@contextmanager
def desk() -> Iterator[Desk]:
    """Open the course of the session for reading; NotFound when it is gone."""
    parts = waymark()
    with parts.db.read() as conn:
        course = course_row(conn)
        inputs = parts.cache.get(conn, course.tenant_id, course.id)
        speak_as(inputs.words)
        yield Desk(conn, course, inputs, links(), nearest(session().language), parts.clock())


def can_of(at: Desk) -> Capabilities:
    """Return what the adapter of the course's learning system is able to do; nothing is asked of that system."""
    can = waymark().adapter(at.conn, at.course).capabilities
    return can if has_gradebook(at.course) else replace(can, columns=False, assignments=False)


def links() -> Links:
    """Return the addresses of this session."""
    return Links(session().handle)


def author() -> Author:
    """Return who changes which course."""
    return Author(session().tenant_id, session().course, session().person_id)


def reach() -> Callable[[Connection, Iterable[str]], None]:
    """Return a check for plans: NotFound for a student of a section that this session may not see."""
    own = session()

    def check(conn: Connection, people: Iterable[str]) -> None:
        if own.sections is not None and section_limit.outside(conn, own.tenant_id, own.course, own.sections, people):
            raise NotFound("not a student of this section")

    return check


def change(plan: Callable[[Write], T]) -> T:
    """Run a plan; its value comes after the commit."""
    return waymark().db.write(plan)


def change_course(plan: Callable[[Write, CourseInputs], T]) -> T:
    """Run a plan with the inputs of the course as the writer sees them."""
    parts, who = waymark(), author()
    return parts.db.write(lambda write: plan(write, parts.cache.get(write.conn, who.tenant_id, who.course_id)))


def page(template: str, model: object, at: Desk, current: str) -> str:
    """Render a page in its frame."""
    return render_template(template, shell=shell(at, current), page=model)


def shell(at: Desk, current: str) -> Shell:
    """Return the frame: tabs, language, and the message about what was just done."""
    tabs = (
        ("today", gettext("Today"), at.links.at()),
        ("students", gettext("Students"), at.links.at("students")),
        ("pathway", gettext("Pathway"), at.links.at("pathway")),
        ("gradebook", gettext("Gradebook"), at.links.at("gradebook")),
    )
    direction = "rtl" if Locale.parse(at.language).text_direction == "rtl" else "ltr"
    return Shell(
        course=at.course.title, role=session().role, csrf=session().csrf, here=_here(), home=at.links.at(),
        language=at.language, direction=direction,
        languages=tuple(Language(code, name) for code, name in LANGUAGES.items()),
        language_url=at.links.at("language"), toasts=_toasts(at),
        tabs=tuple(Tab(label, url, key == current) for key, label, url in tabs),
    )  # fmt: skip


def _here() -> str:
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "said"]
    return request.path + (f"?{urlencode(kept)}" if kept else "")


def _toasts(at: Desk) -> tuple[Toast, ...]:
    said = SAID.get(request.args.get("said", ""))
    if said is None:
        return ()
    text, undo = said()
    return (Toast(text, at.links.at(undo, at=at.course.version) if undo else ""),)


def go_back(default: str = "", said: str = "") -> Response:
    """Go to where the form came from, which is a page of this session, and say what was done."""
    home = links().at()
    back = request.form.get("back", "")
    target = back if back.startswith(home) and "\\" not in back else default or home
    if said:
        head, mark, anchor = target.partition("#")
        target = f"{head}{'&' if '?' in head else '?'}said={said}{mark}{anchor}"
    return redirect(target, 303)
