"""The words for states, sureness and delivery, from one place and through the message catalogue.

Pages hold codes; here a code becomes what a teacher or a student reads (`ux.md` U51, U62, U64). Letters are
catalogue entries too, because each language needs its own set in which no letter stands for two states.
"""

from collections.abc import Callable, Iterable

from babel.lists import format_list
from flask import g, has_app_context
from flask_babel import get_locale, gettext, lazy_gettext, lazy_pgettext, ngettext, pgettext

from gateway.web.pages.class_page import Cell

STATES = ("none", "few", "prog", "near", "done", "due", "exc")
"""Mastery states in the order of the legend."""

_WORDS = {
    "none": lazy_gettext("Not started"),
    "prog": lazy_gettext("In progress"),
    "near": lazy_gettext("Nearly"),
    "done": lazy_gettext("Mastered"),
    "due": lazy_gettext("Due for review"),
    "exc": lazy_pgettext("state of a student", "Excused"),
}

_PHRASES = {
    "none": lazy_gettext("nothing yet"),
    "few": lazy_gettext("we do not guess from so few"),
    "prog": lazy_gettext("learning it now"),
    "near": lazy_gettext("one or two good results away"),
    "done": lazy_gettext("ready to use it in new work"),
    "due": lazy_gettext("was mastered a while ago"),
    "exc": lazy_gettext("not asked for from this student"),
}

_SURENESS = {
    "early": lazy_gettext("too early to say"),
    "low": lazy_gettext("not very sure"),
    "fair": lazy_gettext("quite sure"),
    "high": lazy_gettext("sure"),
}

_LEVELS = {
    1: lazy_gettext("Beginning"),
    2: lazy_gettext("In progress"),
    3: lazy_gettext("Nearly"),
    4: lazy_gettext("Mastered"),
}

FORMULAS = {
    "": lazy_gettext("The estimate of Waymark"),
    "weighted_average": lazy_gettext("Weighted average: the last result a share, the mean of all before it the rest"),
    "decaying_average": lazy_gettext("Decaying average: each new result a share, the value before it the rest"),
    "average": lazy_gettext("Average of all results"),
    "latest": lazy_gettext("The latest result"),
    "highest": lazy_gettext("The highest result"),
    "n_mastery": lazy_gettext("So many results at the top: the mean of those, once there are enough"),
    "passed_once": lazy_gettext("Passed once: one good result is enough and stays"),
}
"""The ways to decide levels, by the names of `gateway.learn.policies`."""

_STYLES = {
    "try": (lazy_gettext("Try it"), "i-try"),
    "paper": (lazy_gettext("On paper"), "i-paper"),
    "watch": (lazy_pgettext("way of working", "Watch"), "i-film"),
    "partner": (lazy_gettext("With a partner"), "i-people"),
    "teacher": (lazy_gettext("With the teacher"), "i-chat"),
    "read": (lazy_pgettext("way of working", "Read"), "i-paper"),
}

_MOVES = {
    "up2": lazy_gettext("up a lot"),
    "up": lazy_gettext("up a little"),
    "same": lazy_gettext("no change"),
    "down": lazy_gettext("down a little"),
    "down2": lazy_gettext("down a lot"),
}

_STUDENT, _CODE = "\x01", "\x02"
"""Stand-ins for names in a translated pattern; no text holds control characters."""


_LEVELS_OF = {"done": (4,), "near": (3,), "prog": (2, 1)}
"""The levels that a state stands for, the highest first."""


def speak_as(own: tuple[str, str, str, str] | None) -> None:
    """Name levels on this request's page as the course's school does: its words for levels 1 to 4, empty for ours."""
    g.level_words = own


def _own() -> tuple[str, str, str, str] | None:
    found: tuple[str, str, str, str] | None = g.get("level_words") if has_app_context() else None
    return found


