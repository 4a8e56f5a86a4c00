"""Standards as Canvas's file of outcomes: groups and outcomes by `vendor_guid`, ratings in the last columns.

Only groups hold others there. A standard that is assessed and has parts stands there as both: a group named after it,
and an outcome of its own in that group.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Mapping, Sequence

from lti.lms.standards_file import Reader, ReadFile, StandardLine, StandardsFile

HEADER = (
    "vendor_guid", "object_type", "title", "description", "display_name", "calculation_method", "calculation_int",
    "workflow_state", "parent_guids", "mastery_points", "ratings",
)  # fmt: skip

_LONGEST = 255
_GROUP = "group-"
"""Before the key of a standard that stands there as an outcome too."""

_CODE = re.compile(r"(?=\S*\d)\S{1,60}")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_SPACE = re.compile(r"\s+")


def outcomes_csv(framework: StandardsFile) -> str:
    """Return the file's text: the framework as a group, then its items, those above first."""
    headings = {one.key for one in framework.lines if one.heading}
    above = {one.parent for one in framework.lines}
    ratings = _ratings(framework.levels)

    def group_of(key: str) -> str:
        if not key:
            return _guid(framework.key)
        return _guid(key) if key in headings else _GROUP + _guid(key)

    text = io.StringIO()
    table = csv.writer(text)
    table.writerow([*HEADER, *[""] * (len(ratings) - 1)])
    blank = [""] * (len(ratings) + 1)
    table.writerow([group_of(""), "group", framework.title[:_LONGEST], "", "", "", "", "active", "", *blank])
    for one in framework.lines:
        told = [_title(one), html.escape(one.statement, quote=False), one.code[:_LONGEST]]
        parent = group_of(one.parent)
        if one.heading or one.key in above:
            table.writerow([group_of(one.key), "group", *told, "", "", "active", parent, *blank])
            parent = group_of(one.key)
        if not one.heading:
            points = str(framework.mastered)
            table.writerow([_guid(one.key), "outcome", *told, "latest", "", "active", parent, points, *ratings])
    return text.getvalue()


def _ratings(levels: Sequence[str]) -> list[str]:
    """Return points and name of each level, the highest first, in columns of their own."""
    return [cell for points in range(len(levels), 0, -1) for cell in (str(points), levels[points - 1])]


def _title(one: StandardLine) -> str:
    return f"{one.code} {one.statement}"[:_LONGEST].strip() or one.key


def _guid(key: str) -> str:
    """Return an identifier without spaces, which part identifiers there."""
    return _SPACE.sub("_", key)[:_LONGEST]


def _knows(header: Sequence[str]) -> bool:
    return {"vendor_guid", "object_type"} <= {one.strip().lower() for one in header}


def _read(header: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> ReadFile:
    """Return the outcomes; the only group at the top is the framework."""
    names = [one.strip().lower() for one in header]
    problems: list[tuple[int, str]] = []
    found: dict[str, Mapping[str, str]] = {}
    for line, cells in rows:
        row = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
        guid = row.get("vendor_guid", "")
        if row.get("object_type") not in {"group", "outcome"}:
            problems.append((line, "object_type must be group or outcome"))
        elif not guid:
            problems.append((line, "vendor_guid is missing"))
        elif guid in found:
            problems.append((line, f"vendor_guid {guid} occurs twice"))
        else:
            found[guid] = row
    doubled = {one for one in found if one.startswith(_GROUP) and one.removeprefix(_GROUP) in found}
    tops = [one for one, row in found.items() if not _parents(row, found)]
    top = tops[0] if len(tops) == 1 and found[tops[0]]["object_type"] == "group" else ""
    lines = [_line(one, row, found, doubled, top) for one, row in found.items() if one not in doubled and one != top]
    return ReadFile(top, found[top].get("title", "") if top else "", lines, problems)


def _line(
    guid: str, row: Mapping[str, str], found: Mapping[str, Mapping[str, str]], doubled: set[str], top: str
) -> StandardLine:
    parents = _parents(row, found)
    parent = parents[0] if parents else ""
    if parent in doubled:  # the group of a standard with parts: its own outcome goes up to where that group stands
        inner = parent.removeprefix(_GROUP)
        above = _parents(found[parent], found)
        parent = inner if inner != guid else (above[0] if above else "")
        parent = parent.removeprefix(_GROUP) if parent in doubled else parent
    title, shown = row.get("title", ""), row.get("display_name", "")
    code = next((one for one in (shown, title) if _CODE.fullmatch(one)), "")
    text = html.unescape(_TAG.sub("", row.get("description", ""))).strip()
    return StandardLine(
        guid, "" if parent == top else parent, code, text or title or shown, heading=row["object_type"] == "group",
        retired=row.get("workflow_state", "").lower() == "deleted",
    )  # fmt: skip


def _parents(row: Mapping[str, str], found: Mapping[str, Mapping[str, str]]) -> list[str]:
    return [one for one in row.get("parent_guids", "").split() if one in found]


OUTCOMES = Reader("Canvas outcomes", _knows, _read)
"""Reads what Canvas exports."""
