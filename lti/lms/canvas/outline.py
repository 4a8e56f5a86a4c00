"""Modules of a Canvas course with their items, by REST with a teacher's token (canvas.md 5.3; modules: public API).

Canvas leaves the items out of a module that has many: then they are asked for by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lti.answers import About
from lti.lms.canvas.rest import Rest
from lti.lms.outline import Item, Part

_HEADING = "SubHeader"


class CanvasOutline:
    """What is published in the modules; what opens our own address is ours and left out."""

    def __init__(self, rest: Rest, tool_url: str) -> None:
        self._rest = rest
        self._tool_url = tool_url.rstrip("/")

    def outline(self) -> Sequence[Part]:
        """Return the modules in their order."""
        found = self._rest.objects("modules", About.ASSIGNMENT, **{"include[]": "items"})
        return [
            Part(str(one.get("name") or ""), self._items(one), str(one.get("id") or ""))
            for one in found
            if one.get("published", True)
        ]

    def _items(self, module: Mapping[str, Any]) -> tuple[Item, ...]:
        rows = module.get("items")
        if not isinstance(rows, list):
            rows = self._rest.objects(f"modules/{module.get('id')}/items", About.ASSIGNMENT)
        return tuple(
            _item(row)
            for row in rows
            if isinstance(row, dict) and row.get("html_url") and row.get("type") != _HEADING and self._is_shown(row)
        )

    def _is_shown(self, row: Mapping[str, Any]) -> bool:
        opens = str(row.get("external_url") or "")
        ours = opens == self._tool_url or opens.startswith(f"{self._tool_url}/")
        return bool(row.get("published", True)) and not ours


def _item(row: Mapping[str, Any]) -> Item:
    work = str(row.get("content_id") or "") if row.get("type") == "Assignment" else ""
    return Item(str(row.get("title") or ""), str(row["html_url"]), work_id=work)
