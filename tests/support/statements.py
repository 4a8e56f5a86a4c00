"""Statements that tests send, and the two ways to send them: through the intake, and through the HTTP door."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from gateway.services import credentials
from gateway.services.collect import storing
from gateway.services.records import new_statement_id
from gateway.services.source import Source
from gateway.wiring import Waymark
from support.clock import NOON
from support.world import School, iri
from xapi.statement import Accepted, accept
from xapi.version import Version

COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
AUTHORITY = {"objectType": "Agent", "account": {"homePage": "https://waymark.example", "name": "test"}}
_EXTENSION = "https://waymark.example/xapi/extensions/"


def number(n: int) -> UUID:
    """Return the n-th statement id of a test: fixed, and ordered like n."""
    return UUID(int=(n << 80) | (4 << 76) | (8 << 60) | n)


def completed(
    actor: dict[str, Any], activity: str, scaled: float, *, n: int, at: datetime | None = None, **result: Any
) -> dict[str, Any]:
    """Say that somebody finished an activity (by its key); `n` gives the id and, by default, the minute."""
    extensions = {f"{_EXTENSION}questions": 5, f"{_EXTENSION}hints-used": 0, f"{_EXTENSION}hints-available": 10}
    return {
        "id": str(number(n)),
        "actor": actor,
        "verb": {"id": COMPLETED},
        "object": {"id": iri(activity)},
        "result": {"score": {"scaled": scaled}, "completion": True, "extensions": extensions, **result},
        "timestamp": ((at or NOON - timedelta(days=3)) + timedelta(minutes=0 if at else n)).isoformat(),
    }


def voiding(actor: dict[str, Any], target: str, *, n: int) -> dict[str, Any]:
    """Void a statement by its id."""
    return {
        "id": str(number(n)),
        "actor": actor,
        "verb": {"id": VOIDED},
        "object": {"objectType": "StatementRef", "id": target},
        "timestamp": NOON.isoformat(),
    }


def store(
    school: School, statements: Sequence[dict[str, Any]], *, course: str | None = None, source: str | None = None
) -> None:
    """Store statements as a server of the school would, past the HTTP door; `source` is the id of its credential."""
    school.waymark.db.write(storing(Source(school.tenant, source, course), taken(school, statements)))


def taken(school: School, statements: Sequence[dict[str, Any]]) -> list[Accepted]:
    """Return statements as the door hands them to the intake."""
    now = school.waymark.clock()
    return [
        accept(one, version=Version.V1, authority=AUTHORITY, stored=now, new_id=new_statement_id) for one in statements
    ]


def key(school: School, *scopes: str, actors: str = "keep") -> dict[str, str]:
    """Make a key of the record store; return its Authorization header, with the version."""
    name, secret = school.waymark.db.write(
        lambda w: credentials.make_key(w, school.tenant, "test", scopes or ("all",), actors, None)
    )
    return headers(name, secret)


def launch_key(school: School, name: str, activity: str, registration: UUID) -> dict[str, str]:
    """Make a credential bound to one learner's launch of an activity."""
    value = school.waymark.db.write(
        lambda w: credentials.make_launch(
            w, school.tenant, school.course, school.people[name], iri(activity), str(registration)
        )
    )
    return {"Authorization": value, "X-Experience-API-Version": "1.0.3"}


def headers(name: str, secret: str) -> dict[str, str]:
    """Return the headers of a request with this key."""
    value = base64.b64encode(f"{name}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {value}", "X-Experience-API-Version": "1.0.3"}


def run(waymark: Waymark, *kinds: str) -> None:
    """Do the background work that is due, of these kinds only when some are named."""
    handlers = waymark.runner.handlers
    if kinds:
        waymark.runner.handlers = {name: one for name, one in handlers.items() if name in kinds}
    try:
        waymark.runner.run_due()
    finally:
        waymark.runner.handlers = handlers
