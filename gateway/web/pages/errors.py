"""The page for everything that went wrong: one sentence what, one sentence what to do, one button (ux.md U10, U11)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from flask_babel import gettext

Audience = Literal["student", "teacher", "admin", "anyone"]

Case = Literal["storage_blocked", "expired", "used_link", "not_member", "lms_silent", "wrong_role", "ours"]
"""The cases of ux.md U10 that every audience can meet."""


@dataclass(frozen=True, slots=True)
class ErrorAction:
    """The one button; `target` leaves the course's frame: a new window, or the whole window for the course itself."""

    label: str
    url: str
    target: Literal["", "_blank", "_top"] = ""


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What the page says, already in the reader's language `lang`; needs no session and no shell.

    `code` is the stable name in logs and help, in the page's source only; `request_id` is small print to give when
    asking for help;
    `problems` are all faults of a refused file or form, one sentence each; `carry` is the session that a script may
    go on with where no cookie arrived.
    """

    code: str
    title: str
    hint: str
    action: ErrorAction | None
    request_id: str
    audience: Audience
    lang: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"
    problems: tuple[str, ...] = ()
    carry: str = ""


def _words() -> dict[Case, Callable[[], tuple[str, str, str]]]:
    """Map each case to (title, hint, button); functions, so that the reader's language decides at use."""
    return {
        "storage_blocked": lambda: (
            gettext("Your browser blocks the sign-in this page needs"),
            gettext("Open it in a new window and you are in. Nothing is lost."),
            gettext("Open in a new window"),
        ),
        "expired": lambda: (
            gettext("This page has been open too long"),
            gettext("Go back to your course and open it again. Your work is saved."),
            gettext("Back to my course"),
        ),
        "used_link": lambda: (
            gettext("This link was already used"),
            gettext("Each link works once. Open the activity again from your course."),
            gettext("Open the activity again"),
        ),
        "not_member": lambda: (
            gettext("You are not listed in this course yet"),
            gettext("New names can take a few minutes. If it stays like this, tell your teacher."),
            gettext("Try again"),
        ),
        "lms_silent": lambda: (
            gettext("Your course system does not answer right now. Your work is saved."),
            gettext("You can go on. We send it as soon as your course answers."),
            gettext("Keep working"),
        ),
        "wrong_role": lambda: (
            gettext("This page is for teachers"),
            gettext("Your own page has your activities and how far you are."),
            gettext("Go to my activities"),
        ),
        "ours": lambda: (
            gettext("Something went wrong on our side"),
            gettext("It is not your fault, and your work is saved. Try again in a minute."),
            gettext("Try again"),
        ),
    }


_WORDS = _words()

_TARGETS: dict[Case, Literal["_blank", "_top"]] = {"storage_blocked": "_blank", "expired": "_top", "used_link": "_top"}
"""Where a page goes that cannot go on in its frame; all others stay."""


def error_page(
    case: Case, *, url: str = "", request_id: str, audience: Audience = "student", lang: str = "en"
) -> ErrorPage:
    """Build the page of one U10 case; without `url` there is no button and the hint alone says what to do."""
    title, hint, label = _WORDS[case]()
    action = ErrorAction(label, url, _TARGETS.get(case, "")) if url else None
    return ErrorPage(case, title, hint, action, request_id, audience, lang)
