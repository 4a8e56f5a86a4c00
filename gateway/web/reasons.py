"""Structured reasons become sentences for a teacher: why a level, why a card, what a strength, why not delivered.

Codes and values are those of `gateway.learn.explain` and `gateway.learn.bands`, with ids named by
`gateway.web.pages.sentences.from_reason`. Each entry is a function of the values, so that the catalogue is asked in
the reader's language. An unknown code is a programming error and raises KeyError.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext

from gateway.web.dates import say_day
from gateway.web.pages.sentences import Sentence
from gateway.web.words import formula_word, say_list, school_word

Values = Mapping[str, Any]
Say = Callable[[Values], str]


def say_share(earned: float, questions: int | None) -> str:
    """Write a result as "3 of 4" when it came from so many questions, else of 100."""
    of = questions or 100
    right = earned * of
    if abs(right - round(right)) > 0.02:
        right, of = earned * 100, 100
    return str(gettext("%(right)s of %(asked)s", right=round(right), asked=of))


def _last_result(a: Values) -> str:
    """Say the newest result, with the hints that were used where that is known."""
    known = {"share": say_share(a["earned"], a["questions"]), "activity": a["activity"], "at": a["at"]}
    if a["hints"] is None or a["questions"] is None:
        return str(gettext("The newest result is %(share)s in “%(activity)s” (%(at)s).", **known))
    if not a["hints"]:
        return str(gettext("The newest result is %(share)s in “%(activity)s” without hints (%(at)s).", **known))
    return str(
        ngettext(
            "The newest result is %(share)s in “%(activity)s” with %(num)s hint (%(at)s).",
            "The newest result is %(share)s in “%(activity)s” with %(num)s hints (%(at)s).",
            a["hints"],
            **known,
        )
    )


def _earlier(a: Values) -> str:
    """Say what came before the newest result."""
    low, high = say_share(a["lowest"], None), say_share(a["highest"], None)
    if low == high:
        return str(
            ngettext(
                "The result before it was %(low)s.",
                "The %(num)s results before it were %(low)s each.",
                a["tries"],
                low=low,
            )
        )
    return str(
        ngettext(
            "The result before it was between %(low)s and %(high)s.",
            "The %(num)s results before it were between %(low)s and %(high)s.",
            a["tries"],
            low=low,
            high=high,
        )
    )


def _needs(a: Values) -> str:
    """Say how much is missing until a level is given."""
    asked = ngettext(
        "A level needs %(pieces)s results.",
        "A level needs %(pieces)s results from %(num)s activities.",
        a["of_activities"],
        pieces=a["of_pieces"],
    )
    return f"{asked} {_there(a['pieces'], a['activities'])}"


def _there(pieces: int, activities: int) -> str:
    """Say how many results there are, and in how many activities where that makes a difference."""
    if not pieces:
        return str(gettext("So far there are none."))
    if pieces == 1:
        return str(gettext("So far there is one."))
    return str(
        ngettext(
            "So far there are %(pieces)s, all from one activity.",
            "So far there are %(pieces)s from %(num)s activities.",
            activities,
            pieces=pieces,
        )
    )


def _by_rule(a: Values) -> str:
    """Say what the school's own rule makes of the results."""
    rule = formula_word(a["formula"]).partition(":")[0]
    if a["value"] is None or a["level"] is None:
        return str(gettext("By the rule of this course (%(rule)s) there is no level yet.", rule=rule))
    known = {"rule": rule, "value": f"{a['value']:g}", "of": f"{a['of']:g}"}
    return str(
        gettext(
            "By the rule of this course (%(rule)s) this is %(value)s of %(of)s: %(level)s.",
            level=school_word(a["level"], a["words"]),
            **known,
        )
    )


def _from_to(a: Values) -> dict[str, str]:
    """Name the levels of a fall, in the school's own words where it has some."""
    return {"before": school_word(a["from"], a["words"]), "after": school_word(a["to"], a["words"])}


def _what(a: Values) -> dict[str, Any]:
    """Name the result of a fall."""
    return {"share": say_share(a["earned"], a["questions"]), "activity": a["activity"], "at": a["at"]}


