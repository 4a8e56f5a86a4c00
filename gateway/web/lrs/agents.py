"""`/xapi/agents`: the Person object of an agent (1.0.3 part three 2.4; 2.0 4.1.6.3)."""

from __future__ import annotations

from flask import Response, request

from gateway.services import bounds, rewriting
from gateway.web.context import ANYONE, allowed, waymark
from gateway.web.lrs.door import as_json, doors, enter
from xapi.agents import actor_key
from xapi.documents import person
from xapi.parameters import read


@doors.get("/agents")
@allowed(ANYONE)
def agents() -> Response:
    """Give the agent as a Person; which accounts belong to one person here is nobody's business outside (P04)."""
    credential, _ = enter("profile", "define", "statements/read/mine")
    naming = waymark().naming
    agent = rewriting.agent(credential, naming, read(request.args.to_dict(flat=False), "xapi-agents")["agent"])
    bounds.of(credential, naming).check_agent(actor_key(agent))
    return as_json(person(agent))
