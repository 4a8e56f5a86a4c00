"""Read what a person decided back from the statement that recorded it; a rebuild needs nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xapi import names
from xapi.agents import actor_key


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision: its kind, who made it and about whom (actor keys), course, value (JSON), and the rest where meant."""

    kind: str
    by: str
    learner: str
    course: str
    value: Any
    standard: str | None
    activity: str | None
    options: tuple[str, ...]


def is_decision(statement: Mapping[str, Any]) -> bool:
    """Tell whether a stored statement (context activities in lists) is in our category of decisions."""
    categories = statement.get("context", {}).get("contextActivities", {}).get("category", ())
    return any(activity["id"] == names.DECISION for activity in categories)


def read(statement: Mapping[str, Any]) -> Decision | None:
    """Give the decision a stored statement records; None for any other, also a voiding or one with parts missing.

    A value of null is left out of the statement and read as None. Whether the sender may decide is for the caller to
    know: anybody can write these words into a statement.
    """
    if not is_decision(statement) or statement["verb"]["id"] != names.DECIDED:
        return None
    facts = statement["context"].get("extensions", {})
    match [facts.get(names.extension(name)) for name in ("decision", "course", "learner")]:
        case [str(kind), str(course), {"homePage": str(home_page), "name": str(name)}]:
            return Decision(
                kind=kind,
                by=actor_key(statement["actor"]),
                learner=actor_key({"account": {"homePage": home_page, "name": name}}),
                course=course,
                value=facts.get(names.extension("value")),
                standard=_text(facts, "standard"),
                activity=_text(facts, "activity"),
                options=_texts(facts, "options"),
            )
    return None


def _text(facts: Mapping[str, Any], name: str) -> str | None:
    value = facts.get(names.extension(name))
    return value if isinstance(value, str) else None


def _texts(facts: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = facts.get(names.extension(name))
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
