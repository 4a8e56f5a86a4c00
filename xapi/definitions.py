"""What statements say about activities: the definitions they carry, and how later ones add to earlier ones."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_MAPS = ("name", "description", "extensions")
"""Members of a definition that are maps: their entries are kept one by one."""


def definitions(statements: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Give activity id -> definition out of stored bodies, later ones on top; ids without one are left out."""
    found: dict[str, dict[str, Any]] = {}
    for statement in statements:
        for activity in _activities(statement):
            said = activity.get("definition")
            if said:
                found[activity["id"]] = merge(found.get(activity["id"], {}), said)
    return found


def merge(known: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Add a definition to what is known: languages and extensions one by one, everything else replaced."""
    both = {**known, **said}
    both.update({name: {**known[name], **said[name]} for name in _MAPS if name in known and name in said})
    return both


def activity(iri: str, definition: Mapping[str, Any] | None) -> dict[str, Any]:
    """Give the Activity object of an id; one that no statement defined has only its id."""
    return {"objectType": "Activity", "id": iri, **({"definition": definition} if definition else {})}


def _activities(statement: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give the activities of a statement and its sub-statement; their context activities stand in lists."""
    target = statement["object"]
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        yield target
    elif kind == "SubStatement":
        yield from _activities(target)
    context = statement.get("context")
    if context:
        for listed in context.get("contextActivities", {}).values():
            yield from listed