_WHY: dict[str, Say] = {
    "nothing_yet": lambda _a: gettext("Nothing has been tried here yet."),
    "last_result": _last_result,
    "earlier_results": _earlier,
    "fell": lambda a: gettext(
        "That moved it from %(before)s to %(after)s. You can set another level here.", **_from_to(a)
    ),
    "fell_before": lambda a: gettext(
        "It was %(before)s until %(share)s in “%(activity)s” (%(at)s) moved it to %(after)s.", **_from_to(a), **_what(a)
    ),
    "fell_late": lambda a: gettext(
        "It was %(before)s until %(share)s in “%(activity)s”, which came in late (%(at)s), moved it to %(after)s.",
        **_from_to(a),
        **_what(a),
    ),
    "fell_counted": lambda a: gettext(
        "It was %(before)s until what counts here was changed (%(at)s): the results that count now say %(after)s.",
        at=a["at"],
        **_from_to(a),
    ),
    "fell_teacher": lambda a: gettext(
        "It was %(before)s until a teacher used the new level (%(at)s): %(after)s.", at=a["at"], **_from_to(a)
    ),
    "stands": lambda a: gettext(
        "%(level)s stands until a new result moves it or you decide: by what is known now about how hard the "
        "activities are, the same results say %(proposed)s.",
        level=school_word(a["level"], a["words"]),
        proposed=school_word(a["proposed"], a["words"]),
    ),
    "stays_mastered": lambda _a: gettext(
        "Part of the likely range is below the aim. Mastered stays until falling short is more likely than not."
    ),
    "by_rule": _by_rule,
    "needs_evidence": _needs,
    "untouched": lambda a: gettext(
        "Mastered (%(mastered_at)s), and not used since %(last_at)s.",
        mastered_at=a["mastered_at"],
        last_at=a["last_at"],
    ),
    "past_aim": lambda _a: gettext("The whole likely range is past the aim."),
    "close_to_aim": lambda _a: gettext(
        "The expected result is close to the aim: one or two more good results in another activity are likely to do it."
    ),
    "below_aim": lambda _a: gettext("The expected result is still some way from the aim."),
    "settles_up": lambda a: ngettext(
        "One more full result would settle it as mastered.",
        "%(num)s more full results would settle it as mastered.",
        a["n"],
    ),
    "settles_down": lambda a: ngettext(
        "One result with nothing right would take it back.",
        "%(num)s results in a row with nothing right would take it back.",
        a["n"],
    ),
    "settles_far": lambda _a: gettext("A few results alone would not settle it, whatever they are."),
    "excused": lambda _a: gettext("Excused: nothing is asked for here, and nothing counts."),
}


def _resting_on(a: Values) -> str:
    """Say why a new standard suits, with the result it rests on where there is one."""
    basis = say_list(a["basis"])
    if "activity" not in a:
        return str(gettext("Everything it builds on is there: %(basis)s.", basis=basis))
    return str(
        gettext(
            "What it builds on is there (%(basis)s): %(share)s in “%(activity)s” (%(at)s).",
            basis=basis,
            share=say_share(a["earned"], a["questions"]),
            activity=a["activity"],
            at=a["at"],
        )
    )


def _result(words: Callable[..., str]) -> Say:
    """Give a sentence its named result."""
    return lambda a: str(words(share=say_share(a["earned"], a["questions"]), activity=a["activity"], at=a["at"]))


_CARD: dict[str, Say] = {
    "helps_with": lambda a: gettext("It helps with %(standard)s.", standard=a["standard"]),
    "another_way": _result(
        lambda **k: gettext("Another way to the same aim, after %(share)s in “%(activity)s” (%(at)s).", **k)
    ),
    "more_evidence": _result(
        lambda **k: gettext("Begun: %(share)s in “%(activity)s” (%(at)s). A level needs more results.", **k)
    ),
    "one_more": _result(lambda **k: gettext("Nearest to mastered: %(share)s in “%(activity)s” (%(at)s).", **k)),
    "keep_going": _result(lambda **k: gettext("Under way: %(share)s in “%(activity)s” (%(at)s).", **k)),
    "refresh": _result(lambda **k: gettext("Time for a look back: %(share)s in “%(activity)s” (%(at)s).", **k)),
    "known_already": lambda _a: gettext("Known already; a short look back."),
    "first_step": lambda _a: gettext("A good place to start: it builds on nothing else here."),
    "look_ahead": lambda a: gettext("A look ahead; it builds on %(basis)s.", basis=say_list(a["basis"])),
    "basis_known": _resting_on,
    "likely_ready": lambda a: gettext(
        "Other results say it is within reach; it builds on %(basis)s.", basis=say_list(a["basis"])
    ),
    "teacher_pick": lambda _a: gettext("A support step that a teacher gave."),
    "extension": lambda _a: gettext("A step further that a teacher gave."),
    "further": lambda _a: gettext("A step further: what was asked for is done."),
    "must": lambda _a: gettext("Everybody is asked to do it."),
    "on_list": lambda _a: gettext("The next on the list of this course."),
}

