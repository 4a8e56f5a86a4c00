"""Data requests: taking a record or a learner out for good (P10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flask_babel import gettext

from gateway.web.pages.admin.times import Timed
from gateway.web.pages.shell import Shell

Outcome = Literal["", "deleted", "unknown", "no-id", "nobody", "several", "begun"]
"""What came of a form: a statement was deleted, is not here, or the text was no id; a person was not found, or two."""


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """One erasure of a learner; it names nobody."""

    at: datetime
    running: bool
    statements: int


@dataclass(frozen=True, slots=True)
class RequestsPage(Timed):
    """The two forms, what came of one, and erasures so far; nobody's name is on it."""

    shell: Shell
    now: datetime
    erasures: tuple[ErasureRow, ...]
    delete_url: str
    find_url: str
    outcome: Outcome = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class ErasePage:
    """Before a learner is erased: how much would go, in counts."""

    shell: Shell
    person_id: str
    counts: Mapping[str, int]
    erase_url: str
    back_url: str

    @property
    def rows(self) -> tuple[tuple[str, int], ...]:
        """What would go, in words, with its number."""
        words = {
            "statements": gettext("Records of what they did"),
            "mentions": gettext("Records of others that mention them: these stay, without the person"),
            "attachments": gettext("Files that came with records"),
            "documents": gettext("Saved places in activities and profiles"),
            "decisions": gettext("Decisions about them, and their own choices"),
            "notes": gettext("Reasons and thoughts that somebody wrote"),
            "evidence": gettext("Results that count"),
            "grades": gettext("Values for the gradebook"),
            "courses": gettext("Courses they are in"),
        }
        return tuple((words[name], number) for name, number in self.counts.items())
