"""The activity library: upload a package, add a page elsewhere, say what an activity is and what it shows."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from flask import make_response, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.errors import BadRequest, InvalidInput
from gateway.learn import interests
from gateway.services import course_activities, package_removal, package_versions, packages, players, rubrics
from gateway.services.course_activities import LONGEST, MEDIA, PLACES, STYLES, About, Link
from gateway.services.drafts import Author
from gateway.services.package_units import MINUTES
from gateway.services.packages import Stored
from gateway.services.views import activities as view
from gateway.web.context import STAFF, allowed, form_text, session, waymark
from gateway.web.package_words import refused
from gateway.web.pages.activities_page import ActivityPage, Takes
from gateway.web.teacher.base import author, change, desk, doors, go_back, links, page
from gateway.web.uploads import MOST, takes
from xapi.formats.errors import PackageError


@doors.get("/library")
@allowed(STAFF)
def activities() -> str:
    """Show what the course offers."""
    return _list(_takes())


@doors.post("/library/upload")
@takes(MOST)
@allowed(STAFF)
def upload_activity() -> str | Response:
    """Take a package in and offer it here; where it is refused, say why and which file of it is meant."""
    given = request.files.get("package")
    if given is None or not given.filename:
        return _refused(replace(_takes(), error=str(gettext("Choose a file first."))))
    parts, who = waymark(), author()
    try:
        stored = packages.store(
            parts.db, parts.settings.data_dir, session().tenant_id, given.stream, who.person_id,
            also=partial(_offer, who), allow=partial(players.require, parts.settings),
        )  # fmt: skip
    except PackageError as error:
        words, detail = refused(error)
        return _refused(replace(_takes(), error=words, detail=detail))
    only = f"/{stored.units[0].activity_id}" if len(stored.units) == 1 else ""
    return go_back(links().at(f"{view.HOME}{only}"), said="uploaded")


@doors.post("/library/link")
@allowed(STAFF)
def add_link() -> str | Response:
    """Make a page elsewhere an activity of the course."""
    url, title = form_text("url", required=False), form_text("title", most=200, required=False)
    try:
        link = Link(course_activities.check_link(url), request.form.get("reports") == "on")
    except InvalidInput:
        wrong = str(gettext("Write the whole address of a page, beginning with https://."))
        return _refused(replace(_takes(), link_error=wrong, link=url, link_title=title))
    who, about = author(), _plain(title or link.url)
    made = change(lambda write: course_activities.add_link(write, who, link, about))
    return go_back(links().at(f"{view.HOME}/{made}"), said="added")


@doors.get("/library/<activity_id>")
@allowed(STAFF)
def activity(activity_id: str) -> str | Response:
    """Show one activity with its form; lessons and projects have pages of their own."""
    with desk() as at:
        row = at.inputs.activities.get(activity_id)
    if row is not None and row.kind in view.PAGES:
        return redirect(links().at(f"{view.PAGES[row.kind]}/{activity_id}"), 303)
    return _one(activity_id)


@doors.post("/library/<activity_id>")
@allowed(STAFF)
def save_activity(activity_id: str) -> str | Response:
    """Keep what was said of an activity, and which standards it shows."""
    minutes, title = form_text("minutes", most=6, required=False), form_text("title", most=200, required=False)
    with desk() as at:
        known = view.one(at.conn, waymark().settings, at.course, at.inputs, at.links, at.language, activity_id)
    right = minutes.isascii() and minutes.isdigit() and 0 < int(minutes) <= LONGEST
    if known.own and not (right and title):
        wrong = gettext("Give it a name, and whole minutes from 1 to %(most)s.", most=LONGEST)
        return make_response(_one(activity_id, str(wrong)), 422)
    try:
        tags = interests.typed(form_text("interests", most=400, required=False))
    except ValueError:
        wrong = gettext("Write at most %(most)s short words for what it may interest by.", most=interests.MOST)
        return make_response(_one(activity_id, str(wrong)), 422)
    about = About(
        title, _of("style", STYLES), int(minutes) if right else MINUTES, _of("medium", ("", *MEDIA)),
        _of("place", PLACES), request.form.get("must") == "on", tuple(dict.fromkeys(request.form.getlist("standard"))),
    )  # fmt: skip
    who = author()

    def plan(write: Write) -> None:
        course_activities.put(write, who, activity_id, about)
        if known.own:
            course_activities.tag(write, who, activity_id, tags)

    change(plan)
    return go_back(links().at(view.HOME), said="saved")


@doors.post("/library/<activity_id>/rubric")
@allowed(STAFF)
def mark_by(activity_id: str) -> Response:
    """Mark an activity by a rubric of the course from now on, or by none."""
    who, rubric_id = author(), form_text("rubric", most=32, required=False)
    change(lambda write: rubrics.use(write, who, activity_id, rubric_id))
    return go_back(links().at(f"{view.HOME}/{activity_id}"), said="saved")


@doors.post("/library/<activity_id>/out")
@allowed(STAFF)
def take_activity_out(activity_id: str) -> Response:
    """Offer an activity no more."""
    who = author()
    change(lambda write: course_activities.take_out(write, who, activity_id))
    return go_back(links().at(view.HOME), said="out")


@doors.post("/library/<activity_id>/replace")
@takes(MOST)
@allowed(STAFF)
def replace_package(activity_id: str) -> str | Response:
    """Put a newer version of a package in its place; where it is refused, say why beside the form."""
    given, parts, who = request.files.get("package"), waymark(), author()
    if given is None or not given.filename:
        return make_response(_one(activity_id, upload_error=str(gettext("Choose a file first."))), 422)
    try:
        package_versions.put(
            parts.db, parts.settings.data_dir, who, activity_id, given.stream, partial(players.require, parts.settings)
        )
    except PackageError as error:
        words = " ".join(one for one in refused(error) if one)
        return make_response(_one(activity_id, upload_error=words), 422)
    return go_back(links().at(f"{view.HOME}/{activity_id}"), said="replaced")


@doors.get("/library/<activity_id>/delete")
@allowed(STAFF)
def ask_to_delete(activity_id: str) -> str:
    """Show what deleting an activity's package takes, and what it leaves."""
    with desk() as at:
        found = package_removal.find(at.conn, author(), activity_id)
        return page("teacher/delete_page.html", view.deleting(found, at.links, at.language, activity_id), at, "pathway")


