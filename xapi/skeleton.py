"""The shape of a refused statement without what it says (P26): enough to see what is wrong, nothing about a person.

Kept are the names of properties, the id of the verb, the id of an activity and the words that say what kind of thing
something is. Every other text, number and truth value becomes a mark of its type; of a list the beginning is kept.
"""

import re
from collections.abc import Mapping
from typing import Any

from xapi.agents import IDENTIFIERS

DEPTH, ITEMS, MEMBERS = 8, 3, 40
"""What lies deeper, or comes later, is left out."""

NAME_LENGTH, IRI_LENGTH = 80, 200

KINDS = frozenset({"Agent", "Group", "Activity", "StatementRef", "SubStatement", "Person"})
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*|https?://[^\s@?#\"]+")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s@?#\"]+")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*(?:"|…|$)')
_FIRST_NUMBER = re.compile(r"^-?[0-9][0-9.eE+-]*")
_TELLING = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|\S+@\S+")

LEFT_OUT = "…"

_MARKS = ((bool, "…boolean"), (str, "…string"), (object, "…number"))


def skeleton(statement: Any) -> Any:
    """Give the shape of one statement, or of whatever was sent in its place."""
    return _shape(statement, 0, "")


def path_of(path: str) -> str:
    """Give a JSON pointer of which only names and numbers are left: one that a sender made up may be an address."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in path.split("/")[1:]]
    return "".join(f"/{_name(step)}" for step in steps)


def sentence(message: str) -> str:
    """Give the message of a problem without the values it shows."""
    without = _QUOTED.sub(f"“{LEFT_OUT}”", message)
    return _TELLING.sub(LEFT_OUT, _FIRST_NUMBER.sub(LEFT_OUT, without))


def _name(name: str) -> str:
    plain = name.isdigit() or (len(name) <= NAME_LENGTH and _NAME.fullmatch(name))
    return name if plain else LEFT_OUT


def _shape(value: Any, depth: int, place: str) -> Any:
    if value is None:
        return None
    if not isinstance(value, (dict, list)):
        return next(mark for kind, mark in _MARKS if isinstance(value, kind))
    if depth >= DEPTH:
        return LEFT_OUT
    if isinstance(value, dict):
        return _members(value, depth, place)
    more = [LEFT_OUT] if len(value) > ITEMS else []
    return [*(_shape(one, depth + 1, place) for one in value[:ITEMS]), *more]


def _members(value: Mapping[str, Any], depth: int, place: str) -> dict[str, Any]:
    if place == "extensions":
        return {_name(name): LEFT_OUT for name in list(value)[:MEMBERS]}
    return {
        _name(name): _kept(value, name, inner, place) or _shape(inner, depth + 1, name)
        for name, inner in list(value.items())[:MEMBERS]
    }


def _kept(holder: Mapping[str, Any], name: str, inner: Any, place: str) -> str | None:
    """Give the value of what may stay: kinds, and the ids of verbs and of activities."""
    if name == "objectType" and isinstance(inner, str) and inner in KINDS:
        return inner
    activity = place in {"object", "parent", "grouping", "category", "other"} and not _is_agent(holder)
    if name == "id" and isinstance(inner, str) and (place == "verb" or activity):
        return inner if len(inner) <= IRI_LENGTH and _IRI.fullmatch(inner) else None
    return None


def _is_agent(holder: Mapping[str, Any]) -> bool:
    kind = holder.get("objectType", "Activity")
    return kind != "Activity" or any(name in holder for name in (*IDENTIFIERS, "account", "member"))
