"""Earlier results from a file: look first, then store what was shown, all of it or nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from flask import Response as Download
from flask import request
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.services import prior, prior_file
from gateway.services.catalogue import Catalogue
from gateway.services.prior import Bringing, Result
from gateway.services.prior_file import Bad
from gateway.services.views import people
from gateway.web.context import STAFF, allowed, waymark
from gateway.web.pages.prior_page import BadLine, GoodLine, PriorPage
from gateway.web.prior_words import why
from gateway.web.teacher.base import Desk, author, change, desk, doors, go_back, links, page
from gateway.web.uploads import takes

_HOME = "students/earlier"
_SHOWN = 30
_ROOM = 3 * prior_file.MOST_BYTES
"""Bytes of a request: a form may write a character of the file as three."""


@doors.get("/students/earlier")
@allowed(STAFF)
def earlier() -> str:
    """Show the form."""
    with desk() as at:
        return page("teacher/prior_page.html", _empty(at), at, "students")


@doors.get("/students/earlier/list.csv")
@allowed(STAFF)
def earlier_list() -> Download:
    """Give a file with the course's students and their ids, to be filled in."""
    with desk() as at:
        names = {one.id: one.name for one in _learners(at)}
        rows = prior.listing(at.conn, _what(at), list(names))
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(("student", "standard", "score", "date", "test", "name"))
    # A cell that begins like a formula is run by spreadsheets.
    lines.writerows((_plain(key), "", "", "", "", _plain(names[person])) for key, person in rows)
    head = {"Content-Disposition": 'attachment; filename="results.csv"'}
    return Download(text.getvalue(), mimetype="text/csv; charset=utf-8", headers=head)


@doors.post("/students/earlier/look")
@allowed(STAFF)
@takes(_ROOM)
def earlier_look() -> str:
    """Show what a file would bring; nothing is stored."""
    file = request.files.get("file")
    data = file.read(prior_file.MOST_BYTES + 1) if file else b""
    with desk() as at:
        return _shown(at, data)


@doors.post("/students/earlier")
@allowed(STAFF)
@takes(_ROOM)
def earlier_save() -> str | Response:
    """Store a file that was looked at; with one bad line nothing of it."""
    data = request.form.get("content", "").replace("\r\n", "\n").encode()
    settings = waymark().settings
    with desk() as at:
        results, bad = _matched(at, data)
        if bad:
            return _shown(at, data)
        what = _what(at)

    def plan(write: Write) -> prior.Brought:
        return prior.keep(write, settings, what, results)

    change(plan)
    return go_back(links().at("students"), said="brought")


def _shown(at: Desk, data: bytes) -> str:
    results, bad = _matched(at, data)
    names = {one.id: one.name for one in _learners(at)}
    codes = at.inputs.standards
    good = tuple(
        GoodLine(
            names[one.person_id], codes[one.standard_id].code, round(100 * one.given.raw / one.given.out_of),
            one.given.day.isoformat(), one.given.test,
        )
        for one in results[:_SHOWN]
    )  # fmt: skip
    model = PriorPage(
        look_url=links().at(f"{_HOME}/look"), save_url=links().at(_HOME), list_url=links().at(f"{_HOME}/list.csv"),
        back_url=links().at("students"), content="" if bad else data.decode("utf-8-sig"), count=len(results),
        students=len({one.person_id for one in results}), good=good, looked=True,
        bad=tuple(BadLine(one.line, why(one)) for one in sorted(bad, key=lambda each: each.line)),
    )  # fmt: skip
    return page("teacher/prior_page.html", model, at, "students")


def _matched(at: Desk, data: bytes) -> tuple[list[Result], Sequence[Bad]]:
    given, bad = prior_file.read(data, at.now.date())
    found = prior.students(at.conn, _what(at), [one.id for one in _learners(at)])
    frameworks: list[Catalogue] = waymark().catalogues.all(at.conn, at.course.tenant_id, list(at.inputs.standards))
    results, unknown = prior.matched(given, found, frameworks, list(at.inputs.standards))
    return results, [*bad, *unknown]


def _learners(at: Desk) -> list[people.Learner]:
    return people.counted(people.learners(at.conn, at.course.tenant_id, at.course.id, at.course.only))


def _what(at: Desk) -> Bringing:
    return Bringing(at.course.tenant_id, at.course.id, author().person_id)


def _empty(at: Desk) -> PriorPage:
    return PriorPage(
        at.links.at(f"{_HOME}/look"), at.links.at(_HOME), at.links.at(f"{_HOME}/list.csv"), at.links.at("students")
    )


def _plain(value: str) -> str:
    return f"'{value}" if value[:1] in "=+-@\t\r" else value
