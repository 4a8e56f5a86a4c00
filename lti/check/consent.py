"""People in whose name we use the LMS's own interface: is our key for it known there, and does a consent live?"""

from __future__ import annotations

from dataclasses import dataclass

from lti.check.calls import failed
from lti.check.lines import Finding, fine, later, problem
from lti.http import Http
from lti.lms.access import Setup
from lti.lms.base import AdapterError, Refused
from lti.lms.consent import App

LINE = "consent"


@dataclass(frozen=True)
class Consents:
    """What the application knows: `given` says that an admin gave us a key, `app` is that key at a school's address.

    The address is None before a launch told it; `live` and `ended` count consents.
    """

    given: bool = False
    app: App | None = None
    live: int = 0
    ended: int = 0


def consent(http: Http, setup: Setup, known: Consents) -> Finding:
    """Ask whether the key is known, which changes nothing there, then look at the consents."""
    if setup.consent is None or not known.given:
        return Finding(LINE, "skipped", f"{LINE}.{'none' if setup.consent is None else 'unset'}")
    if known.app is None:
        return later(LINE, "launch")
    try:
        setup.consent.probe(http, known.app)
    except Refused as error:
        return problem(LINE, "key", error.detail)
    except AdapterError as error:
        return failed(LINE, error)
    if known.ended:
        return problem(LINE, "ended")
    return fine(LINE) if known.live else later(LINE, "nobody")
