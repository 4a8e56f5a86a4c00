"""Hand in a file or a link, and take back what nobody has answered."""

from __future__ import annotations

from flask import Response, make_response, redirect, request
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from gateway.errors import InvalidInput, NotFound
from gateway.files.errors import FileRefused
from gateway.services import course_activities, handed_files, handing, opt_out, outlines, tenants
from gateway.services.handed_files import MOST, Received
from gateway.services.handing import Work
from gateway.web import file_words
from gateway.web.context import LEARNER, allowed, form_text, session, waymark
from gateway.web.student import handing_page
from gateway.web.student.frame import Desk, desk, doors
from gateway.web.student.handing_page import MEGA, PART
from gateway.web.student.views import activity_page
from gateway.web.student.work_page import stop_page
from gateway.web.uploads import takes


@doors.post("/<handle>/activity/<activity_id>/hand-in")
@takes(MOST + MEGA)
@allowed(LEARNER)
def hand_in(activity_id: str) -> Response:
    """Keep a file or a link for the teacher; where it is not taken, say why."""
    with waymark().db.read() as conn:
        here = desk(conn)
        opt_out.check(conn, here.course.tenant_id, session().person)
    part, address = form_text("part", most=PART, required=False), form_text("link", required=False)
    if not handing.asks(here.course, activity_id, part) or here.course.activities[activity_id].kind == outlines.KIND:
        raise NotFound(activity_id)
    given = request.files.get("file")
    file = given if given is not None and given.filename else None
    if (file is None) == (not address):
        wrong = gettext("Choose one file, or write the address of one page.")
        return _again(here, (activity_id, part), str(wrong), 422, address)
    if file is None:
        try:
            address = course_activities.check_link(address)
        except InvalidInput:
            wrong = gettext("Write the whole address of the page, beginning with https://.")
            return _again(here, (activity_id, part), str(wrong), 422, address)
        _keep(here, Work(activity_id, part, link=address))
    else:
        try:
            _keep_file(here, activity_id, part, file)
        except FileRefused as error:
            words, status = file_words.refused(error)
            return _again(here, (activity_id, part), words, status, address)
    return make_response(redirect(handing_page.address(here, activity_id, part) + "#handed", 303))


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
        activity_id, part = handing.place_of(conn, here.course, opened.person, hand_in_id)
    file = parts.db.write(lambda write: handing.withdraw(write, parts.settings, here.course, opened.person, hand_in_id))
    handed_files.remove(parts.settings.data_dir, tag, [file])
    return make_response(redirect(handing_page.address(here, activity_id, part), 303))


def _again(here: Desk, place: tuple[str, str], words: str, status: int, address: str) -> Response:
    activity_id, part = place
    if activity_id in here.course.projects:
        return make_response(stop_page(activity_id, part, words, address), status)
    return make_response(activity_page(activity_id, words, address), status)
