"""Read a library file into frozen values, checked against the `library` schema and for what a schema cannot say."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import schemas
from gateway.library.model import Activity, Library, LibraryError, Practice, RubricLevel, Texts, Unit


@cache
def load(name: str = "ratios") -> Library:
    """Return a library that came with the program; FileNotFoundError for an unknown name."""
    return parse(json.loads(files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8")))


def parse(data: Any) -> Library:
    """Make a library from its JSON; LibraryError lists every broken rule, one to a line."""
    problems = [str(one) for one in schemas.load("library").problems(data)] or list(_contradictions(data))
    if problems:
        raise LibraryError("\n".join(problems))
    return Library(
        key=data["key"],
        title=_texts(data["title"]),
        framework=data["framework"],
        units=tuple(_unit(one) for one in data["units"]),
        activities=tuple(_activity(one) for one in data["activities"]),
    )


def _contradictions(data: dict[str, Any]) -> Iterator[str]:
    keys = Counter(one["key"] for one in data["activities"])
    yield from (f"/activities: the key {key} is used {times} times" for key, times in keys.items() if times > 1)
    taught = {code for unit in data["units"] for code in unit["standards"]}
    for place, one in enumerate(data["activities"]):
        stray = [code for code in one["standards"] if code not in taught]
        if stray:
            yield f"/activities/{place}/standards: no unit has {', '.join(stray)}"
        if one["kind"] in {"paper", "partner"} and "practice" not in one:
            yield f"/activities/{place}: an activity of kind {one['kind']} names its generator and number of items"


def _texts(value: dict[str, str]) -> Texts:
    return MappingProxyType(dict(value))


def _unit(data: dict[str, Any]) -> Unit:
    return Unit(key=data["key"], title=_texts(data["title"]), standards=tuple(data["standards"]))


def _activity(data: dict[str, Any]) -> Activity:
    return Activity(
        key=data["key"],
        kind=data["kind"],
        style=data["style"],
        minutes=data["minutes"],
        level=data["level"],
        standards=tuple(data["standards"]),
        title=_texts(data["title"]),
        learn=_texts(data["learn"]),
        matters=_texts(data["matters"]),
        practice=Practice(**data["practice"]) if "practice" in data else None,
        rubric=tuple(RubricLevel(one["level"], _texts(one["words"])) for one in data.get("rubric", ())),
        url=data.get("url"),
        interests=tuple(_texts(one) for one in data.get("interests", ())),
    )
