"""The content host: activities run here, on a host name of their own, without cookies of the tool (T08)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from sqlalchemy import select

from gateway import library
from gateway.db import tables as t
from gateway.errors import NotFound
from gateway.web.context import ANYONE, allowed, waymark
from gateway.web.headers import ANY_FRAME
from gateway.web.i18n import nearest

doors = Blueprint("content", __name__, url_prefix="/content")


@doors.get("/<tag>/practice/<key>")
@allowed(ANYONE)
def practice(tag: str, key: str) -> Response:
    """Show a practice page; who works on it is known only to the page, by the part of the address after #.

    `items` in the address asks for fewer questions than the activity has.
    """
    with waymark().db.read() as conn:
        known = conn.scalar(select(t.tenant.c.id).where(t.tenant.c.tag == tag))
    activity = library.load().find(key)
    if known is None or activity is None or activity.practice is None:
        raise NotFound(key)
    settings = waymark().settings
    page = render_template(
        "practice.html", activity=activity, data=_data(activity), lang=nearest(request.args.get("lang")),
        base_url=settings.base_url, static=lambda path: url_for("static", filename=path),
    )  # fmt: skip
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"connect-src {settings.base_url}; base-uri 'none'; form-action 'none'; {ANY_FRAME}"
    )
    return answer


def _data(activity: library.Activity) -> dict[str, Any]:
    """Return what the page runs by; a number of questions that makes no sense is left out."""
    data, asked = activity.page_data(), request.args.get("items", type=int)
    return {**data, "items": asked} if asked is not None and 0 < asked < data["items"] else data
