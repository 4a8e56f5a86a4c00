"""How long an answer took: one that came faster than its question can be read is a guess, right or wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

RAPID: Final = 3.0
"""Seconds below which an answer is a guess, unless a course says otherwise; 0 calls none so."""

MOST: Final = 0.5
"""The share of a round of questions, right, above which nobody has guessed it."""

LONGEST: Final = 60.0
"""The highest limit in seconds that a course can choose."""

_QUESTION: Final = "http://adlnet.gov/expapi/activities/cmi.interaction"
_ANSWERS: Final = ("/answered", "/responded")
_DURATION: Final = re.compile(
    r"P(?:(?P<days>\d+(?:\.\d+)?)D)?(?:T(?:(?P<hours>\d+(?:\.\d+)?)H)?"
    r"(?:(?P<minutes>\d+(?:\.\d+)?)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?",
    re.ASCII,
)
_IN_SECONDS: Final = {"days": 86_400.0, "hours": 3600.0, "minutes": 60.0, "seconds": 1.0}


def seconds_each(body: Mapping[str, Any], questions: int | None) -> float | None:
    """Return how many seconds one answer of a statement took, None where that is not known.

    A result of several questions tells it of them together, so that each took the mean. A duration of zero is written
    by content that measures nothing, as sheets of paper are. What ends a whole activity without telling its questions
    is no answer.
    """
    result = body.get("result")
    whole = read(result.get("duration")) if isinstance(result, Mapping) else None
    if not whole or not (questions or is_answer(body)):
        return None
    return round(whole / (questions or 1), 2)


def is_answer(body: Mapping[str, Any]) -> bool:
    """Say whether a statement tells the answer to one question."""
    verb, target = body.get("verb"), body.get("object")
    name = verb.get("id") if isinstance(verb, Mapping) else None
    if isinstance(name, str) and name.endswith(_ANSWERS):
        return True
    definition = target.get("definition") if isinstance(target, Mapping) else None
    return isinstance(definition, Mapping) and definition.get("type") == _QUESTION


def is_rapid(detail: Mapping[str, Any], limit: float) -> bool:
    """Say whether a result was guessed under a course's limit: `seconds` each, number of `questions`, share `earned`.

    A single answer that came too fast is a guess, right or wrong; a round of questions is none where most of them are
    right, for nobody guesses so well.
    """
    seconds = detail.get("seconds")
    if seconds is None or seconds >= limit:
        return False
    return (detail.get("questions") or 1) == 1 or detail.get("earned", 0.0) <= MOST


def read(text: object) -> float | None:
    """Return an ISO 8601 duration in seconds, None for what is none or has years, months or weeks."""
    found = _DURATION.fullmatch(text.replace(",", ".")) if isinstance(text, str) and len(text) <= 40 else None
    if found is None or text in {"P", "PT"}:
        return None
    return sum(_IN_SECONDS[name] * float(value) for name, value in found.groupdict().items() if value)
