"""My ideas: activities that a student thought of, what became of each, and one more."""

from dataclasses import dataclass
from datetime import date, datetime

from gateway.web.pages.shell import Choice, Fields, Shell
from gateway.web.pages.student.common import Dated


@dataclass(frozen=True, slots=True)
class IdeaLine:
    """One idea: `state` waiting, accepted, change or declined; `url` opens what it became, `change_url` begins anew."""

    what: str
    skill: str
    on: date
    state: str
    word: str = ""
    url: str = ""
    change_url: str = ""
    back: Fields = ()


@dataclass(frozen=True, slots=True)
class IdeasPage(Dated):
    """The page; `skills` are what an idea may be for; `wrong` names the fields to look at again."""

    shell: Shell
    now: datetime
    teacher: str
    save_url: str
    take_back_url: str
    back_url: str
    ideas: tuple[IdeaLine, ...]
    skills: tuple[Choice, ...]
    longest: int
    what: str = ""
    shows: str = ""
    link: str = ""
    wrong: tuple[str, ...] = ()