@doors.post("/library/<activity_id>/delete")
@allowed(STAFF)
def delete_package(activity_id: str) -> Response:
    """Delete it."""
    parts = waymark()
    package_removal.remove(parts.db, parts.settings.data_dir, author(), activity_id)
    return go_back(links().at(view.HOME), said="deleted")


def _offer(who: Author, write: Write, made: Stored) -> None:
    """Offer what a package brought in this course, for no standards yet."""
    course_activities.bring(write, who, [one.activity_id for one in made.units])


def _plain(title: str) -> About:
    return About(title[:200], STYLES[0], MINUTES, "", PLACES[0], must=False, standards=())


def _of(name: str, offered: tuple[str, ...]) -> str:
    """Return a choice; the first where none is made. BadRequest for one that the page does not offer."""
    given = request.form.get(name) or offered[0]
    if given not in offered:
        raise BadRequest(f"a {name} that the page does not offer")
    return given


def _takes() -> Takes:
    settings = waymark().settings
    return Takes(packages=settings.content_url is not None, h5p=settings.h5p_player is not None)


def _refused(what: Takes) -> Response:
    return make_response(_list(what), 422)


def _list(what: Takes) -> str:
    with desk() as at:
        model = view.show(at.conn, at.course, at.inputs, at.links, at.language, what)
        return page("teacher/activities_page.html", model, at, "pathway")


def _one(activity_id: str, error: str = "", upload_error: str = "") -> str:
    with desk() as at:
        model: ActivityPage = view.one(
            at.conn, waymark().settings, at.course, at.inputs, at.links, at.language, activity_id
        )
        return page("teacher/activity_page.html", replace(model, error=error, upload_error=upload_error), at, "pathway")
