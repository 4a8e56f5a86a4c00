"""The comment beside a grade, in the course's language; it is made where no request is (a worker, a command)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType

from babel.dates import format_skeleton
from babel.support import NullTranslations, Translations

from gateway.learn.grading import CommentParts

_DIRECTORY = Path(__file__).parent.parent / "web" / "translations"


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(str(_DIRECTORY), [language])


def level_words(language: str) -> tuple[str, ...]:
    """Return the names of the levels, lowest first."""
    _ = _catalogue(language).gettext
    return _("Beginning"), _("In progress"), _("Nearly"), _("Mastered")


def grade_comment(
    parts: CommentParts, activity: str | None, language: str, own: Mapping[int, str] = MappingProxyType({})
) -> str:
    """Return one or two sentences: the level, the last result it rests on, and who set it.

    `own` are the school's words for levels; where it has none, ours are taken.
    """
    _ = _catalogue(language).gettext
    words = {4: _("Mastered"), 3: _("Nearly"), 2: _("In progress"), 1: _("Beginning")}
    level = own.get(parts.level) or words[parts.level]
    if parts.set_by_teacher:
        return _("%(level)s, set by the teacher.") % {"level": level}
    if activity is None or parts.at is None or parts.earned is None:
        return f"{level}."
    day = format_skeleton("MMMd", parts.at, locale=language)
    if parts.questions:
        result = _("%(right)s of %(asked)s") % {
            "right": round(parts.earned * parts.questions), "asked": parts.questions,
        }  # fmt: skip
    else:
        result = _("%(right)s of %(asked)s") % {"right": round(parts.earned * 100), "asked": 100}
    return _("%(level)s. Last: %(result)s in “%(activity)s”, %(day)s.") % {
        "level": level, "result": result, "activity": activity, "day": day,
    }  # fmt: skip


def result_comment(share: float, activity: str | None, at: str, language: str) -> str:
    """Return one sentence for an assignment's mark: the result, of what, and when (`at` in ISO 8601)."""
    _ = _catalogue(language).gettext
    result = _("%(right)s of %(asked)s") % {"right": round(share * 100), "asked": 100}
    if activity is None:
        return f"{result}."
    day = format_skeleton("MMMd", datetime.fromisoformat(at), locale=language)
    return _("%(result)s in “%(activity)s”, %(day)s.") % {"result": result, "activity": activity, "day": day}


def progress_comment(done: int, total: int, language: str) -> str:
    """Return one sentence for the pathway's progress."""
    _ = _catalogue(language).gettext
    return _("%(done)s of %(total)s standards mastered.") % {"done": done, "total": total}


def progress_label(language: str) -> str:
    """Return the head of the column for the pathway's progress."""
    return str(_catalogue(language).gettext("Pathway progress"))
