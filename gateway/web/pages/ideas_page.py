"""Ideas of students: activities they propose, those that wait first, each with the answers there are."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class IdeaRow:
    """One idea; `answer_url` is empty once it was answered, then `state` accepted, change or declined and `word`."""

    key: str
    name: str
    student_url: str
    standard: str
    what: str
    shows: str
    link: str
    at: datetime
    state: str
    word: str = ""
    answer_url: str = ""


@dataclass(frozen=True, slots=True)
class IdeasPage:
    """The page; `minutes` is what an accepted idea is offered for unless the teacher says otherwise."""

    now: datetime
    back_url: str
    waiting: tuple[IdeaRow, ...]
    answered: tuple[IdeaRow, ...]
    longest: int
    minutes: int = 20
