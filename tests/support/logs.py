"""All that the tests' Waymark logs, kept so that every test can be searched for what no log may hold (P26, T21)."""

from __future__ import annotations

import re
from collections import deque

from sandbox.school import school

_PEOPLE = school(students=36).people
FORBIDDEN = re.compile(
    "|".join(
        [
            "Testperson", r"@school\.example", "eyJ[A-Za-z0-9_-]{10}", "Basic [A-Za-z0-9+/=]{12}",
            *(re.escape(person.name) for person in _PEOPLE), *(re.escape(person.login) for person in _PEOPLE),
        ]
    )
)  # fmt: skip
"""Names and addresses of the people in tests, tokens, and credentials."""


class Tap:
    """A stream that keeps the newest lines."""

    def __init__(self) -> None:
        self.lines: deque[str] = deque(maxlen=5000)

    def write(self, text: str) -> int:
        self.lines.append(text)
        return len(text)

    def flush(self) -> None:
        """Nothing waits."""

    def take(self) -> list[str]:
        """Return what came since the last time."""
        found = list(self.lines)
        self.lines.clear()
        return found


TAP = Tap()
