"""Sign in by a one-time link, choose a language, sign out (T22)."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for

from gateway.services import adminlink, enter, sessions, signin
from gateway.web.admin.frame import COMMAND, doors, link, outside, signed_out
from gateway.web.context import ADMIN, ANYONE, allowed, cookie_name, form_text, session, waymark
from gateway.web.i18n import nearest
from gateway.web.pages.admin.doors import LinkExpiredPage, SignedOutPage


@doors.get("/enter/<token>")
@doors.get("/signin/<token>")
@allowed(ANYONE)
def sign_in(token: str) -> Response:
    """Open a session by a link; what only looks ahead (HEAD, a prefetch) does not use the link up."""
    if request.method == "HEAD" or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return make_response("", 204)
    try:
        entered = waymark().db.write(lambda w: signin.use_link(w, token))
    except (signin.LinkUsed, signin.LinkExpired) as error:
        minutes = int(adminlink.LIFE.total_seconds() // 60)
        page = LinkExpiredPage(outside(), COMMAND, minutes, used=isinstance(error, signin.LinkUsed))
        return make_response(render_template("admin/link_expired.html", page=page, shell=page.shell), error.status)
    answer = make_response(redirect(url_for("admin.home", handle=entered.handle), 303))
    answer.set_cookie(
        cookie_name(entered.handle), entered.secret, max_age=int(enter.SESSION.total_seconds()), secure=True,
        httponly=True, samesite="Lax", path="/",
    )  # fmt: skip
    return answer


@doors.post("/<handle>/language")
@allowed(ADMIN)
def language() -> Response:
    """Go on in another language, on the page that was open."""
    opened, wanted = session(), nearest(form_text("language", most=16))
    waymark().db.write(lambda w: sessions.speak(w, opened.tenant_id, opened.handle, wanted))
    back = form_text("back", required=False)
    return make_response(redirect(back if back.startswith(link("home")) else link("home"), 303))


@doors.post("/<handle>/signout")
@allowed(ADMIN)
def sign_out() -> Response:
    """End the session."""
    opened = session()
    waymark().db.write(lambda w: sessions.end(w, opened.tenant_id, opened.handle))
    answer = signed_out(SignedOutPage(outside(), COMMAND), 200)
    answer.delete_cookie(cookie_name(opened.handle), secure=True, httponly=True)
    return answer
