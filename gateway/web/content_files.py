"""Uploaded packages on the content host: their files, and our page around H5P content (T08).

What a package brings runs here and nowhere else: on a host name without cookies, reaching nothing but its own files and
the record store. Its folder's name is random; nothing lists it.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, send_file, url_for
from sqlalchemy import select

from gateway.db import tables as t
from gateway.errors import NotFound
from gateway.files.kinds import KINDS
from gateway.services import handed_files, package_files
from gateway.services.package_files import OTHER, SCRIPTED
from gateway.web.context import ANYONE, allowed, waymark
from gateway.web.headers import ANY_FRAME
from gateway.web.i18n import nearest

doors = Blueprint("content_files", __name__, url_prefix="/content")

_DAY = 86_400

_STILL = (
    "default-src 'none'; img-src 'self'; media-src 'self'; object-src 'self'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What a handed-in file may do: be seen. A PDF alone has no sandbox, since browsers show none inside one."""

_SANDBOX = "sandbox allow-scripts allow-same-origin allow-forms allow-popups allow-downloads allow-modals"
"""Not among them: to lead the window of the learning system elsewhere."""


@doors.get("/<tag>/p/<package>/<path:name>")
@allowed(ANYONE)
def package_file(tag: str, package: str, name: str) -> Response:
    """Send a file of a package, whole or a range of it."""
    path = package_files.find(waymark().settings.data_dir, tag, package, name)
    if path is None:
        raise NotFound(name)
    return _sent(path, package_files.type_of(name))


@doors.get("/<tag>/handed/<ticket>")
@allowed(ANYONE)
def handed(tag: str, ticket: str) -> Response:
    """Send what a student handed in, to whom an address of the last half hour was given.

    It is shown only as what it was recognised as; it runs nothing, loads nothing, and stands in no frame.
    """
    parts = waymark()
    name = handed_files.read_ticket(parts.settings, tag, ticket, parts.clock())
    with parts.db.read() as conn:
        row = handed_files.find(conn, tag, name) if name is not None else None
    path = handed_files.home_of(parts.settings.data_dir, tag) / name if row is not None and name else None
    if row is None or path is None or not path.is_file():
        raise NotFound("no such file, or its address is over")
    kind = KINDS[row.format]
    answer = send_file(
        path, mimetype=kind.media_type, conditional=True, as_attachment=not kind.shown, download_name=row.name,
        max_age=None,
    )  # fmt: skip
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = _STILL + ("" if kind.key == "pdf" else "; sandbox")
    return answer


@doors.get("/h5p-player/<path:name>")
@allowed(ANYONE)
def player_file(name: str) -> Response:
    """Send a file of the player that is installed beside Waymark."""
    folder = waymark().settings.h5p_player
    path = package_files.inside(folder, name) if folder is not None else None
    if path is None:
        raise NotFound(name)
    return _sent(path, package_files.type_of(name))


@doors.get("/<tag>/h5p/<package>")
@allowed(ANYONE)
def h5p(tag: str, package: str) -> Response:
    """Show H5P content; who works on it is known only to the page, by the part of the address after #."""
    parts = waymark()
    with parts.db.read() as conn:
        tenant_id = conn.scalar(select(t.tenant.c.id).where(t.tenant.c.tag == tag))
        known = {"tenant_id": tenant_id, "tag": package, "kind": "h5p", "removed_at": None}
        title = conn.scalar(select(t.package.c.title).filter_by(**known))
    if title is None or parts.settings.h5p_player is None:
        raise NotFound(package)
    page = render_template(
        "h5p.html", title=title.get("en") or next(iter(title.values()), ""), lang=nearest(None), tag=tag,
        package=package, base_url=parts.settings.base_url,
        static=lambda path: url_for("static", filename=path),
    )  # fmt: skip
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = _policy(sandboxed=False)
    return answer


def _sent(path: Path, mimetype: str) -> Response:
    """Return a file as its type says; what is no known type is saved, never shown."""
    answer = send_file(
        path, mimetype=mimetype, conditional=True, as_attachment=mimetype == OTHER, download_name=path.name,
        max_age=None if mimetype in SCRIPTED else _DAY,
    )  # fmt: skip
    answer.cache_control.private = True
    del answer.cache_control.public
    answer.cache_control.immutable = mimetype not in SCRIPTED  # another version lies in another folder
    answer.headers["Content-Security-Policy"] = _policy(sandboxed=mimetype in SCRIPTED)
    return answer


def _policy(*, sandboxed: bool) -> str:
    """Return what content may do: run its own scripts, load its own files, and speak with the record store.

    Inline scripts and `eval` are what authoring tools write; they can do nothing that the package's files could not.
    """
    base = waymark().settings.base_url
    rules = (
        "default-src 'self' data: blob:; script-src 'self' blob: 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline' data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        f"connect-src 'self' data: blob: {base}/xapi/ {base}/cmi5/; {ANY_FRAME}"
    )
    return f"{rules}; {_SANDBOX}" if sandboxed else rules
