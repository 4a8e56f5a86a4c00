"""`/xapi/agents`: the Person object of an agent (1.0.3 part three 2.4; 2.0 4.1.6.3)."""

from __future__ import annotations

from flask import Response, request

from gateway.services.record_errors import LrsForbidden
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
    agent = read(request.args.to_dict(flat=False), "xapi-agents")["agent"]
    own = f"account|{waymark().settings.people_home}|{credential.account}"
    if credential.kind == "launch" and actor_key(agent) != own:
        raise LrsForbidden("a launch asks about its own learner only")
    return as_json(person(agent))
