"""Choosing one standard as my goal, with a day to reach it."""

from dataclasses import dataclass
from datetime import date

from gateway.web.pages.shell import Choice, Fields, Shell
from gateway.web.pages.student.common import Level


@dataclass(frozen=True, slots=True)
class GoalChoice:
    """One of the student's standards that can be a goal."""

    value: str
    skill: str
    level: Level
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class GoalPage:
    """The form fields are `goal` (a choice's value) and `aim` (a date, may be empty); errors name the field.

    `interests` are what the student may like, kept by a form of its own (field `interest`, several).
    """

    shell: Shell
    choices: tuple[GoalChoice, ...]
    save_url: str
    back_url: str
    aim: date | None = None
    first_day: date | None = None
    last_day: date | None = None
    fields: Fields = ()
    interests: tuple[Choice, ...] = ()
    interests_url: str = ""
    goal_missing: bool = False
    aim_wrong: bool = False
