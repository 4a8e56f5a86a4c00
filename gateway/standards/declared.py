"""What content itself says it is about, in whatever carrier (standards.md 3): names of standards, still to be resolved.

A statement carries them as activities of the type objective or competency in its context, or in extensions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gateway.standards.found import codes_in

Kind = Literal["name", "code"]
OBJECTIVES = frozenset(
    {
        "http://adlnet.gov/expapi/activities/objective",
        "https://w3id.org/xapi/tla/activity-types/competency",
    }
)
_SPEAKS = re.compile(r"standard|align|objective|competenc|outcome|skill", re.IGNORECASE)
_LONGEST = 2000
_MOST = 40


@dataclass(frozen=True, slots=True)
class Ref:
    """How a standard is named: by its identifier or address (`name`), or by a code within a framework."""

    kind: Kind
    value: str


def named(value: object) -> Iterator[Ref]:
    """Yield how a value may name standards: as it stands, and by codes inside it."""
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
        return
    text = value.strip()
    yield Ref("name", text)
    if " " not in text and "/" not in text and ":" not in text:
        yield Ref("code", text)
    yield from (Ref("code", one) for one in codes_in([text]))


def in_statement(body: Mapping[str, Any]) -> list[Ref]:
    """Return what a statement names, never more than forty; odd content is passed over."""
    target, context = _object(body, "object"), _object(body, "context")
    found: list[Ref] = []
    around = _object(context, "contextActivities")
    for place in ("other", "parent", "grouping"):
        for activity in _listed(around.get(place)):
            definition = _object(activity, "definition")
            if definition.get("type") in OBJECTIVES:
                found += named(activity.get("id"))
                found += (one for text in _object(definition, "name").values() for one in named(text))
    definition = _object(target, "definition")
    for extensions in (_object(definition, "extensions"), _object(context, "extensions")):
        for iri, value in extensions.items():
            told = [one for text in _texts(value) for one in named(text)]
            # A code is a few letters: it says something only where somebody meant to name a standard.
            found += [one for one in told if one.kind == "name" or _SPEAKS.search(iri)]
    return list(dict.fromkeys(found))[:_MOST]


def larger(body: Mapping[str, Any]) -> list[str]:
    """Return the ids of the activities in which a statement's object lies: its parents, then its groupings."""
    around = _object(_object(body, "context"), "contextActivities")
    found = [
        one["id"]
        for place in ("parent", "grouping")
        for one in _listed(around.get(place))
        if isinstance(one.get("id"), str) and _object(one, "definition").get("type") not in OBJECTIVES
    ]
    return list(dict.fromkeys(found))[:_MOST]


def _object(node: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = node.get(name)
    return value if isinstance(value, Mapping) else {}


def _listed(value: object) -> Iterable[Mapping[str, Any]]:
    rows = value if isinstance(value, list) else [value]
    return [one for one in rows if isinstance(one, Mapping)]


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth < 4 and isinstance(value, list):
        for one in value:
            yield from _texts(one, depth + 1)
    elif depth < 4 and isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one, depth + 1)
