"""Sentences for what is wrong with a rubric, a project or a lesson, by the codes of `gateway.learn`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext

_RUBRIC: Mapping[str, Callable[[int], str]] = {
    "no_title": lambda n: gettext("Give the rubric a name.", n=n),
    "levels_count": lambda n: gettext("A rubric has 2 to 6 levels.", n=n),
    "level_word": lambda n: gettext("Level %(n)s needs a word.", n=n),
    "level_points": lambda n: gettext("The points of level %(n)s are a number from 0 to 1.", n=n),
    "level_order": lambda n: gettext("Level %(n)s needs more points than the one before it.", n=n),
    "rows_count": lambda n: gettext("A rubric has 1 to 12 rows.", n=n),
    "row_title": lambda n: gettext("Row %(n)s needs a name.", n=n),
    "row_twice": lambda n: gettext("Row %(n)s has the name of another one.", n=n),
    "row_standards": lambda n: gettext("Tick at least one standard that row %(n)s shows.", n=n),
    "row_long": lambda n: gettext("Row %(n)s is too long: 200 characters for its name, 600 for each level.", n=n),
}

_PROJECT: Mapping[str, Callable[[int], str]] = {
    "count": lambda n: gettext("A project has 2 to 6 checkpoints. Fill in at least two, or empty one.", n=n),
    "title": lambda n: gettext("Checkpoint %(n)s needs a name.", n=n),
    "product": lambda n: gettext("Say what students bring to checkpoint %(n)s.", n=n),
    "day": lambda n: gettext("Checkpoint %(n)s needs a day.", n=n),
    "past": lambda n: gettext("The day of checkpoint %(n)s is over. Choose today or later.", n=n),
    "order": lambda n: gettext("Checkpoint %(n)s comes before the one above it. Put the days in order.", n=n),
    "rows": lambda n: gettext("Tick at least one row of the rubric for checkpoint %(n)s.", n=n),
}


def rubric_problems(problems: Sequence[object]) -> tuple[str, ...]:
    """Say what is wrong with a rubric."""
    return _said(_RUBRIC, problems)


def project_problems(problems: Sequence[object]) -> tuple[str, ...]:
    """Say what is wrong with a project."""
    return _said(_PROJECT, problems)


def _said(words: Mapping[str, Callable[[int], str]], problems: Sequence[object]) -> tuple[str, ...]:
    return tuple(str(words[getattr(one, "code", "")](getattr(one, "place", 0))) for one in problems)
