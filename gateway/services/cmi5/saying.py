"""Statements that this system says itself about a unit, a block or a course, put through the one intake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.db.writer import Write
from gateway.services.collect import store
from gateway.services.own_statements import stamped
from gateway.services.records import new_statement_id
from gateway.services.source import Source
from xapi.formats.cmi5.own import Frame


def frame(write: Write, registration: Any, session: str) -> Frame:
    """Return what a statement of ours about a registration's learner begins with."""
    return Frame(new_statement_id(), write.now, registration.actor, registration.registration, session)


def say(write: Write, base_url: str, registration: Any, made: Sequence[Mapping[str, Any]]) -> None:
    """Store statements of ours, in this order."""
    source = Source(registration.tenant_id, course_id=registration.course_id)
    store(write, source, [stamped(write, base_url, dict(one)) for one in made])
