"""What the page about levels says of a course: taken from its settings, put into them, and whether levels move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from gateway.learn.settings import Settings
from gateway.services.inputs import PRACTICE_COUNTS, settings_of

NAMES: Final = ("rule", "rapid_seconds", "aim", "pieces", "activities", "review_days", "hints")
"""The settings of mastery that a teacher chooses there; a course keeps those that differ from ours."""


@dataclass(frozen=True)
class LevelRules:
    """A course's choices: a rule or the estimate with what it asks for (`mastery`), and whether practice counts."""

    mastery: Settings = field(default_factory=Settings)
    practice_counts: bool = True


def chosen(settings: Mapping[str, Any]) -> LevelRules:
    """Return what a course has chosen, by its settings; what the estimate asks for also where a rule stands."""
    own = settings.get("mastery", {})
    beneath = settings_of({"mastery": {**own, "rule": None}})
    rule = settings_of(settings).rule
    return LevelRules(replace(beneath, rule=rule), bool(settings.get(PRACTICE_COUNTS, True)))


def kept(settings: Mapping[str, Any], wanted: LevelRules) -> dict[str, Any]:
    """Return a course's settings with these choices in place of those before."""
    usual = Settings()
    own = {name: value for name, value in settings.get("mastery", {}).items() if name not in NAMES}
    for name in NAMES:
        value = getattr(wanted.mastery, name)
        if value != getattr(usual, name):
            own[name] = value.to_dict() if name == "rule" else value
    return {**settings, "mastery": own, PRACTICE_COUNTS: wanted.practice_counts}


def moves_levels(before: LevelRules, after: LevelRules) -> bool:
    """Say whether levels may be others under the new choices: when something comes up for review moves none."""
    same = replace(after.mastery, review_days=before.mastery.review_days)
    return replace(after, mastery=same) != before
