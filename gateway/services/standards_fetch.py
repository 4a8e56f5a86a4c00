"""Get a framework's file from an address: public ones over https alone, so much at most (T09)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from gateway.clock import Clock
from gateway.errors import WaymarkError
from gateway.standards.loading import MAX_BYTES
from lti.http import Http, Limits
from lti.lms.base import AdapterError

_PATIENCE = 120
"""Seconds: the largest packages are 20 MB, made by slow servers while one waits."""


class NotFetched(WaymarkError):
    """An address that gave no file; `detail` says why."""

    code = "standards-not-fetched"
    status = 422
    title = _("The address gave no framework")
    hint = _("Check the address, or download the file and import that.")
    retryable = True


def fetch(url: str, clock: Clock, *, loopback: bool, seconds: float = _PATIENCE) -> bytes:
    """Return what stands at an address; NotFetched where it is not allowed, does not answer, or refuses."""
    http = Http(now=clock, loopback=loopback, limits=Limits(total=seconds, size=MAX_BYTES))
    try:
        got = http.call("GET", url, headers={"Accept": "application/json, application/rdf+xml;q=0.9, */*;q=0.8"})
    except AdapterError as error:
        raise NotFetched(f"{url}: {error.code}") from error
    finally:
        http.close()
    if got.status in {401, 403}:
        raise NotFetched(f"{url} wants a sign-in ({got.status})")
    if not got.ok:
        raise NotFetched(f"{url} answered {got.status}")
    return got.body
