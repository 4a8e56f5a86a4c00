"""Every refusal the gateway can give, with what a person can do about it.

WaymarkError
 ├ BadRequest          the request itself is wrong
 ├ NotSignedIn         no live launch in this browser
 ├ OpenFromCourse      a launch address opened as a plain link
 ├ NotAllowed          signed in, but not for this
 ├ NotFound            no such thing here (also: of another tenant, T01)
 ├ ActivityRemoved     an activity that its teacher has taken away
 ├ TooMany             slow down
 ├ InvalidInput        a file or form has problems: all of them are listed
 ├ StoreBusy           the store cannot take it now; nothing was kept
 ├ StoreFull           there is no room for it; nothing was kept
 └ StoreStopped        the server is stopping
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from flask_babel import lazy_gettext as _


class WaymarkError(Exception):
    """Base of all: `code` is stable, `title` says what happened, `hint` what this reader can do now."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    title: ClassVar[object] = _("Something went wrong on our side")
    hint: ClassVar[object] = _("Try again. If it stays, tell your school the number below.")
    audience: ClassVar[str] = "anyone"
    retryable: ClassVar[bool] = True

    def __init__(self, detail: str = "", *, problems: Sequence[object] = ()) -> None:
        super().__init__(detail or str(type(self).code))
        self.detail = detail
        self.problems = list(problems)


class BadRequest(WaymarkError):
    """The request cannot be understood."""

    code = "bad-request"
    status = 400
    title = _("This page did not understand the request")
    hint = _("Go back and try again.")
    retryable = False


class NotSignedIn(WaymarkError):
    """The launch of this page is over or was made in another browser."""

    code = "signed-out"
    status = 401
    title = _("This page has been open too long")
    hint = _("Open it again from your course. Your work is saved.")


class OpenFromCourse(WaymarkError):
    """The address of a launch was opened as a plain link, such as those that some learning systems show as links."""

    code = "open-from-course"
    status = 401
    title = _("Open this from your course")
    hint = _("Go back to your course and open Waymark there. This activity waits for you on My path.")
    retryable = False


class NotAllowed(WaymarkError):
    """The person's role does not include this."""

    code = "not-allowed"
    status = 403
    title = _("This page is not for your role")
    hint = _("Go back to your own page.")
    retryable = False


class NotFound(WaymarkError):
    """Nothing here under that address, or not for this tenant."""

    code = "not-found"
    status = 404
    title = _("There is nothing at this address")
    hint = _("Go back, or open Waymark again from your course.")
    retryable = False


class ActivityRemoved(WaymarkError):
    """The activity's package was deleted; what was done in it stays."""

    code = "activity-removed"
    status = 410
    title = _("This activity is not here any more")
    hint = _("Your teacher has taken it away. What you did in it still counts. Open My path and choose something else.")
    retryable = False


class TooMany(WaymarkError):
    """A rate limit was reached."""

    code = "too-many"
    status = 429
    title = _("That was a lot at once")
    hint = _("Wait a minute and try again.")


class InvalidInput(WaymarkError):
    """A file or form was refused as a whole; `problems` lists every reason."""

    code = "invalid-input"
    status = 422
    title = _("This could not be read")
    hint = _("Nothing was stored. Mend what is listed and send it again.")
    retryable = False


class StoreBusy(WaymarkError):
    """The database is locked or overloaded (S05); nothing of this request was kept."""

    code = "store-busy"
    status = 503
    title = _("Waymark is very busy")
    hint = _("Nothing is lost. Try again in a moment.")


class StoreFull(WaymarkError):
    """The disk or the database's quota is full (S04); nothing of this request was kept, reading goes on."""

    code = "store-full"
    status = 507
    title = _("There is no room to store this")
    hint = _(
        "Nothing of it was kept, and everything stored before can still be read. The admin has to make room on the "
        "disk of the database; Waymark then goes on by itself. Send it again later."
    )
    audience = "admin"


class StoreStopped(WaymarkError):
    """The server is stopping (S12)."""

    code = "stopping"
    status = 503
    title = _("Waymark is being restarted")
    hint = _("Try again in a minute.")
