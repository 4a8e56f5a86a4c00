"""The class list in words: what keeps it from being read, and what changed in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_babel import gettext

from gateway.services.roster import EMPTY
from gateway.web.pages.students_page import ListChange


def _later() -> str:
    return str(
        gettext("It could not be read just now. What you see is from the last time; Waymark tries again by itself.")
    )


def _closed() -> str:
    return str(gettext("It cannot be read, because the course is closed there. What you see is from the last time."))


def _not_allowed() -> str:
    return str(gettext("Your course system does not let Waymark read it. Ask your administrator."))


def _empty() -> str:
    return str(gettext("It came back without students. Nobody was taken off; Waymark looks again later."))


_TROUBLES: Mapping[str, Callable[[], str]] = {
    EMPTY: _empty,
    "course_closed": _closed,
    "tool_removed": _closed,
    "scope_missing": _not_allowed,
    "key_refused": _not_allowed,
    "not_supported": _not_allowed,
    "not_accepted": _not_allowed,
    "address_refused": _not_allowed,
}


def trouble(code: str) -> str:
    """Say why the newest try to read the class list failed; most reasons pass by themselves."""
    return str(_TROUBLES.get(code, _later)())


_CHANGES: Mapping[tuple[str, str], Callable[[str], str]] = {
    ("joined", ""): lambda name: gettext("%(name)s is new.", name=name),
    ("left", ""): lambda name: gettext("%(name)s left the course.", name=name),
    ("back", ""): lambda name: gettext("%(name)s is back.", name=name),
    ("role", "learner"): lambda name: gettext("%(name)s is a student now.", name=name),
    ("role", "teacher"): lambda name: gettext("%(name)s is a teacher now.", name=name),
    ("role", "assistant"): lambda name: gettext("%(name)s is an assistant now.", name=name),
}


def change(one: ListChange) -> str:
    """Say one change of the class list."""
    return str(_CHANGES[one.kind, one.role](one.name))
