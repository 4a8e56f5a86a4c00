"""Turn the errors of the compiled validator into sentences a teacher's technician understands.

A schema may name the rule behind a keyword (`x-rule`) and the sentence for it (`x-say`); what it leaves out is worded
here.
"""

import json
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from jsonschema_rs import ValidationError

from schemas.problems import Problem, pointer

SHOWN_CHARACTERS = 60
"""Longer values are cut in messages: a message is read, not stored."""

TYPE_WORDS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "text",
}

ABOUT_THE_WHOLE = frozenset({"anyOf", "oneOf", "not", "uniqueItems", "minItems", "maxItems"})
"""Keywords whose sentence stands alone, because showing a whole object would not help."""

RULES = {
    "additionalProperties": "unknown-property",
    "const": "not-allowed-value",
    "enum": "not-allowed-value",
    "maxItems": "too-many",
    "maximum": "out-of-range",
    "minItems": "too-few",
    "minimum": "out-of-range",
    "required": "missing-property",
    "type": "wrong-type",
    "unevaluatedProperties": "unknown-property",
    "uniqueItems": "twice",
}


def explain(error: ValidationError, schema: dict[str, Any]) -> Iterator[Problem]:
    """Word one error of the compiled validator; one with several unknown properties gives several problems."""
    keyword = error.kind.name
    path = error.schema_path
    holder = _holder(schema, path[: len(path) - 1 - path[::-1].index(keyword)])
    said = holder.get("x-say", {}).get(keyword)
    rule = holder.get("x-rule", {}).get(keyword) or RULES.get(keyword, keyword)
    steps = error.instance_path
    if keyword in {"additionalProperties", "unevaluatedProperties"}:
        for name in error.kind.as_dict()["unexpected"]:
            yield Problem(pointer(*steps, name), rule, _unknown(name, said, holder))
    elif keyword == "propertyNames":
        name = error.kind.as_dict()["error"].instance
        yield Problem(pointer(*steps, name), rule, f"{show(name)} {said}")
    elif error.instance is None and keyword in {"type", "const", "enum"}:
        yield Problem(pointer(*steps), "no-null", "null is not a value here; leave the property out instead")
    else:
        yield Problem(pointer(*steps), rule, _sentence(keyword, error, said))


def show(value: Any) -> str:
    """Write a JSON value the way it stands in a file, cut when long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def _holder(schema: Any, path: Sequence[str | int]) -> dict[str, Any]:
    """Walk to the schema object whose keyword failed."""
    for step in path:
        schema = schema[step]
    return schema if isinstance(schema, dict) else {}


def _unknown(name: str, said: str | None, holder: dict[str, Any]) -> str:
    if said:
        close = get_close_matches(name, holder.get("properties", ()), n=1)
        return f"{show(name)} {said}" + (f" (did you mean {close[0]}?)" if close else "")
    known = holder.get("properties", {})
    close = get_close_matches(name.lower(), {k.lower(): k for k in known}, n=1, cutoff=0.7)
    spelled = next((k for k in known if close and k.lower() == close[0]), None)
    return f"{show(name)} is not a property that may stand here" + (f"; did you mean {spelled}?" if spelled else "")


def _sentence(keyword: str, error: ValidationError, said: str | None) -> str:
    """Word an error about one value: the schema's own sentence where it has one, else one per keyword."""
    facts = error.kind.as_dict()
    if keyword == "required":
        return f"{facts['property']} is missing" + (f"; {said}" if said else "")
    if said:
        return said if keyword in ABOUT_THE_WHOLE else f"{show(error.instance)} {said}"
    return f"{show(error.instance)} {_default(keyword, facts)}"


def _default(keyword: str, facts: dict[str, Any]) -> str:
    """Word a keyword the schema says nothing about, as the part after the value."""
    match keyword:
        case "type":
            return "is not " + " or ".join(TYPE_WORDS[name] for name in facts["types"])
        case "enum":
            return "is none of " + ", ".join(map(str, facts["options"]))
        case "const":
            return f"is not {show(facts['expected_value'])}"
        case "minimum":
            return f"is less than {facts['limit']}"
        case _:
            return f"breaks the rule {keyword}"
