"""What a student handed in for one activity, and the form to hand in."""

from dataclasses import dataclass
from datetime import datetime

from gateway.web.pages.shell import Fields, Shell


@dataclass(frozen=True, slots=True)
class Section:
    """A section of an outline as it was handed in; `waived` is why it was left out."""

    title: str
    text: str
    waived: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """One version: what it is (`kind`: file, link, outline), where it opens, how it stands and what a teacher said.

    `state`: waiting, seen, older, back, done. `back_url` takes it back, empty once it is answered. `host` is that of a
    link. `picture`: it is shown in the page.
    """

    kind: str
    name: str
    url: str
    state: str
    at: datetime
    version: int = 1
    host: str = ""
    size: int = 0
    picture: bool = False
    words: str = ""
    by: str = ""
    answered_at: datetime | None = None
    back_url: str = ""
    part: str = ""
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class HandIn:
    """The part of an activity's page where work is handed in; `closed` where nothing of the student is recorded.

    `takes_files` is false where files have no address of their own yet; an `outline` has a form of its own.
    """

    url: str
    lines: tuple[Handed, ...]
    accept: str
    most: int
    fields: Fields = ()
    takes_files: bool = True
    closed: bool = False
    error: str = ""
    link: str = ""
    outline: bool = False


@dataclass(frozen=True, slots=True)
class HandInPage:
    """A page for nothing but handing in, as for a part of a larger work."""

    shell: Shell
    now: datetime
    title: str
    hand_in: HandIn
    back_url: str