def state_letter(state: str, have: int = 0, need: int = 3) -> str:
    """Give the grid's letter: a dash, `have/need`, or the language's letter for the state."""
    if state == "few":
        return f"{have}/{need}"
    if state == "none":
        return "–"  # noqa: RUF001 the design's dash
    letters: dict[str, str] = {
        "prog": pgettext("letter for In progress", "P"),
        "near": pgettext("letter for Nearly", "N"),
        "done": pgettext("letter for Mastered", "M"),
        "due": pgettext("letter for Due for review", "R"),
        "exc": pgettext("letter for Excused", "E"),
    }
    return letters[state]


def state_word(state: str, have: int = 0, need: int = 3, *, learner: bool = False) -> str:
    """Give the state's word, the school's where its rule has one; what is due, a student reads differently.

    Two levels are in progress: where the school names both, both are said.
    """
    if state == "few":
        return str(gettext("Not enough yet, %(have)s of %(need)s", have=have, need=need))
    if state == "due" and learner:
        return str(gettext("A quick look back"))
    own = _own()
    named = [own[level - 1] for level in _LEVELS_OF.get(state, ()) if own[level - 1]] if own else []
    return " / ".join(dict.fromkeys(named)) or str(_WORDS[state])


def state_phrase(state: str) -> str:
    """Say in a few words what the state means."""
    return str(_PHRASES[state])


def sureness(code: str) -> str:
    """Say how sure the estimate is: early, low, fair or high; words come before any drawing (U51)."""
    return str(_SURENESS[code])


def level_word(level: int) -> str:
    """Name a gradebook level from 1 to 4."""
    return str(_LEVELS[level])


def course_level(level: int) -> str:
    """Name a level from 1 to 4 as the school of this request's course does, where it has a word for it."""
    return school_word(level, _own())


def school_word(level: int, own: tuple[str, str, str, str] | None) -> str:
    """Name a level from 1 to 4 as the school does, where it has a word for it."""
    return (own[level - 1] if own else "") or level_word(level)


def formula_word(formula: str) -> str:
    """Name a way to decide levels; empty is the estimate."""
    return str(FORMULAS[formula])


def style_word(style: str) -> str:
    """Name a way of working; an unknown style keeps its own name."""
    known = _STYLES.get(style)
    return str(known[0]) if known else style


def style_icon(style: str) -> str:
    """Give the sprite's symbol for a way of working."""
    known = _STYLES.get(style)
    return known[1] if known else "i-star"


def move_word(move: str) -> str:
    """Say what one result did to the estimate: up2, up, same, down or down2."""
    return str(_MOVES[move])


def say_list(names: Iterable[str], more: int = 0) -> str:
    """Write names in a row as the language does, with how many more there are at its end."""
    said = list(names)
    if more:
        said.append(str(ngettext("%(num)s more", "%(num)s more", more)))
    return format_list(said, locale=get_locale())


def cell_namer(need: int) -> Callable[[Cell, str, str], tuple[str, str]]:
    """Give a function (cell, student, code) -> visible letter and spoken name, for one page in one language.

    The name begins with the visible letter (WCAG 2.5.3). The catalogue is asked once per kind of cell, not once per
    cell: a large class has thirty thousand.
    """
    known: dict[Cell, tuple[str, str]] = {}

    def pattern(cell: Cell) -> tuple[str, str]:
        letter, word = state_letter(cell.state, cell.have, need), state_word(cell.state, cell.have, need)
        parts = {"letter": letter, "word": word, "student": _STUDENT, "code": _CODE}
        if cell.set:
            return letter, str(gettext("%(letter)s %(word)s, set by a teacher. %(student)s, %(code)s", **parts))
        return letter, str(gettext("%(letter)s %(word)s. %(student)s, %(code)s", **parts))

    def name(cell: Cell, student: str, code: str) -> tuple[str, str]:
        if cell not in known:
            known[cell] = pattern(cell)
        letter, words = known[cell]
        return letter, words.replace(_CODE, code).replace(_STUDENT, student)

    return name
