"""Students: the list, one student's sheet, one cell of it, and what a teacher changes there."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.services import judge, support
from gateway.services.cmi5 import waiving
from gateway.services.inputs import CourseInputs
from gateway.services.views import cell as cell_view
from gateway.services.views import sheet, students
from gateway.services.views.units import current, units_of
from gateway.services.watch import Watch
from gateway.web.context import STAFF, allowed, form_text, session, wants_part, waymark
from gateway.web.teacher.base import change_course, desk, doors, go_back, links, page, reach, shell

_MOST = 60


@doors.get("/students")
@allowed(STAFF)
def listed() -> str:
    """Show everybody by name."""
    with desk() as at:
        model = students.show(at.conn, at.course, at.inputs, at.links, request.args.get("section", ""), at.now)
        return page("teacher/students_page.html", model, at, "students")


@doors.get("/students/<person_id>")
@allowed(STAFF)
def student(person_id: str) -> str:
    """Show one student's sheet."""
    args = request.args
    asked = sheet.Asked(args.get("unit", ""), args.get("standard", ""), args.get("kind", ""), bool(args.get("all")))
    me = session().person_id
    with desk() as at:
        model = sheet.show(at.conn, at.course, at.inputs, at.links, at.language, me, person_id, asked, at.now)
        shown = page("teacher/student_sheet.html", model, at, "students")
    _saw(person_id)
    return shown


@doors.get("/students/<person_id>/standards/<standard_id>")
@allowed(STAFF)
def cell(person_id: str, standard_id: str) -> str:
    """Show one student's evidence on one standard, as a page or as a sheet beside one."""
    return _cell(person_id, standard_id)


def _cell(person_id: str, standard_id: str, error: str = "", reason: str = "") -> str:
    about = (person_id, standard_id)
    with desk() as at:
        # A sheet lies beside the page that opened it; a page of its own leads back to itself.
        back = _opener() if wants_part() else links().cell(*about)
        model = cell_view.show(
            at.conn, at.course, at.inputs, at.links, at.language, session().person_id, about, back, at.now,
            error=error, reason=reason,
        )  # fmt: skip
        part = wants_part()
        template = "teacher/cell_sheet.html" if part else "teacher/cell.html"
        shown = render_template(template, shell=shell(at, "students"), page=model)
    _saw(person_id)
    return shown


def _opener() -> str:
    return request.args.get("back") or links().at()


def _saw(person_id: str) -> None:
    """Leave a line in the audit log (P15)."""
    watch: Watch = current_app.extensions["waymark-watch"]
    own = session()
    watch.saw(waymark().db, own.tenant_id, (own.handle, own.person_id), own.course, person_id)


@doors.post("/students/<person_id>/standards/<standard_id>/level")
@allowed(STAFF)
def set_level(person_id: str, standard_id: str) -> str | Response:
    """Set a level; the reason is asked for, because the student reads it."""
    level = form_text("level", most=1)
    if not level.isdigit():
        raise BadRequest("a level is a number")
    return _judged(person_id, standard_id, int(level))


@doors.post("/students/<person_id>/standards/<standard_id>/excuse")
@allowed(STAFF)
def excuse(person_id: str, standard_id: str) -> str | Response:
    """Excuse a student from a standard."""
    return _judged(person_id, standard_id, None)


def _judged(person_id: str, standard_id: str, level: int | None) -> str | Response:
    reason = form_text("reason", most=500, required=False)
    if not reason:
        return _cell(person_id, standard_id, str(gettext("Write a few words why; the student can read them.")))
    settings, by, within = waymark().settings, session().person, reach()

    def plan(write: Write, course: CourseInputs) -> None:
        within(write.conn, [person_id])
        judge.judge(
            write, settings, course, by=by, about=person_id, standard_id=standard_id, level=level, reason=reason
        )

    change_course(plan)
    return go_back(links().cell(person_id, standard_id), said="excused" if level is None else "level")


@doors.post("/students/<person_id>/waive")
@allowed(STAFF)
def waive(person_id: str) -> Response:
    """Let a student off a unit of a package."""
    settings, by, within = waymark().settings, session().person, reach()
    activity_id, reason = request.form.get("activity", ""), request.form.get("reason", "")

    def plan(write: Write, course: CourseInputs) -> None:
        within(write.conn, [person_id])
        judge.check_learner(write, course, person_id)
        waiving.waive(write, settings, course, (person_id, activity_id), reason, by)

    change_course(plan)
    return go_back(links().student(person_id), said="waived")


@doors.post("/decisions/<uuid:statement_id>/undo")
@allowed(STAFF)
def take_back(statement_id: UUID) -> Response:
    """Take a decision back; the estimate stands again."""
    settings, by, within = waymark().settings, session().person, reach()

    def plan(write: Write, course: CourseInputs) -> str:
        about = judge.withdraw(write, settings, course, by, statement_id)
        within(write.conn, [about])
        return about

    person_id = change_course(plan)
    return go_back(links().student(person_id), said="taken")


@doors.post("/support")
@allowed(STAFF)
def give_support() -> Response:
    """Put a support step first on the path of one or several students."""
    people = list(dict.fromkeys(request.form.getlist("person")))[:_MOST]
    standard_id = form_text("standard", most=32, required=False) or None
    if not people:
        raise BadRequest("no student was named")
    settings, by, within = waymark().settings, session().person, reach()

    def plan(write: Write, course: CourseInputs) -> int:
        within(write.conn, people)
        for one in people:
            judge.check_learner(write, course, one)
        found = [(one, support.step_for(write.conn, course, one, standard_id, write.now)) for one in people]
        steps = [(one, step[0], step[1]) for one, step in found if step is not None]
        return judge.give_support(write, settings, course, by, steps)

    change_course(plan)
    return go_back(said="support")


@doors.post("/extension")
@allowed(STAFF)
def give_extension() -> Response:
    """Put a step that goes further first on the path of students who are ready for more."""
    people = list(dict.fromkeys(request.form.getlist("person")))[:_MOST]
    if not people:
        raise BadRequest("no student was named")
    settings, by, within = waymark().settings, session().person, reach()

    def plan(write: Write, course: CourseInputs) -> int:
        within(write.conn, people)
        for one in people:
            judge.check_learner(write, course, one)
        here = current(units_of(course))
        standards = here.standards if here else ()
        found = [(one, support.extension_for(write.conn, course, one, standards, write.now)) for one in people]
        steps = [(one, *step) for one, step in found if step is not None]
        return judge.give_support(write, settings, course, by, steps, "extension")

    given = change_course(plan)
    return go_back(said="extension" if given else "no_extension")


@doors.post("/extension/undo")
@allowed(STAFF)
def take_extension_back() -> Response:
    """Take the extension back that this teacher gave last, from all who got it then."""
    settings, by, within = waymark().settings, session().person, reach()

    def plan(write: Write, course: CourseInputs) -> None:
        within(write.conn, judge.undo_extension(write, settings, course, by))

    change_course(plan)
    return go_back(said="taken")
