"""My path: one strength, the goal, three choices, where I am, what just moved (ux.md U50-U52)."""

from dataclasses import dataclass
from datetime import date, datetime

from gateway.web.pages.shell import Fields, Shell
from gateway.web.pages.student.common import Dated, Level, Result, Start, Style, Why


@dataclass(frozen=True, slots=True)
class Strength:
    """A skill the student has, with up to two results that show it."""

    skill: str
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """The student's own goal: `share` of the way (0 to 1) is drawn and said in words, never as a number."""

    skill: str
    share: float
    level: Level
    aim: date | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One choice; `url` opens it in the student's words, `start` begins it at once (None: with the teacher).

    `next_stop` and `next_due` are the next checkpoint of a project that goes on; `begun`: it was begun and left.
    """

    key: str
    title: str
    style: Style
    minutes: int
    learn: str
    matters: str
    why: Why
    url: str
    start: Start | None
    next_stop: str = ""
    next_due: date | None = None
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """The time and place filter: a GET form to `url`; `minutes` None is any time."""

    url: str
    minutes: int | None = None
    at_home: bool = False
    choices: tuple[int, ...] = (10, 20)
    fields: Fields = ()


@dataclass(frozen=True, slots=True)
class Help:
    """The "I need help" button; `asked` once the teacher sees it, `back_url` then takes it back."""

    url: str
    asked: bool = False
    fields: Fields = ()
    back_url: str = ""


@dataclass(frozen=True, slots=True)
class Helping:
    """The card by which a student offers to help a classmate with a skill; `offered`: it takes the offer back."""

    skill: str
    url: str
    fields: Fields = ()
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many parts of a unit stand where; parts that are excused are in none of them."""

    mastered: int = 0
    due: int = 0
    near: int = 0
    to_go: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """One stop of the trail; every stop is a link, "easier after" says why later and never locks.

    `starts` and `aim` are the student's own dates; `optional`: the class had done with it before the student came.
    """

    title: str
    url: str
    counts: Counts
    here: bool = False
    starts: date | None = None
    easier_after: str = ""
    aim: date | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the table of all parts of the open unit; the next step is a link when there is one.

    `show_url`: the student may show at once that it is known.
    """

    skill: str
    level: Level
    next_title: str = ""
    next_url: str = ""
    why: str = ""
    show_url: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """What one activity changed for one skill; equal levels mean it stayed."""

    skill: str
    before: Level
    after: Level


@dataclass(frozen=True, slots=True)
class After:
    """The last activity and what it moved; no moves and no `note` yet means the result is still being worked in.

    `note` says what it did to the choices, or why it does not count.
    """

    result: Result
    moves: tuple[Move, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class PathPage(Dated):
    """Everything on My path; `now` is the reader's local time and decides "today" and "yesterday".

    `teacher` is empty when not known. `aloud`: blocks
    can be read out. `ways` are how a new student may like to begin, `wish` the one they said. `helping` stands beside
    the cards once nothing is asked for.
    """

    shell: Shell
    now: datetime
    name: str
    teacher: str
    cards: tuple[Card, ...]
    filters: Filters
    others_url: str
    help: Help
    goal_url: str
    units: tuple[Unit, ...] = ()
    unit_title: str = ""
    parts: tuple[Part, ...] = ()
    strength: Strength | None = None
    last: Result | None = None
    goal: Goal | None = None
    after: After | None = None
    saved_at: datetime | None = None
    course_silent: bool = False
    all_done: bool = False
    helping: Helping | None = None
    unrecorded: bool = False
    given_back: tuple[tuple[str, str], ...] = ()
    """Titles and addresses of activities whose work a teacher gave back."""
    stumbled: str = ""
    placement_url: str = ""
    ideas_url: str = ""
    aloud: bool = False
    ways: tuple[str, ...] = ()
    wish: str = ""
    wish_url: str = ""
