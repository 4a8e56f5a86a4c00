"""Everybody whom a JSON value names by an identifier, wherever they stand in it."""

from collections.abc import Mapping
from typing import Any

from xapi.agents import IDENTIFIERS, actor_key

_TELLING = frozenset({"account", "homePage", *IDENTIFIERS})


def named(value: Any) -> set[str]:
    """Return the keys (as by `actor_key`) of all agents, groups and accounts at any depth, also in extensions."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if not _TELLING.isdisjoint(one):
                found.add(agent_like(one) or account_like(one))
            waiting += [inner for inner in one.values() if isinstance(inner, dict | list)]
        elif isinstance(one, list):
            waiting += one
    return found - {""}


def named_freely(statement: Mapping[str, Any]) -> set[str]:
    """Return the same of a valid statement where its shape is free, its extensions: `mentions` has all other places."""
    free: list[Any] = []
    _extensions(statement, free)
    return named(free) if free else set()


def _extensions(part: Mapping[str, Any], free: list[Any]) -> None:
    """Gather the extensions of a statement, and of the one inside it."""
    target, context = part["object"], part.get("context", {})
    if target.get("objectType") == "SubStatement":
        _extensions(target, free)
    around = [one for some in context.get("contextActivities", {}).values() for one in some]
    holders = (part.get("result"), context, *(one.get("definition") for one in (target, *around)))
    free += [one["extensions"] for one in holders if one and "extensions" in one]


def agent_like(value: Mapping[str, Any]) -> str:
    """Return the key of what looks like an agent, "" for anything else: extensions hold any shape."""
    if "account" in value:
        return account_like(value["account"])
    return next((actor_key({one: value[one]}) for one in IDENTIFIERS if isinstance(value.get(one), str)), "")


def account_like(value: Any) -> str:
    """Return the key of what looks like an account, "" for anything else."""
    if not (isinstance(value, Mapping) and isinstance(value.get("homePage"), str)):
        return ""
    return actor_key({"account": value}) if isinstance(value.get("name"), str) else ""
