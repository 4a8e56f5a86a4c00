"""What was offered beside a choice, carried through the student's browser and back: signed, so that none is made up.

A choice is recorded with the options that the server offered this student in this course. What comes back changed, of
somebody else or without a signature was offered by nobody, and is recorded as no options at all.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import request

from gateway.security import same, sign
from gateway.services import choose
from gateway.services.inputs import CourseInputs
from gateway.web.context import session, waymark

FIELD = "offered"
_LONGEST = 200


def said(activity_ids: Iterable[str]) -> str:
    """Return the ids of offered activities as pages carry them."""
    ids = ",".join(activity_ids)
    return f"{ids}.{_signature(ids)}" if ids else ""


def taken(course: CourseInputs) -> tuple[str, ...]:
    """Return the IRIs that a form says were offered, if it was us who offered them; those that are gone stay out."""
    ids, _, signature = request.form.get(FIELD, "")[:_LONGEST].rpartition(".")
    return choose.offered(course, ids.split(",")) if ids and same(signature, _signature(ids)) else ()


def carried() -> str:
    """Return what the address of this page carries on to its forms."""
    return request.args.get(FIELD, "")[:_LONGEST]


def _signature(ids: str) -> str:
    own = session()
    about = f"offered/{own.tenant_id}/{own.course}/{own.person}"
    return sign(waymark().settings.secret_key, ids, about)
