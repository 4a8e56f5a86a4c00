"""Modules that open for single students: an override of ours on the module, beside whatever overrides a teacher has.

A PUT replaces the whole list, so every change reads it first. An entry that names its id alone stays as it is; what
is left out is deleted (canvas.md 5.3). Ours is known by its title.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lti.answers import About
from lti.lms.base import MemberRef, Permanent, Remote
from lti.lms.canvas.assignments import user_id
from lti.lms.canvas.rest import Rest

_Override = Mapping[str, Any]


class CanvasModules:
    """`lti.lms.own_parts.OwnParts` by REST with a teacher's token."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    def find_part(self, part_id: str) -> Remote:
        """Return the module; its list of overrides is asked for, as the one thing that is needed of it."""
        self._listed(Remote(part_id))
        return Remote(part_id)

    def let_in(self, part: Remote, member: MemberRef) -> None:
        """Put the learner on our override, which is made for the first one; who is in already stays where they are."""
        user, listed = user_id(member), self._listed(part)
        if any(user in _students(one) for one in listed):
            return
        ours = _ours(part, listed)
        entry = {"id": str(ours["id"])} if ours else {"title": _title(part)}
        self._write(part, [*_others(listed, ours), entry | {"student_ids": [*_students(ours or {}), user]}])

    def keep_out(self, part: Remote, member: MemberRef, *, open_to_all: bool) -> None:
        """Take the learner off our override; one that a teacher put on another stays."""
        user = user_id(member)
        try:
            listed = self._listed(part)
        except Permanent as error:
            if error.code != "part_gone":
                raise
            return
        ours = _ours(part, listed)
        if ours is None or user not in _students(ours):
            return
        left, others = [one for one in _students(ours) if one != user], _others(listed, ours)
        if left:
            self._write(part, [*others, {"id": str(ours["id"]), "student_ids": left}])
        elif others or open_to_all:
            self._write(part, others)
        else:
            raise Permanent("opens_to_all", part.remote_id)

    def _listed(self, part: Remote) -> Sequence[_Override]:
        return self._rest.read_all(_path(part), About.PART)

    def _write(self, part: Remote, overrides: Sequence[Mapping[str, Any]]) -> None:
        """Replace the list, which was read a moment ago: what is missing now is the learner, not the module."""
        self._rest.put(_path(part), {"overrides": overrides}, About.PERSON)


def _path(part: Remote) -> str:
    return f"modules/{part.remote_id}/assignment_overrides"


def _title(part: Remote) -> str:
    return f"Waymark {part.remote_id}"


def _ours(part: Remote, listed: Sequence[_Override]) -> _Override | None:
    return next((one for one in listed if one.get("title") == _title(part) and "students" in one), None)


def _others(listed: Sequence[_Override], ours: _Override | None) -> list[dict[str, Any]]:
    """Name the overrides that are not ours, so that they stay as they are."""
    return [{"id": str(one["id"])} for one in listed if one is not ours]


def _students(entry: _Override) -> list[str]:
    """Return an override's students; those of sections and groups have none."""
    return [str(one["id"]) for one in entry.get("students") or () if isinstance(one, dict) and "id" in one]
