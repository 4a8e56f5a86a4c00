"""`/xapi/activities`: what statements say about an activity (1.0.3 part three 2.5; 2.0 4.1.6.4)."""

from __future__ import annotations

from flask import Response, request

from gateway.services import bounds, definitions
from gateway.web.context import ANYONE, allowed, waymark
from gateway.web.lrs.door import as_json, doors, enter
from xapi.definitions import activity
from xapi.parameters import read


@doors.get("/activities")
@allowed(ANYONE)
def activities() -> Response:
    """Give an activity with all that is known of it; one that nobody has mentioned has its id only."""
    credential, _ = enter("profile", "define", "statements/read/mine")
    iri = read(request.args.to_dict(flat=False), "xapi-activities")["activityId"]
    bounds.of(credential, waymark().naming).check_activity(iri)
    with waymark().db.read() as conn:
        known = definitions.of(conn, credential.tenant_id, [iri])
    return as_json(activity(iri, known.get(iri)))
