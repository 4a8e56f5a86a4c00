"""Ids and codes of the learning domain become what a student reads: skills, levels, results, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, cast

import orjson
from flask_babel import gettext, ngettext, to_user_timezone

from gateway.learn.evidence import QUESTIONS
from gateway.learn.explain import Reason
from gateway.learn.mastery import Mastery
from gateway.learn.said import LITTLE, Fall
from gateway.learn.state import Contribution
from gateway.services import path
from gateway.services.course_work import TASK
from gateway.services.inputs import CourseInputs
from gateway.services.path import Learner
from gateway.web.pages.student.common import Level, PlainKind, Result, State, Style, Why
from gateway.web.words import state_word

WHOLE: Final = 0.02
"""A share of the questions this near to a whole number is that number."""

PLAIN: Final[Mapping[str, PlainKind]] = {
    "teacher_pick": "teacher", "extension": "teacher", "must": "must", "known_already": "known", "further": "further",
}  # fmt: skip
"""Reasons that are said by themselves, without a result."""

SHARE: Final[Mapping[State, float]] = {"none": 0.0, "prog": 0.5, "near": 0.8, "due": 0.9, "done": 1.0, "exc": 1.0}
"""How much of the way to a goal is drawn at each state; the words beside it say the same (U51)."""


@dataclass(frozen=True)
class Words:
    """Names things of one course in one language."""

    course: CourseInputs
    language: str

    def text(self, texts: Mapping[str, str]) -> str:
        """Return the text in the reader's language, else in English, else in any."""
        return texts.get(self.language) or texts.get("en") or next(iter(texts.values()), "")

    def title(self, activity_id: str) -> str:
        """Name an activity by its id or its IRI; empty for one that is no longer in the course."""
        row = self.course.activities.get(self.course.activity_ids.get(activity_id, activity_id))
        return self.text(row.title) if row else ""

    def learn(self, activity_id: str) -> str:
        """Say an activity's target in student words."""
        return self.text(self.course.activities[activity_id].words.get("learn", {}))

    def matters(self, activity_id: str) -> str:
        """Say why an activity matters."""
        return self.text(self.course.activities[activity_id].words.get("matters", {}))

    def skill(self, standard_id: str) -> str:
        """Name a standard as what one can do: the target of its first own activity, else the standard's own words."""
        library = self.course.library.by_standard.get(standard_id, ())
        alone = sorted(library, key=lambda one: (len(one.standards) > 1, one.level != "core"))
        for one in alone:
            said = self.learn(self.course.activity_ids[one.id]).strip().rstrip(".")
            if said:
                return said[:1].upper() + said[1:]
        return self.course.standards[standard_id].statement

    def result(self, activity_id: str, at: datetime, earned: float | None, questions: int | None) -> Result:
        """Say a result; counts only where they come out whole."""
        title, on = self.title(activity_id), to_user_timezone(at).date()
        if earned is None or not questions or abs(earned * questions - round(earned * questions)) > WHOLE:
            return Result(title, on)
        return Result(title, on, round(earned * questions), questions)

    def contribution(self, one: Contribution) -> Result:
        """Say the result behind one piece of evidence."""
        return self.result(one.activity_id, datetime.fromtimestamp(one.at, UTC), one.earned, one.questions)

    def completion(self, row: Any) -> Result:
        """Say the result of a completion that is not worked in yet."""
        said = orjson.loads(row.body).get("result") or {}
        scaled, asked = (said.get("score") or {}).get("scaled"), (said.get("extensions") or {}).get(QUESTIONS)
        return self.result(row.activity_id, row.at, scaled, asked if isinstance(asked, int) else None)

    def why(self, reason: Reason, *, goal: bool) -> Why:
        """Say why a card is there; codes are those of `gateway.learn.explain.for_card`."""
        args = dict(reason.args)
        result = self.result(args["activity"], args["at"], args["earned"], args["questions"]) if "at" in args else None
        if reason.code in PLAIN:
            return Why(PLAIN[reason.code])
        if reason.code == "refresh":
            return Why("review", result)
        if reason.code == "basis_known":
            knows = self.skill(args["basis"][0])
            return Why("result", result, "new") if result else Why("start", knows=knows)
        if result is None:
            return Why("start")
        if reason.code == "one_more":
            return Why("result", result, "goal" if goal else "near")
        return Why("result", result, "more")


def earlier(learner: Learner, words: Words, activity_id: str) -> Result | None:
    """Return the last result in this very activity of the course."""
    iri = learner.course.activities[activity_id].iri
    mine = [one for record in learner.state.records.values() for one in record.contributions if one.activity_id == iri]
    return words.contribution(max(mine, key=lambda one: one.at)) if mine else None


def level(mastery: Mastery, need: int) -> Level:
    """Return how a standard stands, as a mark shows it; `need` is how many pieces a level takes."""
    return Level(mastery.state, min(mastery.n, need), need, mastery.set_by_teacher)


