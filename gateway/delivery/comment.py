"""The comment beside a grade, in the course's language; it is made where no request is (a worker, a command)."""

from __future__ import annotations

from collections.abc import Mapping
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
