"""Read a request body as JSON, refusing what JSON forbids or a store must not guess about (T13)."""

import json
import re
from typing import Any

from schemas import Problem
from xapi import jsontext
from xapi.errors import UnreadableBody

MAX_DEPTH = 64
"""Levels of nesting; the specification needs eight, extensions may want more."""

NAME_END = re.compile(rb'"[ \t\r\n]*:')
"""Every member of the text ends its name so; text inside strings may look like it, never the other way round."""


def parse(body: bytes) -> Any:
    """Parse a JSON body; UnreadableBody for bad UTF-8, bad JSON, NaN, Infinity, repeated names and depth over 64."""
    try:
        value = jsontext.read(body)
    except ValueError as error:
        raise UnreadableBody(f"the body is not JSON: {error}") from error
    members, depth = _measure(value)
    if depth > MAX_DEPTH:
        raise UnreadableBody(problems=[Problem("", "too-deep", f"nested deeper than {MAX_DEPTH} levels")])
    if len(NAME_END.findall(body)) != members:
        _refuse_repeated_names(body)
    return value


def _measure(value: Any) -> tuple[int, int]:
    """Count the members of all objects and the levels of objects and lists, stopping one level too deep."""
    members = depth = 0
    level = [value]
    while level and depth <= MAX_DEPTH:
        below: list[Any] = []
        nested = 0
        for node in level:
            if node.__class__ is dict:
                nested = 1
                members += len(node)
                below += node.values()
            elif node.__class__ is list:
                nested = 1
                below += node
        level = below
        depth += nested
    return members, depth


def _refuse_repeated_names(body: bytes) -> None:
    """Read once more, slowly, because the count of names does not match; refuse when a name really repeats."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            said = f"an object names the property {json.dumps(twice[:60])} more than once"
            raise UnreadableBody(problems=[Problem("", "repeated-name", said)])
        return found

    json.loads(body, object_pairs_hook=unique)
