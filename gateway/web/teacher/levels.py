"""How levels are decided in this course: one form, and the rule that a teacher's entries make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import request
from flask_babel import gettext
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from gateway.db import tables as t
from gateway.learn.haste import LONGEST, RAPID
from gateway.learn.policies import Rule, RuleError
from gateway.services import publish
from gateway.services.inputs import PRACTICE_COUNTS
from gateway.services.views import level_preview
from gateway.web import choices
from gateway.web.context import STAFF, allowed
from gateway.web.pages.levels_page import LevelsPage
from gateway.web.teacher.base import Desk, author, change, desk, doors, go_back, links, page

Sent = Mapping[str, str]
_FIELDS = (
    "formula", "parameter", "possible", "cut2", "cut3", "cut4", "word1", "word2", "word3", "word4", "least",
    "practice", "rapid",
)  # fmt: skip


@doors.get("/setup/levels")
@allowed(STAFF)
def levels() -> str:
    """Show how levels are decided."""
    with desk() as at:
        rule = at.inputs.learn.settings.rule
        off = not at.inputs.settings.get(PRACTICE_COUNTS, True)
        also = {"practice": "off" * off, "rapid": f"{at.inputs.learn.settings.rapid_seconds:g}"}
        return page("teacher/levels_page.html", _model(at, {**sent_of(rule), **also}), at, "gradebook")


@doors.post("/setup/levels")
@allowed(STAFF)
def save_levels() -> str | Response:
    """Have levels follow what was chosen, or show what that would change.

    What cannot be used stays on the page with what to change.
    """
    sent = {name: request.form.get(name, "").strip()[:60] for name in _FIELDS}
    who = author()
    try:
        rule, rapid = rule_of(sent), _rapid(sent)
    except RuleError as error:
        with desk() as at:
            return page("teacher/levels_page.html", _model(at, sent, error.field), at, "gradebook")
    counts = sent["practice"] != "off"
    if request.form.get("look"):
        with desk() as at:
            found = level_preview.of(at.conn, at.inputs, rule, practice_counts=counts, rapid=rapid)
            return page("teacher/levels_page.html", replace(_model(at, sent), change=found), at, "gradebook")
    change(lambda write: publish.decide_levels(write, who, rule, practice_counts=counts, rapid=rapid))
    return go_back(links().at("gradebook"), said="levels")


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


def _rapid(sent: Sent) -> float:
    """Return the seconds under which an answer is a guess; left empty, ours."""
    seconds = _number(sent, "rapid", "rapid") if sent["rapid"] else RAPID
    if not 0 <= seconds <= LONGEST:
        raise RuleError("rapid", f"from 0 to {LONGEST:g}")
    return seconds


def sent_of(rule: Rule | None) -> Sent:
    """Return the form of a rule; for the estimate, what a first own rule begins with."""
    shown = rule or Rule("weighted_average")
    return {
        "formula": rule.formula if rule else "", "parameter": str(shown.parameter or ""),
        "possible": f"{shown.possible:g}", "least": str(shown.least),
        **{f"cut{n}": f"{cut:g}" for n, cut in enumerate(shown.cuts, start=2)},
        **{f"word{n}": word for n, word in enumerate(shown.words, start=1)},
    }  # fmt: skip


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
    }
    return str(known[field])
