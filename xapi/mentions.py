"""Whom and what a statement mentions, as the filters of GET /statements look for it (rules 16, 18 and 19)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xapi.agents import keys_of

RELATIONS = ("parent", "grouping", "category", "other")
ACTORS = ("Agent", "Group")


@dataclass(frozen=True, slots=True)
class Mentions:
    """Exact matches, and those only the `related_` filters find; each tuple without repetition, in statement order."""

    agents: tuple[str, ...]
    related_agents: tuple[str, ...]
    activities: tuple[str, ...]
    related_activities: tuple[str, ...]
    categories: tuple[str, ...]


def mentions(statement: Mapping[str, Any]) -> Mentions:
    """Gather the filter keys of a valid statement as it will be stored (contextActivities are lists)."""
    target = statement["object"]
    kind = target.get("objectType", "Activity")
    agents = dict.fromkeys(keys_of(statement["actor"]))
    if kind in ACTORS:
        agents |= dict.fromkeys(keys_of(target))
    activities = (target["id"],) if kind == "Activity" else ()
    related_agents = dict.fromkeys(_agents_around(statement))
    related_activities = dict.fromkeys(_activities_around(statement))
    if kind == "SubStatement":
        related_agents |= dict.fromkeys(_agents_within(target))
        related_activities |= dict.fromkeys(_activities_within(target))
    grouped = statement.get("context", {}).get("contextActivities", {})
    return Mentions(
        tuple(agents),
        tuple(key for key in related_agents if key not in agents),
        activities,
        tuple(key for key in related_activities if key not in activities),
        tuple(dict.fromkeys(activity["id"] for activity in grouped.get("category", ()))),
    )


def _agents_around(statement: Mapping[str, Any]) -> Iterator[str]:
    """Give authority, instructor, team and the context agents and groups of 2.0."""
    context = statement.get("context", {})
    for holder, name in ((statement, "authority"), (context, "instructor"), (context, "team")):
        if name in holder:
            yield from keys_of(holder[name])
    for item in context.get("contextAgents", ()):
        yield from keys_of(item["agent"])
    for item in context.get("contextGroups", ()):
        yield from keys_of(item["group"])


def _activities_around(statement: Mapping[str, Any]) -> Iterator[str]:
    grouped = statement.get("context", {}).get("contextActivities", {})
    for relation in RELATIONS:
        for activity in grouped.get(relation, ()):
            yield activity["id"]


def _agents_within(sub: Mapping[str, Any]) -> Iterator[str]:
    yield from keys_of(sub["actor"])
    if sub["object"].get("objectType") in ACTORS:
        yield from keys_of(sub["object"])
    yield from _agents_around(sub)


def _activities_within(sub: Mapping[str, Any]) -> Iterator[str]:
    if sub["object"].get("objectType", "Activity") == "Activity":
        yield sub["object"]["id"]
    yield from _activities_around(sub)
