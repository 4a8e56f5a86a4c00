"""Values several student pages share: a result, a way to start, a form's hidden fields."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from babel.dates import format_skeleton
from flask_babel import format_date, get_locale, gettext

from gateway.web.pages.shell import Fields

Style = Literal["try", "paper", "partner", "watch", "read", "teacher"]
"""How an activity is done; the page has a word and an icon for each."""

State = Literal["none", "few", "prog", "near", "done", "due", "exc"]
"""The seven mastery states, named as the marks' classes are."""

PlainKind = Literal["teacher", "must", "known", "further"]
"""Why a choice stands there where no result says it."""

NEAR = 7
"""Days within which a weekday's name is clearer than a date."""


def day_words(on: date, today: date) -> str:
    """Say a day as it goes into a sentence: "today", "yesterday", "on Friday", "on October 9"."""
    away = (on - today).days
    close = {0: gettext("today"), -1: gettext("yesterday"), 1: gettext("tomorrow")}
    if away in close:
        return str(close[away])
    if abs(away) < NEAR:
        return str(gettext("on %(day)s", day=format_date(on, "EEEE")))
    return str(gettext("on %(day)s", day=format_skeleton("MMMMd", on, locale=get_locale() or "en")))


def until_words(on: date, today: date) -> str:
    """Say a last day as it goes after "until": "today", "tomorrow", "Friday", "October 9"."""
    away = (on - today).days
    close = {0: gettext("today"), 1: gettext("tomorrow")}
    if away in close:
        return str(close[away])
    if abs(away) < NEAR:
        return str(format_date(on, "EEEE"))
    return str(format_skeleton("MMMMd", on, locale=get_locale() or "en"))


class Dated:
    """A page that says days relative to its own `now`, the reader's local time."""

    now: datetime

    def day(self, on: date) -> str:
        """Say `on` as it goes into a sentence of this page."""
        return day_words(on, self.now.date())

    def until(self, on: date) -> str:
        """Say `on` as the last day of something."""
        return until_words(on, self.now.date())


@dataclass(frozen=True, slots=True)
class Level:
    """One mastery state in words: `have` of `need` counts only for "few"; `by_teacher` adds the corner."""

    state: State
    have: int = 0
    need: int = 3
    by_teacher: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What the student did in one activity (unnamed when it left the course); without counts only that it was done."""

    activity: str
    on: date
    right: int | None = None
    asked: int | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """A form that starts an activity by POST to `url`, with its hidden fields; `apart`: in a window of its own."""

    url: str
    fields: Fields = ()
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """Why this student gets this choice.

    `kind` picks the sentence: "result" (uses `result` and `then`), "start" (a good place to start; `knows` names a
    skill it builds on), "next" (comes after `result`), "review" (its `result`, else `days` since then), or one of
    `PlainKind`: "teacher" (picked for this student), "must" (for everybody), "known" (nothing more is asked),
    "further" (goes beyond what is asked).
    """

    kind: Literal["result", "start", "next", "review"] | PlainKind
    result: Result | None = None
    then: Literal["goal", "near", "more", "new", ""] = ""
    knows: str = ""
    days: int = 0
