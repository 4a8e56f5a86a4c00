"""`/xapi/about`: which versions are spoken (xAPI 1.0.3 part three, 2.8)."""

from __future__ import annotations

from flask import Response

from gateway.web.context import ANYONE, allowed
from gateway.web.lrs.door import as_json, doors
from xapi.version import Version


@doors.get("/about")
@allowed(ANYONE)
def about() -> Response:
    """Say which versions are spoken."""
    return as_json({"version": [one.value for one in Version]})
