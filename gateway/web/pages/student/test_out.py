"""Showing at once that something is known: what it takes, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

from gateway.web.pages.shell import Shell
from gateway.web.pages.student.common import Dated, Result


@dataclass(frozen=True, slots=True)
class TestOutPage(Dated):
    """One skill and how showing it stands: "open", "begun", "later" (tried a short time ago) or "passed".

    `last` is the result of the newest round, `next_url` an activity to practise the skill with, empty for none.
    """

    shell: Shell
    now: datetime
    skill: str
    stand: str
    questions: int
    start_url: str
    back_url: str
    last: Result | None = None
    next_url: str = ""
    next_title: str = ""
