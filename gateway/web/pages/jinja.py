"""Give the templates their words: one call when the application is made."""

from pathlib import Path

from flask import Flask
from markupsafe import Markup

from gateway.web import actions, dates, reasons, roster_words, standards_pages, words
from gateway.web.pages import charts

_STATIC = Path(__file__).parent.parent / "static"


def read_sprite() -> Markup:
    """Read our own icon file, which is markup to be inlined once per page."""
    return Markup((_STATIC / "icons.svg").read_text(encoding="utf-8"))  # noqa: S704 a file of ours, no user input


def _capfirst(text: str) -> str:
    """Begin a line with a capital where the words may also stand inside a sentence."""
    return text[:1].upper() + text[1:]


def install(app: Flask) -> None:
    """Register globals for all templates; flask-babel's `Babel(app)` gives `_` and `ngettext`."""
    sprite = read_sprite()
    app.jinja_env.filters["capfirst"] = _capfirst
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.setdefault("framework_notices", list)
    app.jinja_env.globals.update(
        sprite=lambda: sprite,
        action_label=actions.action_label,
        state_letter=words.state_letter,
        state_word=words.state_word,
        state_phrase=words.state_phrase,
        sureness=words.sureness,
        level_word=words.level_word,
        course_level=words.course_level,
        style_word=words.style_word,
        style_icon=words.style_icon,
        move_word=words.move_word,
        say_list=words.say_list,
        cell_namer=words.cell_namer,
        say=reasons.say,
        delivery_reason=reasons.delivery_reason,
        roster_trouble=roster_words.trouble,
        roster_change=roster_words.change,
        say_date=dates.say_date,
        say_day=dates.say_day,
        say_full_day=dates.say_full_day,
        say_when=dates.say_when,
        say_clock=dates.say_clock,
        draw_over_time=charts.draw,
        grade_words=standards_pages.grade_words,
    )
