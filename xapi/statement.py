"""Take a valid statement in: stamp what the store sets, and work out what look-ups and comparisons need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from xapi.agents import actor_key
from xapi.fingerprint import fingerprint
from xapi.mentions import Mentions, mentions
from xapi.times import read_time, write_time
from xapi.version import Version

VOIDED = "http://adlnet.gov/expapi/verbs/voided"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A statement ready to be stored; `body` is its JSON without `stored`, which `read_back` puts in on reading.

    `actor_key` is "" for an anonymous Group. `object_id` is the activity's IRI, the key of an Agent or Group, the UUID
    a StatementRef names, or "" for a sub-statement. `timestamp_given` and `id_given` are False where the client left
    them to us.
    """

    id: UUID
    timestamp: datetime
    timestamp_given: bool
    verb: str
    object_id: str
    object_type: str
    actor_key: str
    registration: UUID | None
    context_activities: tuple[str, ...]
    mentions: Mentions
    ref_target: UUID | None
    voids: UUID | None
    body: dict[str, Any]
    fingerprint: bytes
    id_given: bool = True


def accept(
    raw: Mapping[str, Any],
    *,
    version: Version,
    authority: Mapping[str, Any],
    stored: datetime,
    new_id: Callable[[], UUID],
) -> Accepted:
    """Turn a statement that passed `check` into what is stored; `raw` stays as it was.

    The authority, the stored time and the version a client sent are overwritten (T06); `new_id` is asked for an id
    only when the client gave none; a missing timestamp becomes `stored` (rule 10).
    """
    identity = UUID(raw["id"]) if "id" in raw else new_id()
    body = {**raw, "id": raw.get("id", str(identity)), "version": version.value, "authority": dict(authority)}
    body.pop("stored", None)
    body.setdefault("timestamp", write_time(stored))
    _list_context_activities(body)
    target = body["object"]
    kind = target.get("objectType", "Activity")
    if kind == "SubStatement":
        body["object"] = target = dict(target)
        _list_context_activities(target)
    ref = UUID(target["id"]) if kind == "StatementRef" else None
    registration = body.get("context", {}).get("registration")
    found = mentions(body)
    return Accepted(
        id=identity,
        timestamp=read_time(body["timestamp"]),
        timestamp_given="timestamp" in raw,
        verb=body["verb"]["id"],
        object_id=_object_id(target, kind),
        object_type=kind,
        actor_key=actor_key(body["actor"]),
        registration=UUID(registration) if registration else None,
        context_activities=_around(body),
        mentions=found,
        ref_target=ref,
        voids=ref if body["verb"]["id"] == VOIDED else None,
        body=body,
        fingerprint=fingerprint(raw, version),
        id_given="id" in raw,
    )


def read_back(body: Mapping[str, Any], *, stored: datetime, version: Version) -> dict[str, Any]:
    """Give a stored body as a reader of that version gets it: with `stored`, and for 2.0 with times in UTC."""
    statement = {**body, "stored": write_time(stored)}
    if version is Version.V2 and not statement["timestamp"].endswith("Z"):
        statement["timestamp"] = write_time(read_time(statement["timestamp"]))
    return statement


def _list_context_activities(statement: dict[str, Any]) -> None:
    """Rule 14: a single context activity is stored and returned as a list; only copies are changed."""
    given = statement.get("context", {}).get("contextActivities")
    if given is None or all(isinstance(value, list) for value in given.values()):
        return
    lists = {name: value if isinstance(value, list) else [value] for name, value in given.items()}
    statement["context"] = {**statement["context"], "contextActivities": lists}


def _around(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the ids of the statement's own context activities, each once."""
    grouped = body.get("context", {}).get("contextActivities", {})
    return tuple(dict.fromkeys(activity["id"] for activities in grouped.values() for activity in activities))


def _object_id(target: Mapping[str, Any], kind: str) -> str:
    match kind:
        case "Activity":
            return str(target["id"])
        case "StatementRef":
            return str(target["id"]).lower()
        case "SubStatement":
            return ""
        case _:
            return actor_key(target)
