"""Why work that the learning system grades itself could not be read, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_babel import gettext


def _later() -> str:
    return str(gettext("It could not be read just now. Waymark tries again by itself."))


def _gone() -> str:
    return str(gettext("It is no longer there. What was read before still counts."))


def _not_allowed() -> str:
    return str(gettext("Your course system does not let Waymark read it. Ask your administrator."))


_TROUBLES: Mapping[str, Callable[[], str]] = {
    "assignment_gone": _gone,
    "column_gone": _gone,
    "course_closed": _gone,
    "tool_removed": _not_allowed,
    "token_missing": _not_allowed,
    "token_refused": _not_allowed,
    "scope_missing": _not_allowed,
    "key_refused": _not_allowed,
    "not_supported": _not_allowed,
    "not_accepted": _not_allowed,
}


def trouble(code: str) -> str:
    """Say why the newest try failed; most reasons pass by themselves."""
    return _TROUBLES.get(code, _later)()
