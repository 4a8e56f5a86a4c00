"""The school's standards: look through them, send a framework in, see what it changes before it is done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext

from gateway.errors import BadRequest
from gateway.services import standards_drafts, standards_export
from gateway.services.standards_fetch import NotFetched, fetch
from gateway.standards.loading import MAX_BYTES
from gateway.standards.model import NotAFramework
from gateway.standards.read import read
from gateway.web.admin.frame import doors, link, named, shell, who
from gateway.web.context import ADMIN, allowed, form_text, session, waymark
from gateway.web.pages.standards import PreviewPage, SendForm
from gateway.web.standards_pages import framework_page, listing, preview, standard_page

_UPLOAD = MAX_BYTES + 64 * 1024
"""Bytes of the form: the largest file and its fields."""

_SECONDS = 25.0
"""How long a page waits for another server; a command waits longer."""

_LISTED = 50


class _Routes:
    """An admin's addresses."""

    def listed(self) -> str:
        return link("standards")

    def framework(self, framework_id: str) -> str:
        return link("standards_framework", framework_id=framework_id)

    def standard(self, standard_id: str) -> str:
        return link("standards_one", standard_id=standard_id)

    def file(self, framework_id: str, wanted: str) -> str:
        return link("standards_file", framework_id=framework_id, wanted=wanted)


@doors.get("/<handle>/standards")
@allowed(ADMIN)
def standards() -> str:
    """Show the frameworks, the search, and how another is brought in."""
    return _page()


@doors.get("/<handle>/standards/frameworks/<framework_id>")
@allowed(ADMIN)
def standards_framework(framework_id: str) -> str:
    """Show one framework."""
    with waymark().db.read() as conn:
        page = framework_page(conn, session().tenant_id, named(framework_id), _Routes())
        page = replace(page, shell=shell(conn, "standards"))
    return render_template("standards/framework.html", page=page, shell=page.shell)


@doors.get("/<handle>/standards/<standard_id>")
@allowed(ADMIN)
def standards_one(standard_id: str) -> str:
    """Show one standard."""
    with waymark().db.read() as conn:
        page = standard_page(conn, session().tenant_id, named(standard_id), _Routes())
        page = replace(page, shell=shell(conn, "standards"))
    return render_template("standards/standard.html", page=page, shell=page.shell)


@doors.get("/<handle>/standards/frameworks/<framework_id>/file")
@allowed(ADMIN)
def standards_file(framework_id: str) -> Response:
    """Give a framework away as a file, of the format that the address asks for."""
    wanted = request.args.get("wanted", standards_export.CASE)
    with waymark().db.read() as conn:
        file = standards_export.export(conn, session().tenant_id, named(framework_id), wanted, waymark().clock)
    answer = make_response(file.data)
    answer.headers["Content-Type"] = file.media_type
    answer.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return answer


@doors.before_request
def take_large_files() -> None:
    """Let a framework's file be larger than other forms."""
    if request.endpoint == "admin.standards_send":
        request.max_content_length = _UPLOAD


@doors.post("/<handle>/standards/send")
@allowed(ADMIN)
def standards_send() -> Response:
    """Take a file or an address, keep it, and show what it would change."""
    try:
        name, data = _sent()
        read(data, name)  # what cannot be read is refused before anything is kept
        kept = standards_drafts.packed(data)
    except NotAFramework as error:
        return make_response(_page(tuple(str(one) for one in error.problems[:_LISTED])), 422)
    except NotFetched as error:
        return make_response(_page((error.detail,)), 422)
    tenant_id = session().tenant_id
    draft_id = waymark().db.write(lambda w: standards_drafts.keep(w, tenant_id, name, kept))
    return make_response(redirect(link("standards_waiting", draft_id=draft_id), 303))


@doors.get("/<handle>/standards/waiting/<draft_id>")
@allowed(ADMIN)
def standards_waiting(draft_id: str) -> str:
    """Show what a file would change: added, changed, retired."""
    today = waymark().clock().date()
    with waymark().db.read() as conn:
        found = standards_drafts.look(conn, session().tenant_id, named(draft_id), today)
        page = PreviewPage(
            found.name, [preview(one) for one in found.changes],
            link("standards_import", draft_id=draft_id), link("standards_drop", draft_id=draft_id),
            shell(conn, "standards"),
        )  # fmt: skip
    return render_template("standards/preview.html", page=page, shell=page.shell)


@doors.post("/<handle>/standards/waiting/<draft_id>/import")
@allowed(ADMIN)
def standards_import(draft_id: str) -> Response:
    """Do what the preview showed."""
    tenant_id, by = session().tenant_id, who()
    with waymark().db.read() as conn:
        found = standards_drafts.look(conn, tenant_id, named(draft_id), waymark().clock().date())
    done = standards_drafts.bring_in(waymark().db, tenant_id, by, draft_id, found)
    first = done[0].framework_id
    target = link("standards_framework", framework_id=first) if len(done) == 1 else link("standards")
    return make_response(redirect(target, 303))


@doors.post("/<handle>/standards/waiting/<draft_id>/drop")
@allowed(ADMIN)
def standards_drop(draft_id: str) -> Response:
    """Let a file go without importing it."""
    tenant_id = session().tenant_id
    waymark().db.write(lambda w: standards_drafts.drop(w, tenant_id, named(draft_id)))
    return make_response(redirect(link("standards"), 303))


def _sent() -> tuple[str, bytes]:
    """Return name and bytes of what was sent: a file, or what stands at an address."""
    title = form_text("title", most=200, required=False)
    url = form_text("url", most=2000, required=False)
    file = request.files.get("file")
    if file is not None and file.filename:
        name = PurePath(file.filename.replace("\\", "/")).name.removesuffix(".gz").rsplit(".", 1)[0]
        return _printable(title or name), file.stream.read(MAX_BYTES + 1)
    if not url:
        raise NotFetched(gettext("Choose a file, or give an address."))
    data = fetch(url, waymark().clock, loopback=waymark().settings.loopback, seconds=_SECONDS)
    return _printable(title or url), data


def _printable(name: str) -> str:
    if not name.isprintable():
        raise BadRequest("a name that cannot be shown")
    return name[:200]


def _page(problems: tuple[str, ...] = ()) -> str:
    with waymark().db.read() as conn:
        send = SendForm(link("standards_send"), problems=problems)
        page = replace(listing(conn, session().tenant_id, _Routes()), send=send, shell=shell(conn, "standards"))
    return render_template("standards/list.html", page=page, shell=page.shell)
