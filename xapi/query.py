"""Read the parameters of GET /statements into a plain filter (rule 19)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from schemas import Problem, load
from xapi.agents import actor_key
from xapi.errors import InvalidQuery, UnreadableBody
from xapi.parsing import parse as parse_json
from xapi.times import read_time
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
    given, problems = _single_values(params)
    problems += load("xapi-query").problems(given)
    if not problems:
        problems = [
            p for name in ("since", "until") if name in given for p in _time_problems(name, given[name], version)
        ]
    if problems:
        raise InvalidQuery(problems=problems)
    return StatementQuery(
        statement_id=_uuid(given, "statementId"),
        voided_statement_id=_uuid(given, "voidedStatementId"),
        agent_key=actor_key(given["agent"]) if "agent" in given else None,
        verb=given.get("verb"),
        activity=given.get("activity"),
        registration=_uuid(given, "registration"),
        related_agents=given.get("related_agents") == "true",
        related_activities=given.get("related_activities") == "true",
        since=_time(given, "since"),
        until=_time(given, "until"),
        limit=int(given.get("limit", "0")),
        format=given.get("format", "exact"),
        attachments=given.get("attachments") == "true",
        ascending=given.get("ascending") == "true",
    )


def _single_values(params: Mapping[str, Sequence[str]]) -> tuple[dict[str, Any], list[Problem]]:
    """Take the one value of each parameter, the agent as parsed JSON; what is repeated or no JSON is a problem."""
    given: dict[str, Any] = {}
    problems = []
    for name, values in params.items():
        if len(values) != 1:
            problems.append(Problem(f"/{name}", "repeated-parameter", f"{name} is given {len(values)} times"))
        elif name == "agent":
            try:
                given[name] = parse_json(values[0].encode("utf-8", "surrogatepass"))
            except UnreadableBody as error:
                problems.append(Problem("/agent", "agent-json", f"agent is not an Agent written as JSON ({error})"))
        else:
            given[name] = values[0]
    return given, problems


def _time_problems(name: str, text: str, version: Version) -> list[Problem]:
    try:
        read_time(text)
    except (ValueError, OverflowError):
        return [Problem(f"/{name}", "timestamp", f'"{text}" is not a day of the calendar')]
    if version is Version.V2 and datetime.fromisoformat(text).tzinfo is None:
        return [Problem(f"/{name}", "timestamp", f'"{text}" has no offset; in 2.0 it needs one, such as Z')]
    return []


def _uuid(given: Mapping[str, Any], name: str) -> UUID | None:
    return UUID(given[name]) if name in given else None


def _time(given: Mapping[str, Any], name: str) -> datetime | None:
    return read_time(given[name]) if name in given else None
