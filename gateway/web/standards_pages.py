"""What the pages about standards show, for an admin and for a teacher alike: models from what the services return."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from flask import request
from flask_babel import gettext, to_user_timezone
from sqlalchemy import Connection

from gateway.errors import BadRequest
from gateway.services import standards_browse, standards_export
from gateway.services.standards_browse import Known
from gateway.services.standards_diff import Changes
from gateway.standards.plain import plain
from gateway.web.pages.shell import Choice
from gateway.web.pages.standards import Change, FrameworkPage, FrameworkRow, Line, Preview, StandardPage, StandardsPage

SHOWN = 10
"""Standards of each kind that a preview shows."""

_LONGEST = 200
_CUT = 300


class Routes(Protocol):
    """The addresses of one role's pages about standards."""

    def listed(self) -> str:
        """Return the list's."""

    def framework(self, framework_id: str) -> str:
        """Return a framework's."""

    def standard(self, standard_id: str) -> str:
        """Return a standard's."""

    def file(self, framework_id: str, wanted: str) -> str:
        """Return where a framework's file is taken from, empty for whom it is not."""


def listing(conn: Connection, tenant_id: int, at: Routes) -> StandardsPage:
    """Return the list, and what the address searches for."""
    known = standards_browse.frameworks(conn, tenant_id)
    words, grade, framework = (_asked(name) for name in ("q", "grade", "framework"))
    titles = {one.row.id: one.row.title for one in known}
    framework = framework if framework in titles else ""
    number = int(grade) if grade.removeprefix("-").isdigit() and grade.isascii() and len(grade) < 4 else None
    page = StandardsPage(
        here_url=at.listed(), frameworks=tuple(_row(one, at) for one in known), words=words,
        choices=(
            Choice("", gettext("All frameworks"), not framework),
            *(Choice(own, title, own == framework) for own, title in titles.items()),
        ),
        grades=(
            Choice("", gettext("All grades"), number is None),
            *(Choice(str(one), grade_word(one), one == number)
              for one in standards_browse.grades(conn, tenant_id)),
        ),
    )  # fmt: skip
    if not words and number is None:
        return page
    found = standards_browse.search(conn, tenant_id, words, number, framework)
    lines = tuple(line(row, at, "" if framework else titles.get(row.framework_id, "")) for row in found.rows)
    return StandardsPage(
        page.here_url, page.frameworks, page.words, page.choices, page.grades, lines, found.more
    )  # fmt: skip


def framework_page(conn: Connection, tenant_id: int, framework_id: str, at: Routes) -> FrameworkPage:
    """Return one framework; NotFound for none."""
    row = standards_browse.framework(conn, tenant_id, framework_id)
    known = next(one for one in standards_browse.frameworks(conn, tenant_id) if one.row.id == row.id)
    files = [(key, title) for key, title in standards_export.formats().items() if at.file(row.id, key)]
    return FrameworkPage(
        row=_row(known, at), list_url=at.listed(), creator=row.creator or "", licence=row.licence or "",
        notice=row.notice or "", top=_lines(standards_browse.top(conn, tenant_id, row.id), at),
        retired=_lines(standards_browse.retired(conn, tenant_id, row.id)[:standards_browse.MOST], at),
        files=tuple(Choice(at.file(row.id, key), title) for key, title in files),
    )  # fmt: skip


def standard_page(conn: Connection, tenant_id: int, standard_id: str, at: Routes) -> StandardPage:
    """Return one standard with what is around it; NotFound for none."""
    found = standards_browse.around(conn, tenant_id, standard_id)
    titles = {one.row.id: one.row.title for one in standards_browse.frameworks(conn, tenant_id)}
    same = tuple(line(row, at, titles.get(row.framework_id, "")) for row in found.same)
    whole = line(found.row, at, cut=False)
    return StandardPage(
        line=whole, list_url=at.listed(), framework=found.framework.title,
        framework_url=at.framework(found.framework.id), above=_lines(found.above, at), below=_lines(found.below, at),
        before=_lines(found.before, at), after=_lines(found.after, at), same=same,
        elsewhere=tuple(found.same_elsewhere), notice=found.framework.notice or "",
    )  # fmt: skip


def preview(changes: Changes) -> Preview:
    """Return what an import changes, with the first of each kind."""
    changed = [
        Change(row.code or values["code"] or "", _short(row.statement), _short(values["statement"]))
        for row, values in changes.changed[:SHOWN]
    ]
    added = [_new(one) for one in changes.added[:SHOWN]]
    return Preview(
        title=changes.framework.title, source=changes.framework.source, known=changes.known is not None,
        added=len(changes.added), changed=len(changes.changed), retired=len(changes.retired), same=changes.same,
        links=changes.links, warnings=changes.framework.warnings,
        first_added=tuple(added), first_changed=tuple(changed),
        first_retired=tuple(Line("", row.code or "", _short(row.statement)) for row in changes.retired[:SHOWN]),
    )  # fmt: skip


def line(row: Any, at: Routes, framework: str = "", *, cut: bool = True) -> Line:
    """Return a stored standard as lists show it."""
    text = _short(row.statement) if cut else plain(row.statement)
    return Line(
        at.standard(row.id), row.code or "", text, row.kind or "", tuple(row.grades), bool(row.retired), framework
    )


def grade_word(grade: int) -> str:
    """Return how people call a grade."""
    if grade < 0:
        return str(gettext("Before kindergarten"))
    return str(gettext("Kindergarten") if grade == 0 else gettext("Grade %(n)s", n=grade))


def grade_words(grades: Iterable[int]) -> str:
    """Return how people call the grades of a standard, which are mostly one or a range."""
    listed = sorted(grades)
    if len(listed) > 2 and listed == list(range(listed[0], listed[-1] + 1)):
        return str(gettext("%(first)s to %(last)s", first=grade_word(listed[0]), last=grade_word(listed[-1])))
    return ", ".join(grade_word(one) for one in listed)


def _asked(name: str) -> str:
    value = " ".join(request.args.get(name, "").split())[:_LONGEST]
    if "\x00" in value:
        raise BadRequest("a zero character")
    return value


def _row(one: Known, at: Routes) -> FrameworkRow:
    row = one.row
    return FrameworkRow(
        row.title, at.framework(row.id), one.items, one.retired, row.source, to_user_timezone(row.imported_at),
        row.version or "", row.status or "",
    )  # fmt: skip


def _lines(rows: Iterable[Any], at: Routes) -> tuple[Line, ...]:
    return tuple(line(row, at) for row in rows)


def _new(values: Any) -> Line:
    return Line("", values["code"] or "", _short(values["statement"]), values["kind"] or "", tuple(values["grades"]))


def _short(statement: str) -> str:
    text = plain(statement[: 4 * _CUT])
    return text if len(text) <= _CUT else f"{text[:_CUT]}…"
