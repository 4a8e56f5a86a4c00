"""Read the parameters of GET /statements into a plain filter (rule 19)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from xapi import parameters
from xapi.agents import actor_key
from xapi.version import Version

Format = Literal["ids", "exact", "canonical"]


@dataclass(frozen=True, slots=True)
class StatementQuery:
    """What to look for; times are aware UTC and mean `stored`: `since` exclusive, `until` inclusive.

    `limit` 0 asks for as many as the server gives. `agent_key` is written as by `agents.actor_key`.
    """

    statement_id: UUID | None = None
    voided_statement_id: UUID | None = None
    agent_key: str | None = None
    verb: str | None = None
    activity: str | None = None
    registration: UUID | None = None
    related_agents: bool = False
    related_activities: bool = False
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 0
    format: Format = "exact"
    attachments: bool = False
    ascending: bool = False


def parse(params: Mapping[str, Sequence[str]], version: Version) -> StatementQuery:
    """Read decoded query parameters (name to all its values); InvalidQuery lists everything wrong with them.

    Both versions take the same parameters; times follow the version's own rule for timestamps.
    """
    given = parameters.read(params, "xapi-query")
    since, until = parameters.moments(given, version, "since", "until")
    return StatementQuery(
        statement_id=_uuid(given, "statementId"),
        voided_statement_id=_uuid(given, "voidedStatementId"),
        agent_key=actor_key(given["agent"]) if "agent" in given else None,
        verb=given.get("verb"),
        activity=given.get("activity"),
        registration=_uuid(given, "registration"),
        related_agents=given.get("related_agents") == "true",
        related_activities=given.get("related_activities") == "true",
        since=since,
        until=until,
        limit=int(given.get("limit", "0")),
        format=given.get("format", "exact"),
        attachments=given.get("attachments") == "true",
        ascending=given.get("ascending") == "true",
    )


def _uuid(given: Mapping[str, Any], name: str) -> UUID | None:
    return UUID(given[name]) if name in given else None
