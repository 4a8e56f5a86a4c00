"""How levels are decided in this course: one form, and the rule that a teacher's entries make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from flask import request
from flask_babel import gettext
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from gateway.db import tables as t
from gateway.learn.haste import LONGEST, RAPID
from gateway.learn.policies import Rule, RuleError
from gateway.learn.settings import Hints, Settings, SettingsError
from gateway.services import publish
from gateway.services.level_rules import LevelRules, chosen
from gateway.services.views import level_preview
from gateway.web import choices
from gateway.web.context import STAFF, allowed
from gateway.web.pages.levels_page import LevelsPage
from gateway.web.teacher.base import Desk, author, change, desk, doors, go_back, links, page

Sent = Mapping[str, str]
_FIELDS = (
    "formula", "parameter", "possible", "cut2", "cut3", "cut4", "word1", "word2", "word3", "word4", "least",
    "practice", "rapid", "aim", "pieces", "activities", "review_days", "hints",
)  # fmt: skip


@doors.get("/setup/levels")
@allowed(STAFF)
def levels() -> str:
    """Show how levels are decided."""
    with desk() as at:
        return page("teacher/levels_page.html", _model(at, sent_of(chosen(at.inputs.settings))), at, "gradebook")


@doors.post("/setup/levels")
@allowed(STAFF)
def save_levels() -> str | Response:
    """Have levels follow what was chosen, or show what that would change.

    What cannot be used stays on the page with what to change.
    """
    sent = {name: request.form.get(name, "").strip()[:60] for name in _FIELDS}
    who = author()
    try:
        wanted = rules_of(sent)
    except (RuleError, SettingsError) as error:
        with desk() as at:
            return page("teacher/levels_page.html", _model(at, sent, error.field), at, "gradebook")
    if request.form.get("look"):
        with desk() as at:
            found = level_preview.of(at.conn, at.inputs, wanted)
            return page("teacher/levels_page.html", replace(_model(at, sent), change=found), at, "gradebook")
    change(lambda write: publish.decide_levels(write, who, wanted))
    return go_back(links().at("gradebook"), said="levels")


def rules_of(sent: Sent) -> LevelRules:
    """Return what a form chooses; left empty, ours. Raises RuleError or SettingsError with the field to change."""
    usual = Settings()
    seconds = _number(sent, "rapid", "rapid") if sent["rapid"] else RAPID
    if not 0 <= seconds <= LONGEST:
        raise RuleError("rapid", f"from 0 to {LONGEST:g}")
    mastery = Settings(
        aim=_number(sent, "aim", "aim") / 100 if sent["aim"] else usual.aim,
        pieces=_whole(sent, "pieces", usual.pieces), activities=_whole(sent, "activities", usual.activities),
        review_days=_number(sent, "review_days", "review_days") if sent["review_days"] else usual.review_days,
        rule=rule_of(sent), rapid_seconds=seconds, hints=cast("Hints", sent["hints"] or usual.hints),
    )  # fmt: skip
    return LevelRules(mastery, sent["practice"] != "off")


def rule_of(sent: Sent) -> Rule | None:
    """Return the rule of a form, None for the estimate; raises RuleError with the field to change."""
    if not sent["formula"]:
        return None
    low, middle, high = (_number(sent, name, "cuts") for name in ("cut2", "cut3", "cut4"))
    return Rule(
        formula=sent["formula"],
        parameter=int(_number(sent, "parameter", "parameter", whole=True)) if sent["parameter"] else 0,
        possible=_number(sent, "possible", "possible"),
        cuts=(low, middle, high),
        words=(sent["word1"], sent["word2"], sent["word3"], sent["word4"]),
        least=int(_number(sent, "least", "least", whole=True)),
    )


def sent_of(rules: LevelRules) -> Sent:
    """Return the form of what stands; for the estimate, what a first own rule begins with."""
    own = rules.mastery
    shown = own.rule or Rule("weighted_average")
    return {
        "formula": own.rule.formula if own.rule else "", "parameter": str(shown.parameter or ""),
        "possible": f"{shown.possible:g}", "least": str(shown.least),
        **{f"cut{n}": f"{cut:g}" for n, cut in enumerate(shown.cuts, start=2)},
        **{f"word{n}": word for n, word in enumerate(shown.words, start=1)},
        "aim": f"{100 * own.aim:g}", "pieces": str(own.pieces), "activities": str(own.activities),
        "review_days": f"{own.review_days:g}", "hints": own.hints, "rapid": f"{own.rapid_seconds:g}",
        "practice": "" if rules.practice_counts else "off",
    }  # fmt: skip


def _whole(sent: Sent, name: str, usual: int) -> int:
    return int(_number(sent, name, name, whole=True)) if sent[name] else usual


def _number(sent: Sent, name: str, field: str, *, whole: bool = False) -> float:
    """Read a number with a point or a comma."""
    text = sent[name].replace(",", ".")
    try:
        return float(int(text)) if whole else float(text)
    except ValueError as error:
        raise RuleError(field, "a number") from error


def _model(at: Desk, sent: Sent, wrong: str = "") -> LevelsPage:
    key = {"tenant_id": at.course.tenant_id, "course_id": at.course.id}
    started = at.conn.scalar(select(func.count()).select_from(t.learner).filter_by(**key)) or 0
    return LevelsPage(
        url=at.links.at("setup/levels"), back_url=at.links.at("gradebook"),
        formulas=choices.formula_choices(sent["formula"]), parameter=sent["parameter"], possible=sent["possible"],
        cuts=(sent["cut2"], sent["cut3"], sent["cut4"]),
        words=(sent["word1"], sent["word2"], sent["word3"], sent["word4"]), least=sent["least"], started=started,
        wrong=wrong, error=_error(wrong), practice_off=sent["practice"] == "off", rapid=sent["rapid"],
        aim=sent["aim"], pieces=sent["pieces"], activities=sent["activities"], review_days=sent["review_days"],
        hints=choices.hint_choices(sent["hints"]),
    )  # fmt: skip


def _error(field: str) -> str:
    if not field:
        return ""
    known = {
        "formula": gettext("Choose one of the ways in the list."),
        "parameter": gettext("A share is from 1 to 99 (decaying average: from 50), a number of results from 1 to 10."),
        "possible": gettext("Points are a number above 0, at most 1000."),
        "cuts": gettext("Each level begins above the one before it, the highest at the points there are at most."),
        "words": gettext("A word has at most 40 characters."),
        "least": gettext("From 1 to 20 results."),
        "rapid": gettext("From 0 to 60 seconds."),
        "aim": gettext("From 50 to 95 percent."),
        "pieces": gettext("From 1 to 20 results."),
        "activities": gettext("From 1 to 10 activities, and no more than results."),
        "review_days": gettext("From 1 to 365 days."),
        "hints": gettext("Choose one of the ways in the list."),
    }
    return str(known[field])
