"""The picker: a teacher chooses, inside the learning system's frame, what becomes links in the course.

Everything chosen travels in the forms, so that nothing is stored before the answer. The session ends with the answer:
a request for content is answered once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import gettext, ngettext
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from gateway.errors import BadRequest, NotFound
from gateway.security import new_secret
from gateway.services import placed, placing, sessions
from gateway.services.drafts import Author
from gateway.services.inputs import CourseInputs
from gateway.services.placing import Picking, Wanted
from gateway.services.views import picker
from gateway.services.views.picker import Asked, Shelf
from gateway.web import picked
from gateway.web.context import PICKER, allowed, course_row, form_text, session, waymark
from gateway.web.i18n import LANGUAGES, nearest
from gateway.web.pages import pick as p
from gateway.web.pages.shell import Language, Shell
from gateway.web.picked import Chosen, Terms
from gateway.web.student.words import how

doors = Blueprint("pick", __name__, url_prefix="/pick/<handle>")

_MOST_TICKED = 200


@dataclass(frozen=True)
class Desk:
    """One request's ground: what the learning system asked for, the course, and all that can be placed."""

    conn: Connection
    course: Any
    inputs: CourseInputs
    picking: Picking
    stock: Shelf
    language: str

    @property
    def home(self) -> str:
        """The picker's own address, under which its others lie."""
        return f"/pick/{session().handle}/"


def _desk(conn: Connection) -> Desk:
    own = session()
    row = course_row(conn)
    asked = placing.picking(conn, own.tenant_id, own.handle)
    inputs = waymark().cache.get(conn, own.tenant_id, own.course)
    return Desk(conn, row, inputs, asked, picker.shelf(conn, own.tenant_id, row.id), nearest(own.language))


@doors.get("/")
@allowed(PICKER)
def choose() -> str:
    """Show what can be placed."""
    with waymark().db.read() as conn:
        at = _desk(conn)
        return _choice(at, Chosen(_mode(at, request.args.get("mode", "")), ()), request.args.get("q", ""))


@doors.post("/look")
@allowed(PICKER)
def look() -> str:
    """Search, with what was ticked before; also the way back from the check."""
    with waymark().db.read() as conn:
        at = _desk(conn)
        return _choice(at, _chosen(at), form_text("q", most=100, required=False))


@doors.get("/activity/<activity_id>")
@allowed(PICKER)
def preview(activity_id: str) -> str:
    """Show one activity as students read of it."""
    with waymark().db.read() as conn:
        at = _desk(conn)
        row = at.stock.activities.get(activity_id)
        if row is None:
            raise NotFound(activity_id)
        line = picker.line_of(row, at.stock, Asked(), frozenset(), at.language, at.home)
        page = p.PreviewPage(
            _shell(at), line, picker.words_of(row, "matters", at.language), how(row, row.minutes),
            (("mode", p.ONE), ("key", activity_id)), f"{at.home}check", at.home,
        )  # fmt: skip
        return render_template("pick/preview.html", page=page, shell=page.shell)


@doors.post("/check")
@allowed(PICKER)
def check() -> str:
    """Say what will be placed, and take grading and dates."""
    with waymark().db.read() as conn:
        at = _desk(conn)
        chosen = _chosen(at)
        wrong = picked.complaint(chosen, at.picking)
        return _choice(at, chosen, error=wrong) if wrong else _check(at, chosen, picked.first_terms(chosen, at.picking))


@doors.post("/add")
@allowed(PICKER)
def add() -> Response:
    """Write down what is placed and send the browser to the learning system with our signed answer."""
    with waymark().db.read() as conn:
        at = _desk(conn)
        chosen, terms = _chosen(at), picked.read_terms(request.form, _chosen(at), at.picking)
        wrong = picked.complaint(chosen, at.picking)
        if wrong:
            return make_response(_choice(at, chosen, error=wrong), 422)
        if terms.errors:
            return make_response(_check(at, chosen, terms), 422)
        links = picked.wanted(chosen, terms, at.stock, at.language)
        page_shell = _shell(at)
    return _answer(page_shell, links)


@doors.post("/cancel")
@allowed(PICKER)
def cancel() -> Response:
    """Go back to the learning system with nothing chosen; where it takes no links, it is told so."""
    with waymark().db.read() as conn:
        at = _desk(conn)
        page_shell, taken = _shell(at), at.picking.request.links
    return _answer(page_shell, (), "" if taken else gettext("Your course takes no links of Waymark in this place."))


