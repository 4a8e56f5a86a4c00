"""Sections of a Moodle course with their activities, by a web-service token (core_course_get_contents: public API)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lti.answers import About
from lti.lms.base import Transient
from lti.lms.moodle.rest import WebServices
from lti.lms.outline import Item, Part

CONTENTS = "core_course_get_contents"
_WITHOUT = frozenset({"label", "lti"})
"""Kinds of modules that nobody opens by themselves, and ours."""


class MoodleOutline:
    """What students see in the course's sections."""

    def __init__(self, web: WebServices) -> None:
        self._web = web

    def outline(self) -> Sequence[Part]:
        """Return the sections in their order; a hidden one is left out, and so is what is hidden in one."""
        said = self._web.call(CONTENTS, {"courseid": self._web.course_id}, About.ASSIGNMENT)
        if not isinstance(said, list):
            raise Transient("lms_error", "contents that are no list")
        return [
            Part(str(one.get("name") or ""), _items(one.get("modules")))
            for one in said
            if isinstance(one, dict) and one.get("visible", 1)
        ]


def _items(rows: Any) -> tuple[Item, ...]:
    return tuple(_item(row) for row in rows or () if isinstance(row, dict) and _is_shown(row))


def _is_shown(row: Mapping[str, Any]) -> bool:
    return bool(row.get("url") and row.get("visible", 1)) and row.get("modname") not in _WITHOUT


def _item(row: Mapping[str, Any]) -> Item:
    return Item(str(row.get("name") or ""), str(row["url"]), str(row.get("description") or ""))
