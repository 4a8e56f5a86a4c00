"""The student sheet: strengths, goals, levels, how one standard moved, and what happened; prints for a conference."""

from dataclasses import dataclass
from datetime import date, datetime

from gateway.web.pages.cell_sheet import Decision
from gateway.web.pages.charts import OverTime
from gateway.web.pages.delivery import Delivery
from gateway.web.pages.sentences import Sentence
from gateway.web.pages.shell import Action, Choice, Fields


@dataclass(frozen=True, slots=True)
class Goal:
    """What the student is after: how far (0..100) and until when."""

    title: str
    chosen: datetime
    mine: bool
    progress: int
    state: str
    have: int = 0
    need: int = 3
    aim: date | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """One standard of the open unit with its level, sureness, results and gradebook state."""

    code: str
    title: str
    state: str
    cell_url: str
    sureness: str = "early"
    have: int = 0
    need: int = 3
    results: int = 0
    activities: int = 0
    estimate: str = ""
    last: datetime | None = None
    decision: Decision | None = None
    delivery: Delivery | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the timeline; `what` is a code of `teacher/parts/event_words.html`, `icon` follows from it."""

    at: datetime
    what: Sentence
    actions: tuple[Action, ...] = ()
    staff_only: bool = False


@dataclass(frozen=True, slots=True)
class Care:
    """What is arranged for the student: what helps (`times` and `languages` as choices), and taking no part.

    `out_since` is set while nothing is recorded, with the reason and who said so (empty for an admin).
    """

    supports_url: str
    out_url: str
    in_url: str
    times: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    fewer_items: bool = False
    read_aloud: bool = False
    no_timer: bool = False
    out_since: datetime | None = None
    out_reason: str = ""
    out_by: str = ""


@dataclass(frozen=True, slots=True)
class Begin:
    """Where the student starts a unit (its number from 1): choices of standards, empty for what the answers say.

    `found` is what the answers to a placement say, empty where there was none or all of the unit is known.
    """

    number: int
    unit: str
    url: str
    choices: tuple[Choice, ...]
    found: str = ""
    all_known: bool = False


@dataclass(frozen=True, slots=True)
class UnitDates:
    """A student's own dates of a unit that has dates; optional: over before the student came."""

    unit: str
    begins: date | None
    ends: date | None
    optional: bool = False
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Dates:
    """A student's own dates: days away as (first, last), units with dates, and since when a late student is here."""

    away_url: str
    here_url: str
    begin_url: str
    away: tuple[tuple[date, date], ...] = ()
    units: tuple[UnitDates, ...] = ()
    came: date | None = None


@dataclass(frozen=True, slots=True)
class StudentSheet:
    """Everything on a student's sheet; `left` when no longer in the course, `test` for the test student.

    `open_units`: units of packages that a teacher may let the student off, for one of `waive_reasons`.
    """

    now: datetime
    name: str
    first_name: str
    section: str
    filters_url: str
    unit_title: str
    face: str = ""
    last_active: datetime | None = None
    left: bool = False
    test: bool = False
    strengths: tuple[Sentence, ...] = ()
    goals: tuple[Goal, ...] = ()
    next_choices: tuple[str, ...] = ()
    next_reasons: tuple[tuple[str, Sentence], ...] = ()
    units: tuple[Choice, ...] = ()
    levels: tuple[Level, ...] = ()
    chart: OverTime | None = None
    charts: tuple[Choice, ...] = ()
    events: tuple[Event, ...] = ()
    events_left_url: str = ""
    event_kinds: tuple[Choice, ...] = ()
    path_url: str = ""
    keep: Fields = ()
    care: Care | None = None
    open_units: tuple[Choice, ...] = ()
    waive_reasons: tuple[Choice, ...] = ()
    waive_url: str = ""
    begins: tuple[Begin, ...] = ()
    dates: Dates | None = None
