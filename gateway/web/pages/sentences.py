"""Structured facts that become sentences: a code and its values, words added when the page is written."""

from dataclasses import dataclass
from datetime import datetime

Value = str | int | float | datetime
"""What a sentence may carry; a datetime is written in the reader's own way."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence about a student: a reason code with its values (`gateway.web.reasons`)."""

    code: str
    args: tuple[tuple[str, Value], ...] = ()
