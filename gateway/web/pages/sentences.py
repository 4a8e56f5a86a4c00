"""Structured facts that become sentences: a code and its values, words added when the page is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Value = str | int | float | datetime | tuple[str, ...] | None
"""What a sentence may carry; a datetime is written in the reader's own way."""

_NAMED = ("activity", "standard", "standards", "basis")
"""Values of a reason that are ids, or lists of ids, and are read by name."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence about a student: `kind.code` of `gateway.web.reasons`, or a code of a template, with values."""

    code: str
    args: tuple[tuple[str, Value], ...] = ()


def from_reason(kind: str, code: str, args: Mapping[str, Any], name_of: Callable[[str], str]) -> Sentence:
    """Turn a domain reason into a sentence: `kind` is why, card, strength or band; `name_of(id)` gives a title."""

    def named(key: str, value: Any) -> Value:
        if key not in _NAMED:
            known: Value = value
            return known
        return name_of(value) if isinstance(value, str) else tuple(name_of(one) for one in value)

    return Sentence(f"{kind}.{code}", tuple((key, named(key, value)) for key, value in args.items()))
