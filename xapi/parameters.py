"""Read query parameters that carry one value each, before a schema looks at them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from schemas import Problem, load
from xapi.errors import InvalidQuery, UnreadableBody
from xapi.parsing import parse as parse_json
from xapi.times import read_time
from xapi.version import Version


def read(params: Mapping[str, Sequence[str]], schema: str) -> dict[str, Any]:
    """Give each parameter's one value, the agent as parsed JSON; InvalidQuery lists all that breaks the schema."""
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
    problems += load(schema).problems(given)
    if problems:
        raise InvalidQuery(problems=problems)
    return given


def moments(given: Mapping[str, Any], version: Version, *names: str) -> list[datetime | None]:
    """Give the times of these names, which fit the schema, as aware UTC; None for one that is not given.

    InvalidQuery lists each that is no day of the calendar, or in 2.0 has no offset.
    """
    problems = [problem for name in names if name in given for problem in _wrong(name, given[name], version)]
    if problems:
        raise InvalidQuery(problems=problems)
    return [read_time(given[name]) if name in given else None for name in names]


def _wrong(name: str, text: str, version: Version) -> list[Problem]:
    try:
        read_time(text)
    except (ValueError, OverflowError):
        return [Problem(f"/{name}", "timestamp", f'"{text}" is not a day of the calendar')]
    if version is Version.V2 and datetime.fromisoformat(text).tzinfo is None:
        return [Problem(f"/{name}", "timestamp", f'"{text}" has no offset; in 2.0 it needs one, such as Z')]
    return []
