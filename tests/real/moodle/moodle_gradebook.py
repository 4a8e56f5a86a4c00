"""The gradebook of one course of a real Moodle: read back as it stands, and changed as a teacher changes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from moodle_services import WebServices
from moodle_visitor import Visitor

from sandbox.lms import Cell, Column


@dataclass
class Gradebook:
    """`person` is who changes things (an editing teacher or the administrator)."""

    person: Visitor
    services: WebServices
    course: int

    def columns(self, line_items: Sequence[dict[str, Any]]) -> tuple[Column, ...]:
        """Return the tool's columns: what its line items say, with weight and visibility from the set-up page."""
        if not line_items:
            return ()
        page = self.person.open("/grade/edit/tree/index.php", id=self.course).text
        weights = dict(re.findall(r'name="weight_(\d+)"[^>]*?value="([^"]*)"', page))
        report = self.person.open("/grade/report/grader/index.php", id=self.course, perpage=100).text
        found = []
        for one in line_items:
            number = number_of(one["id"])
            counts = float(weights.get(number, "0").replace(",", ".")) != 0
            visible = f'data-itemid="{number}"' in report
            found.append(
                Column(number, one.get("resourceId") or None, one["label"], one["scoreMaximum"], counts, visible)
            )
        return tuple(found)

    def cells(self, logins: dict[int, str], columns: Sequence[str]) -> tuple[Cell, ...]:
        """Return what stands in these columns, by the logins of the users' numbers; empty ones are left out."""
        said = self.services("gradereport_user_get_grade_items", courseid=self.course)
        return tuple(
            Cell(
                logins[row["userid"]], str(item["id"]), item["graderaw"], _plain(item.get("feedback")), "",
                "locked" if item.get("gradeislocked") else None,
            )
            for row in said["usergrades"]
            for item in row["gradeitems"]
            if str(item["id"]) in columns and row["userid"] in logins
            and (item.get("graderaw") is not None or item.get("feedback") or item.get("gradeislocked"))
        )  # fmt: skip

    def type(self, column: str, user: int, value: float | None, comment: str | None) -> None:
        """Type a grade into a cell, or clear it."""
        changes = {"finalgrade": "" if value is None else f"{value:g}", "feedback[text]": comment or ""}
        self.person.fill(
            "/grade/edit/tree/grade.php", "finalgrade", changes, courseid=self.course, itemid=column, userid=user
        )

    def rename(self, column: str, label: str) -> None:
        """Give a column another name."""
        self.person.fill("/grade/edit/tree/item.php", "itemname", {"itemname": label}, courseid=self.course, id=column)

    def delete(self, column: str) -> None:
        """Delete a column that belongs to no activity."""
        self.person.act("/grade/edit/tree/index.php", id=self.course, action="delete", eid=f"ig{column}", confirm=1)


def number_of(line_item: str) -> str:
    """Return the number of a grade item in its line item address."""
    return line_item.split("/lineitems/")[1].split("/", maxsplit=1)[0]


def _plain(html: str | None) -> str | None:
    return unescape(re.sub(r"<[^>]+>", "", html or "")).strip() or None
