"""Hand in a file or a link, and take back what nobody has answered."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from gateway.errors import InvalidInput, NotFound
from gateway.files.errors import FileRefused
from gateway.services import course_activities, handed_files, handing, opt_out, outlines, tenants
from gateway.services.handed_files import MOST, Received
from gateway.services.handing import Work
from gateway.web import file_words
from gateway.web.context import LEARNER, allowed, form_text, session, waymark
from gateway.web.pages.student.handing import HandInPage
from gateway.web.student import handing_page
from gateway.web.student.frame import Desk, desk, doors, link, shell
from gateway.web.student.handing_page import MEGA, PART
from gateway.web.student.views import activity_page
from gateway.web.student.words import Words
from gateway.web.uploads import takes


@doors.get("/<handle>/activity/<activity_id>/work")
@allowed(LEARNER)
def work(activity_id: str) -> str:
    """Show what was handed in for an activity, or for a part of it that the address names."""
    return _page(activity_id)


def _page(activity_id: str, error: str = "", address: str = "") -> str:
    with waymark().db.read() as conn:
        here = desk(conn)
        if activity_id not in here.course.activities:
            raise NotFound(activity_id)
        found = handing_page.model(conn, here, activity_id, error, address)
    if found is None:
        raise NotFound(activity_id)
    title = Words(here.course, here.language).title(activity_id)
    back = link("activity", activity_id=activity_id)
    page = HandInPage(shell(here.row.title, here.full_name), here.local, title, found, back)
    return render_template("student/hand_in.html", page=page, shell=page.shell)


@doors.post("/<handle>/activity/<activity_id>/hand-in")
@takes(MOST + MEGA)
@allowed(LEARNER)
def hand_in(activity_id: str) -> Response:
    """Keep a file or a link for the teacher; where it is not taken, say why."""
    with waymark().db.read() as conn:
        here = desk(conn)
        opt_out.check(conn, here.course.tenant_id, session().person)
    row = here.course.activities.get(activity_id)
    if row is None or row.kind == outlines.KIND or not handing.asks(here.course, activity_id, _part()):
        raise NotFound(activity_id)
    part, address = form_text("part", most=PART, required=False), form_text("link", required=False)
    given = request.files.get("file")
    file = given if given is not None and given.filename else None
    if (file is None) == (not address):
        wrong = gettext("Choose one file, or write the address of one page.")
        return _again(activity_id, str(wrong), 422, address)
    if file is None:
        try:
            address = course_activities.check_link(address)
        except InvalidInput:
            wrong = gettext("Write the whole address of the page, beginning with https://.")
            return _again(activity_id, str(wrong), 422, address)
        _keep(here, Work(activity_id, part, link=address))
    else:
        try:
            _keep_file(here, activity_id, part, file)
        except FileRefused as error:
            words, status = file_words.refused(error)
            return _again(activity_id, words, status, address)
    return make_response(redirect(_back(activity_id, part), 303))


def _part() -> str:
    return request.form.get("part", "")[:PART]


def _back(activity_id: str, part: str) -> str:
    """Return where handing in leads: to the activity's page, for a part of it to the page of its work."""
    where = link("work", activity_id=activity_id, part=part) if part else link("activity", activity_id=activity_id)
    return f"{where}#handed"


def _keep_file(here: Desk, activity_id: str, part: str, file: FileStorage) -> None:
    """Store a file and its row; the file goes where the row cannot be written."""
    parts = waymark()
    if parts.settings.content_url is None:
        raise NotFound("files have no host of their own")
    with parts.db.read() as conn:
        tag = tenants.tag_of(conn, here.course.tenant_id)
    stored: Received = handed_files.receive(parts.settings.data_dir, tag, file.filename or "", file.stream)
    try:
        _keep(here, Work(activity_id, part, file=stored))
    except BaseException:
        handed_files.remove(parts.settings.data_dir, tag, [stored.tag])
        raise


def _keep(here: Desk, work: Work) -> None:
    parts, person_id = waymark(), session().person
    parts.db.write(lambda write: handing.hand_in(write, parts.settings, here.course, person_id, work))


@doors.post("/<handle>/handed/<hand_in_id>/back")
@allowed(LEARNER)
def take_back(hand_in_id: str) -> Response:
    """Take a version back; its file is deleted."""
    parts, opened = waymark(), session()
    with parts.db.read() as conn:
        here = desk(conn)
        tag = tenants.tag_of(conn, opened.tenant_id)
        activity_id = handing.activity_of(conn, here.course, opened.person, hand_in_id)
    file = parts.db.write(lambda write: handing.withdraw(write, parts.settings, here.course, opened.person, hand_in_id))
    handed_files.remove(parts.settings.data_dir, tag, [file])
    return make_response(redirect(_back(activity_id, _part()), 303))


def _again(activity_id: str, words: str, status: int, address: str) -> Response:
    if request.form.get("part"):
        return make_response(_page(activity_id, words, address), status)
    return make_response(activity_page(activity_id, words, address), status)
