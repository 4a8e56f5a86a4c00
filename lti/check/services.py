"""The two services of a course, read once and left as they are: class list and gradebook columns."""

from __future__ import annotations

import json

from lti import ags, nrps
from lti.answers import Answer
from lti.check.access import Access
from lti.check.calls import Caller, failed, refusal
from lti.check.lines import Finding, fine, later, problem, skipped
from lti.check.subject import Services
from lti.lms.base import AdapterError
from lti.service import with_query


def roster(caller: Caller, services: Services | None, held: Access) -> Finding:
    """Ask for one member of the class list."""
    url = services.roster if services else None
    unready = _unready("roster", services, url, nrps.SCOPE, held)
    if unready or url is None:
        return unready or skipped("roster")
    return _read(caller, "roster", with_query(url, limit=1), nrps.MEDIA_TYPE, held.token)


def lineitems(caller: Caller, services: Services | None, held: Access) -> Finding:
    """List our columns."""
    url = services.lineitems if services else None
    unready = _unready("lineitems", services, url, ags.SCOPE_LINEITEM, held)
    if unready or url is None:
        return unready or skipped("lineitems")
    return _read(caller, "lineitems", url, ags.LINEITEMS_TYPE, held.token)


def _unready(line: str, services: Services | None, url: str | None, scope: str, held: Access) -> Finding | None:
    """Return why nobody is asked: no token or scope (told there), no launch yet, or a launch without the service."""
    if services is None:
        return later(line, "launch")
    if not held.token or scope not in held.granted:
        return Finding(line, "skipped", f"{line}.after")
    return problem(line, "off") if url is None else None


def _read(caller: Caller, line: str, url: str, accept: str, token: str) -> Finding:
    try:
        answer = caller.call("GET", url, headers={"Authorization": f"Bearer {token}", "Accept": accept})
    except AdapterError as error:
        return failed(line, error)
    if not answer.ok:
        return problem(line, refusal(answer), f"{answer.status} {answer.text()}")
    return fine(line) if _is_list(answer, line) else problem(line, "refused", "no list")


def _is_list(answer: Answer, line: str) -> bool:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, list) if line == "lineitems" else isinstance(found, dict) and "members" in found