def why_level(learner: Learner, standard_id: str) -> str:
    """Say in a sentence or two what the newest result did to a level, and what would do it; empty without results."""
    mastery = learner.mastery(standard_id)
    if not mastery.contributions or mastery.state == "exc":
        return ""
    if mastery.set_by_teacher:
        return str(gettext("Your teacher set this level."))
    if mastery.state in {"done", "due"}:
        return str(gettext("Your results show that you can do it."))
    results = path.settles(learner, standard_id).results
    back = _back(mastery)
    if back:
        return f"{back} {_outlook(results)}"
    if results is None:
        return str(gettext("Your results are a start; keep going, one step at a time."))
    return _moved(mastery.contributions[0].moved, results)


def _back(mastery: Mastery) -> str:
    """Say what took a level back, or that the newest result lowered the estimate; empty where neither did."""
    if mastery.fell is not None and mastery.level is not None and mastery.level <= mastery.fell.after:
        return _fell(mastery.fell)
    if mastery.contributions[0].moved < -LITTLE:
        return str(gettext("Your newest result took you back a little, which is part of learning."))
    return ""


def _moved(moved: float, results: int) -> str:
    """Say what the newest result did, and how many good ones can do it."""
    if moved > LITTLE:
        return str(
            ngettext(
                "Your newest result helped, and one more good one can do it.",
                "Your newest result helped, and %(num)s more good ones can do it.",
                results,
            )
        )
    return str(
        ngettext(
            "Your newest result changed little; one good one can do it.",
            "Your newest result changed little; %(num)s good ones can do it.",
            results,
        )
    )


def _fell(fell: Fall) -> str:
    """Say to a student how a level went down; one between the states that students read has no other word."""
    before, after = (state_word(str(level_at(1, one, 1).state), learner=True) for one in (fell.before, fell.after))
    if fell.cause == "teacher":
        return str(gettext("Your teacher went over this level anew: it was %(before)s before.", before=before))
    if fell.cause == "counted":
        return str(gettext("What counts here has changed, so it went back."))
    if before == after:
        return str(gettext("Your last results took it back a little, which is part of learning."))
    return str(
        gettext("It was “%(before)s” before, and results since took it back; that is part of learning.", before=before)
    )


def _outlook(results: int | None) -> str:
    """Say how it can come back."""
    if results is None:
        return str(gettext("Keep going, one step at a time."))
    return str(ngettext("One good result can do it.", "%(num)s good results can do it.", results))


def level_at(pieces: int, of_four: int | None, need: int) -> Level:
    """Return how a standard stood after so many pieces, with a level from 1 to 4 or none yet."""
    if of_four is None:
        return Level("few" if pieces else "none", min(pieces, need), need)
    state: State = "done" if of_four == 4 else "near" if of_four == 3 else "prog"
    return Level(state, min(pieces, need), need)


def share(of: Level) -> float:
    """Return how much of the way to a goal is drawn, 0 to 1."""
    return 0.1 * of.have if of.state == "few" else SHARE[of.state]


def style(text: str) -> Style:
    """Return a style as pages know it."""
    return cast("Style", text)


def skip_word(reason: str) -> str:
    """Say why somebody passes over an activity, by the codes of `services.skips`."""
    known = {
        "easy": gettext("It is too easy for me"), "hard": gettext("It is too hard for me now"),
        "elsewhere": gettext("I did this somewhere else"), "later": gettext("Not today"),
    }  # fmt: skip
    return str(known[reason])


def how_of(activity: Any, minutes: int) -> tuple[str, ...]:
    """Say in short steps how an activity goes: as its teacher wrote them down line by line, else by its kind.

    `minutes` are the reader's own, 0 where none are to be said.
    """
    written = str(activity.detail.get("text", "")).splitlines() if activity.kind == TASK else ()
    return tuple(one.strip() for one in written if one.strip()) or how(activity, minutes)


def how(activity: Any, minutes: int) -> tuple[str, ...]:
    """Say in short steps how an activity of so many minutes (0: none are said) goes, by its kind."""
    count = activity.detail.get("items", 0)
    if activity.kind == "practice":
        return (
            gettext("Answer %(n)s questions, one at a time.", n=count),
            gettext("Ask for a hint when you like."),
            gettext("You get a second try at each."),
        )
    if activity.kind == "paper":
        return (
            gettext("Take paper and a pencil. You can print the sheet."),
            gettext("Work out the %(n)s questions on paper.", n=count),
            gettext("Then type your answers in here."),
        )
    if activity.kind == "partner":
        return (
            gettext("Find a partner and sit side by side."),
            gettext("Talk about each of the %(n)s questions before you answer.", n=count),
            gettext("You get a second try at each."),
        )
    if activity.kind == "link":
        return (
            gettext("It opens in a window of its own."),
            gettext("Come back here when you are done."),
        )
    if activity.kind in {"tincan", "h5p", "cmi5"}:
        return (
            gettext("It opens here, in place of this page."),
            gettext("Work through it. What you do is kept as you go."),
        )
    return (
        gettext("Say that you would like to do this one."),
        gettext("You talk it through together. It takes about %(n)s minutes.", n=minutes)
        if minutes
        else gettext("You talk it through together."),
    )
