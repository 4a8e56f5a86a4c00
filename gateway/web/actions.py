"""What buttons say: a code of an Action becomes words that say what will happen ("Keep my 4", never "Submit")."""

from collections.abc import Callable

from flask_babel import gettext, pgettext

from gateway.web.pages.shell import Action


def _labels() -> dict[str, Callable[..., str]]:
    """Map each code to its words; a function per entry, so that the reader's language decides."""
    return {
        "again": lambda: gettext("Try again"),
        "answer": lambda: gettext("Answer"),
        "back": lambda: gettext("Go back"),
        "change": lambda: gettext("Change"),
        "choose_start": lambda: gettext("Choose a start point"),
        "extension": lambda: gettext("Offer extension"),
        "find_activity": lambda: gettext("Find an activity"),
        "fix": lambda: gettext("See how to fix it"),
        "forget": lambda: gettext("Forget this column"),
        "helped": lambda: gettext("Taken care of"),
        "history": lambda: gettext("History"),
        "look_at": lambda: gettext("Look at it"),
        "keep": lambda value: gettext("Keep my %(value)s", value=value) if value else gettext("Keep it blank"),
        "open": lambda: pgettext("button", "Open"),
        "remake": lambda: gettext("Make it again"),
        "rubric": lambda: gettext("Enter results"),
        "send": lambda value: gettext("Send %(value)s", value=value) if value else gettext("Make it blank"),
        "send_now": lambda: gettext("Send now"),
        "setup": lambda: gettext("Set up this course"),
        "support": lambda: gettext("Give a support step"),
        "take_back": lambda: gettext("Take back"),
        "try_all": lambda: gettext("Try all now"),
        "try_now": lambda: gettext("Try now"),
        "update": lambda: gettext("Update"),
    }


LABELS = _labels()


def action_label(action: Action) -> str:
    """Give the button's words; an unknown code is a programming error and raises KeyError."""
    return LABELS[action.code](**dict(action.args))
