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