@doors.post("/language")
@allowed(PICKER)
def language() -> Response:
    """Go on in another language; BadRequest for one we have not."""
    wanted, own = form_text("language", most=16), session()
    if wanted not in LANGUAGES:
        raise BadRequest("a language that is not here")
    waymark().db.write(lambda write: sessions.speak(write, own.tenant_id, own.handle, wanted))
    return redirect(f"/pick/{own.handle}/", 303)


def _answer(page_shell: Shell, links: Sequence[Wanted], error: str = "") -> Response:
    parts, own = waymark(), session()
    who = Author(own.tenant_id, own.course, own.person_id)
    said = ngettext("%(num)s link from Waymark", "%(num)s links from Waymark", len(links)) if links else ""
    base, nonce = parts.settings.base_url, new_secret()
    answer = parts.db.write(lambda write: placing.place(write, who, own.handle, links, base, nonce, said, error))
    page = p.SendPage(page_shell, answer.return_url, parts.keys.sign(answer.claims), len(links))
    return make_response(render_template("pick/send.html", page=page, shell=page.shell))


def _mode(at: Desk, wanted: str) -> str:
    """Return a way of placing that the learning system takes here."""
    offered = _modes(at)
    return wanted if wanted in offered else offered[0]


def _modes(at: Desk) -> tuple[str, ...]:
    return (p.EACH, p.SET) if at.picking.most > 1 else (p.ONE, p.SET)


def _chosen(at: Desk) -> Chosen:
    """Return what the form says was chosen; NotFound for an activity that the school does not have."""
    keys = tuple(dict.fromkeys(request.form.getlist("key")))[:_MOST_TICKED]
    unknown = [one for one in keys if one != placed.PATH and one not in at.stock.activities]
    if unknown:
        raise NotFound(unknown[0][:40])
    wanted = request.form.get("mode", "")
    if wanted == p.ONE:  # what was chosen before a search comes first, what was chosen instead of it last
        return Chosen(p.ONE, keys[-1:])
    return Chosen(_mode(at, wanted), keys)


def _choice(at: Desk, chosen: Chosen, search: str = "", error: str = "") -> str:
    mode = _mode(at, chosen.mode)
    asked = Asked(search.strip()[:100], frozenset(chosen.keys))
    shown = picker.parts(at.conn, at.inputs, at.stock, asked, at.language, at.home)
    visible = {line.key for part in shown for group in part.groups for line in group.lines} | {placed.PATH}
    own = placed.in_course(at.conn, at.course.tenant_id, at.course.id)
    page = p.PickPage(
        shell=_shell(at), mode=mode,
        modes=tuple(p.Mode(one, f"{at.home}?mode={one}", one == mode) for one in _modes(at)),
        look_url=f"{at.home}look", check_url=f"{at.home}check", cancel_url=f"{at.home}cancel", parts=shown,
        search=asked.search, hidden=tuple(one for one in chosen.keys if one not in visible),
        path_ticked=placed.PATH in chosen.keys, path_placed=any(one.kind == placed.PATH for one in own),
        taken=at.picking.request.links, error=error,
    )  # fmt: skip
    return render_template("pick/choose.html", page=page, shell=page.shell)


def _check(at: Desk, chosen: Chosen, terms: Terms) -> str:
    names = picked.names(chosen, at.stock, at.language)
    inside = chosen.mode == p.SET and len(chosen.keys) > 1
    limits = at.picking.limits
    page = p.CheckPage(
        shell=_shell(at), kind=chosen.kind, links=(picked.set_title(),) if inside else names,
        inside=names if inside else (), fields=(("mode", chosen.mode), *(("key", one) for one in chosen.keys)),
        add_url=f"{at.home}add", look_url=f"{at.home}look", cancel_url=f"{at.home}cancel", columns=at.picking.graded,
        graded=terms.graded, points=terms.points, title=terms.title,
        dates=tuple(p.DateField(name, terms.dates.get(name, "")) for name in picked.DATES if name in limits.dates),
        system=picked.system_title(at.picking), then=gettext(limits.then) if limits.then else "", errors=terms.errors,
    )  # fmt: skip
    return render_template("pick/check.html", page=page, shell=page.shell)


def _shell(at: Desk) -> Shell:
    own = session()
    return Shell(
        course=at.course.title, role="teacher", csrf=own.csrf, here=at.home, home=at.home, language=at.language,
        languages=tuple(Language(code, name) for code, name in LANGUAGES.items()), language_url=f"{at.home}language",
    )  # fmt: skip
