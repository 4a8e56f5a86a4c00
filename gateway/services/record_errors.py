"""Refusals of the record store that other doors do not have."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from gateway.errors import WaymarkError


class LrsUnauthorized(WaymarkError):
    """No credential, or not a live one; which of the two is not told (T07)."""

    code = "xapi-unauthorized"
    status = 401
    title = _("The record store does not know this credential")
    hint = _(
        "Send the key and secret of a live access as Basic authorization. An activity gets a new one at each launch."
    )
    audience = "admin"
    retryable = False


class LrsForbidden(WaymarkError):
    """The credential may not do this (T05, T06)."""

    code = "xapi-forbidden"
    status = 403
    title = _("This credential may not do that")
    hint = _("Nothing of the request was stored. Use a credential with the permission that the detail names.")
    audience = "admin"
    retryable = False

    def __init__(self, detail: str) -> None:
        super().__init__(detail, problems=[detail])
