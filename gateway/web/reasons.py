"""Structured reasons become sentences: why a level, why a card, what a strength, what happened to a grade.

Each entry is a function of the reason's values, so that the catalogue is asked in the reader's language. Times among
the values arrive here as words already. An unknown code is a programming error and raises KeyError.
"""

from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext, ngettext

from gateway.web.dates import say_when
from gateway.web.pages.sentences import Sentence

Say = Callable[..., str]


def _latest(activity: str, right: str, asked: str, at: str, hints: int = 0) -> str:
    """Say the newest result, with the hints that were used."""
    if not hints:
        return str(
            gettext(
                "The newest result is %(right)s of %(asked)s in “%(activity)s” (%(at)s), without hints.",
                right=right,
                asked=asked,
                activity=activity,
                at=at,
            )
        )
    return str(
        ngettext(
            "The newest result is %(right)s of %(asked)s in “%(activity)s” (%(at)s), with %(num)s hint.",
            "The newest result is %(right)s of %(asked)s in “%(activity)s” (%(at)s), with %(num)s hints.",
            hints,
            right=right,
            asked=asked,
            activity=activity,
            at=at,
        )
    )


def _so_far(results: int, activities: int) -> str:
    """Say how much there is, which is what sureness rests on."""
    if activities == 1:
        return str(
            ngettext(
                "There is %(num)s result so far, from one activity.",
                "There are %(num)s results so far, from one activity.",
                results,
            )
        )
    return str(gettext("There are %(n)s results from %(m)s activities.", n=results, m=activities))


def _why() -> dict[str, Say]:
    """Why a level is what it is."""
    return {
        "nothing": lambda: gettext("Nothing has been tried here yet."),
        "latest": _latest,
        "latest_level": lambda activity, level, at: gettext(
            "The newest result is “%(level)s” in “%(activity)s” (%(at)s).", level=level, activity=activity, at=at
        ),
        "so_far": _so_far,
        "need": lambda need, activities: gettext(
            "A level is given from %(need)s results in %(activities)s activities on.", need=need, activities=activities
        ),
        "past_aim": lambda: gettext("The whole likely range is past the aim."),
        "at_aim": lambda: gettext("The expected result is near the aim, but the likely range still reaches below it."),
        "under_aim": lambda: gettext("The expected result is still some way from the aim."),
        "one_more": lambda level: gettext(
            "One more good result in another activity is likely to make this “%(level)s”.", level=level
        ),
        "basis": lambda title: gettext(
            "Results in %(title)s count a little here, because this builds on it.", title=title
        ),
        "review": lambda at: gettext("Mastered (%(at)s), and not used since. A short look back will tell.", at=at),
        "set": lambda level: gettext("Without the teacher’s level this would be “%(level)s”.", level=level),
        "excused": lambda: gettext("Excused: nothing is asked for here, and nothing counts."),
    }


def _cards() -> dict[str, Say]:
    """Why a student gets a card, said to the teacher."""
    return {
        "nearest": lambda: gettext("Nearest to mastered."),
        "ready": lambda: gettext("Everything it builds on is there."),
        "start": lambda: gettext("A good place to start."),
        "look_back": lambda: gettext("Time for a look back."),
        "support": lambda: gettext("A smaller step on the way."),
        "another_way": lambda: gettext("The same aim in another way of working."),
    }


def _strengths() -> dict[str, Say]:
    """What a student is good at, or has done."""
    return {
        "mastered": lambda title, at, right, asked: gettext(
            "%(title)s: mastered (%(at)s), with %(right)s of %(asked)s in the last results.",
            title=title,
            at=at,
            right=right,
            asked=asked,
        ),
        "moved": lambda title, level: gettext("%(title)s: moved up to “%(level)s”.", title=title, level=level),
        "few_hints": lambda title: gettext("%(title)s: solved without hints.", title=title),
        "effort": lambda days, of, done: gettext(
            "Effort: worked on %(days)s of the last %(of)s school days and finished %(done)s activities.",
            days=days,
            of=of,
            done=done,
        ),
        "joined": lambda at: gettext("Joined the course (%(at)s).", at=at),
    }


def _bands() -> dict[str, Say]:
    """What students of a band have in common."""
    return {
        "stops": lambda title, n: ngettext(
            "%(title)s stops %(num)s of them.", "%(title)s stops %(num)s of them.", n, title=title
        ),
        "moving": lambda days: ngettext(
            "They have a next step and moved in the last day. Nothing needed from you.",
            "They have a next step and moved in the last %(num)s days. Nothing needed from you.",
            days,
        ),
        "mostly": lambda unit: gettext("%(unit)s is mostly mastered.", unit=unit),
        "quiet": lambda days: ngettext(
            "Nothing new from them for %(num)s day.", "Nothing new from them for %(num)s days.", days
        ),
    }


SENTENCES: dict[str, Say] = {
    f"{kind}.{code}": say
    for kind, table in (("why", _why()), ("card", _cards()), ("strength", _strengths()), ("band", _bands()))
    for code, say in table.items()
}
"""Every sentence by `kind.code`."""


def say(sentence: Sentence, now: datetime) -> str:
    """Write one sentence; raises KeyError for a code that is not in SENTENCES."""
    values = {k: say_when(v, now) if isinstance(v, datetime) else v for k, v in sentence.args}
    return str(SENTENCES[sentence.code](**values))


def delivery_reason(code: str) -> str:
    """Say why a grade is not in the gradebook, in words that name what to do next."""
    reasons = {
        "": lambda: "",
        "busy": lambda: gettext("Your course system asks us to slow down."),
        "closed": lambda: gettext("The gradebook does not take grades for this period any more."),
        "column_gone": lambda: gettext("The column was deleted in the gradebook."),
        "down": lambda: gettext("Your course system does not answer."),
        "left": lambda: gettext("This student is no longer in the course."),
        "no_access": lambda: gettext("Your course system does not let Waymark write here. Your admin can change that."),
        "queued": lambda: gettext("It is on its way."),
        "refused": lambda: gettext("Your course system did not accept this grade."),
        "unit_ahead": lambda: gettext("The column appears when its unit opens."),
        "waits_for_column": lambda: gettext("The column is being made."),
    }
    return str(reasons[code]())