_STRENGTH: dict[str, Say] = {
    "mastered": lambda a: gettext("%(title)s: mastered (%(at)s).", title=a["title"], at=a["at"]),
    "result": lambda a: gettext(
        "%(title)s: %(share)s in “%(activity)s” (%(at)s).",
        title=a["title"],
        share=say_share(a["earned"], a["questions"]),
        activity=a["activity"],
        at=a["at"],
    ),
    "effort": lambda a: "{} {}".format(
        ngettext(
            "Effort: at work on %(num)s of the last %(of)s school days.",
            "Effort: at work on %(num)s of the last %(of)s school days.",
            a["days"],
            of=a["of"],
        ),
        ngettext("One activity finished.", "%(num)s activities finished.", a["done"]),
    ),
}

_BAND: dict[str, Say] = {
    "stops": lambda a: ngettext(
        "%(title)s stops one of them.", "%(title)s stops %(num)s of them.", a["n"], title=a["title"]
    ),
    "low": lambda a: gettext("They are at the beginning of %(title)s.", title=a["title"]),
    "idle": lambda a: ngettext(
        "Nothing new from them for %(num)s day.", "Nothing new from them for %(num)s days.", a["days"]
    ),
    "mixed": lambda _a: gettext("Open a name to see what stops each of them."),
    "not_started": lambda _a: gettext("They have a first step and have not begun yet."),
    "moving": lambda _a: gettext("They have a next step and are moving. Nothing needed from you."),
    "mostly": lambda a: gettext("%(unit)s is mostly mastered.", unit=a["unit"]),
    "nobody": lambda _a: gettext("Nobody at the moment."),
}

SENTENCES: dict[str, Say] = {
    f"{kind}.{code}": words
    for kind, table in (("why", _WHY), ("card", _CARD), ("strength", _STRENGTH), ("band", _BAND))
    for code, words in table.items()
}
"""Every sentence by `kind.code`."""


def say(sentence: Sentence, now: datetime) -> str:
    """Write one sentence; raises KeyError for a code that is not in SENTENCES."""
    values = {k: say_day(v, now) if isinstance(v, datetime) else v for k, v in sentence.args}
    return str(SENTENCES[sentence.code](values))


_DELIVERY: dict[str, Callable[[], str]] = {
    "": lambda: "",
    "busy": lambda: gettext("Your course system asks us to slow down."),
    "closed": lambda: gettext("The gradebook does not take grades for this period any more."),
    "column_gone": lambda: gettext("The column was deleted in the gradebook."),
    "down": lambda: gettext("Your course system does not answer."),
    "higher": lambda: gettext("A lower level came up; the higher one stays."),
    "left_out": lambda: gettext("You do without this column."),
    "left": lambda: gettext("This student is no longer in the course."),
    "link_column_gone": lambda: gettext(
        "The column of this link is gone in your course system. Save the link there again, or add it anew."
    ),
    "no_access": lambda: gettext("Your course system does not let Waymark write here. Your admin can change that."),
    "consent": lambda: gettext("Your course system no longer lets Waymark work in your name: connect it again."),
    "queued": lambda: gettext("It is on its way."),
    "refused": lambda: gettext("Your course system did not accept this grade."),
    "rubric": lambda: gettext("A rubric of your own is on the column; it is never replaced."),
    "standard_gone": lambda: gettext("The standard was taken out of the course there."),
    "part_gone": lambda: gettext("This part was deleted in your course system."),
    "opens_to_all": lambda: gettext(
        "The last student stays on its list: with nobody on it your course system would open it to everybody."
    ),
    "replaced": lambda: gettext("A newer value took its place."),
    "unpublished": lambda: gettext("It is not published in your course system yet."),
    "waits_for_column": lambda: gettext("The column is being made."),
}


def delivery_reason(code: str) -> str:
    """Say why a grade is not in the gradebook; a code from a newer adapter reads as "refused"."""
    return str(_DELIVERY.get(code, _DELIVERY["refused"])())
