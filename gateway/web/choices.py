"""Options of the pickers, labelled in the reader's language."""

from collections.abc import Iterable

from flask_babel import gettext, ngettext

from gateway.web.pages.shell import Choice
from gateway.web.words import FORMULAS, formula_word, school_word


def section_choices(sections: Iterable[tuple[str, str, int]], chosen: str = "") -> tuple[Choice, ...]:
    """Offer all sections, then each as (key, name, students); an empty key means all."""
    rows = list(sections)
    everyone = gettext("All sections (%(n)s)", n=sum(n for _key, _name, n in rows))
    each = (Choice(key, gettext("%(name)s (%(n)s)", name=name, n=n), key == chosen) for key, name, n in rows)
    return (Choice("", str(everyone), not chosen), *each)


def unit_choices(units: Iterable[tuple[int, str, int]], chosen: int = 0, *, whole: bool = True) -> tuple[Choice, ...]:
    """Offer each unit as (number, title, standards), with all of them first unless `whole` is off; 0 means all."""
    rows = list(units)
    each = tuple(
        Choice(str(number), gettext("Unit %(n)s: %(title)s (%(m)s)", n=number, title=title, m=count), number == chosen)
        for number, title, count in rows
    )
    if not whole:
        return each
    return (Choice("", gettext("All units (%(n)s)", n=sum(n for *_unit, n in rows)), not chosen), *each)


def sort_choices(chosen: str = "need") -> tuple[Choice, ...]:
    """Offer the orders of the table: need, name, active."""
    labels = {"need": gettext("Neediest first"), "name": gettext("By name"), "active": gettext("Last active first")}
    return tuple(Choice(key, label, key == chosen) for key, label in labels.items())


def level_choices(
    points: dict[int, str], chosen: int = 0, own: tuple[str, str, str, str] | None = None
) -> tuple[Choice, ...]:
    """Offer the levels from the highest, each with the points it gives; `own` are the school's words for 1 to 4."""
    return tuple(
        Choice(str(level), f"{points[level]} {school_word(level, own)}", level == chosen)
        for level in sorted(points, reverse=True)
    )


def formula_choices(chosen: str = "") -> tuple[Choice, ...]:
    """Offer the ways to decide levels: the estimate (empty), then each formula."""
    return tuple(Choice(key, formula_word(key), key == chosen) for key in FORMULAS)


def hint_choices(chosen: str = "") -> tuple[Choice, ...]:
    """Offer what hints leave of a result."""
    labels = {
        "share": gettext("each one takes its share of the result"),
        "free": gettext("they take nothing away"),
        "wrong": gettext("a result with a hint counts as nothing right"),
    }
    return tuple(Choice(key, str(label), key == chosen) for key, label in labels.items())


def shown_choices(needs_you: int, waiting: int, sent: int, chosen: str = "") -> tuple[Choice, ...]:
    """Offer the gradebook page's filter: all, needs, waiting, sent."""
    labels = {
        "": gettext("Everything"),
        "needs": ngettext("%(num)s needs you", "%(num)s need you", needs_you),
        "waiting": gettext("%(n)s waiting", n=waiting),
        "sent": gettext("%(n)s sent", n=sent),
    }
    return tuple(Choice(key, label, key == chosen) for key, label in labels.items())


def event_choices(chosen: str = "") -> tuple[Choice, ...]:
    """Offer the timeline's filter: everything, evidence, choices, decisions."""
    labels = {
        "": gettext("Everything"),
        "evidence": gettext("Results"),
        "choice": gettext("Choices"),
        "decision": gettext("Changed by a teacher"),
    }
    return tuple(Choice(key, label, key == chosen) for key, label in labels.items())


def waive_choices() -> tuple[Choice, ...]:
    """Offer why a student need not do an activity; the values are the specification's words (cmi5 9.5.5.2)."""
    labels = {
        "Tested Out": gettext("Has shown it in a test"),
        "Equivalent AU": gettext("Did another activity like it"),
        "Equivalent Outside Activity": gettext("Did something like it elsewhere"),
        "Administrative": gettext("Another reason"),
    }
    return tuple(Choice(key, str(label)) for key, label in labels.items())
