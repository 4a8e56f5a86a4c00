"""Reads and writes the fields of REST assignments (schoology facts 7.1, 7.4)."""

import re
from typing import Any

from sandbox.clock import iso
from sandbox.parts import Json
from sandbox.schoology.classes import ClassSection
from sandbox.schoology.errors import ApiError
from sandbox.schoology.lms import Lms
from sandbox.schoology.model import COLUMN, GradeItem
from sandbox.schoology.periods import OTHER, PERIODS
from sandbox.schoology.rest import plain

SCALES: dict[int, int] = {0: 0, 96001: 3}
"""Scales of every section, with their type (facts 7.5): numeric, and points from 1 to 4."""

_DEFAULTS = {
    "factor": 1.0, "is_final": 0, "show_comments": 0, "grade_stats": 0, "allow_dropbox": 1, "allow_discussion": 1,
    "published": 1, "auto_publish_grades": 1, "count_in_grade": 1, "collected_only": 0,
}  # fmt: skip
_ONLY_WHEN_CHANGED = ("count_in_grade", "collected_only")
_COLUMN_FIELDS = frozenset({"title", "max_points", "grading_category", "grading_period", *_DEFAULTS})
_DUE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)?")


def assignment_json(lms: Lms, item: GradeItem, *, attachments: bool = False, tags: bool = False) -> Json:
    """Return a grade item as REST writes it."""
    row: Json = {
        "id": item.id,
        "title": item.title,
        "description": item.description,
        "due": item.due,
        "grading_scale": str(item.scale),
        "grading_period": str(item.period),
        "grading_category": str(item.category),
        "max_points": str(plain(item.max_points)),
        "type": item.type,
        "grade_item_id": item.id,
        "available": 1,
        "completed": 0,
        "completion_status": "",
        "dropbox_locked": 0,
        "grading_scale_type": SCALES[item.scale],
        "folder_id": "0",
        "web_url": f"{lms.url}/assignment/{item.id}",
        "num_assignees": len(item.assignees),
        "assignees": list(item.assignees),
        "grading_group_ids": list(item.groups),
        "links": {"self": f"{lms.rest_url}/sections/{item.section_id}/assignments/{item.id}"},
    }
    for name, rest in _DEFAULTS.items():
        value = item.flags.get(name, rest)
        if name not in _ONLY_WHEN_CHANGED or value != rest:
            row[name] = plain(value)
    if attachments:
        row["attachments"] = _attachments_json(lms, item)
    if tags:
        row["tags"] = {"tag": item.tags}
    return row


def change(lms: Lms, section: ClassSection, item: GradeItem, body: Json) -> None:
    """Write the fields that the body names, all or none; 400 for a value that cannot be."""
    if item.type == COLUMN and not lms.faults.columns_take_assignees:
        body = {name: value for name, value in body.items() if name in _COLUMN_FIELDS}
    found = _checked(lms, section, body)
    keeps = "attachments" not in body and lms.faults.put_keeps_attachments
    if item.type != COLUMN and not keeps:
        found["attachments"] = _attachments(lms, item, body.get("attachments") or [])
    flags = {name: found.pop(name) for name in _DEFAULTS if name in found}
    item.flags = {name: value for name, value in (item.flags | flags).items() if value != _DEFAULTS[name]}
    for name, value in found.items():
        setattr(item, name, value)
    item.changed_at = iso(lms.now())


def _checked(lms: Lms, section: ClassSection, body: Json) -> Json:
    found: Json = {name: _number(body[name]) for name in _DEFAULTS if name in body}
    if "title" in body:
        found["title"] = str(body["title"] or "")
        if not found["title"]:
            raise ApiError(400, "title is required")
    if "description" in body:
        found["description"] = str(body["description"] or "")
    if "due" in body:
        found["due"] = str(body["due"] or "")
        if not _DUE.fullmatch(found["due"]):
            raise ApiError(400, "due must be YYYY-MM-DD HH:MM:SS")
    if "max_points" in body:
        found["max_points"] = _number(body["max_points"])
    if "grading_scale" in body:
        found["scale"] = int(_number(body["grading_scale"]))
        if found["scale"] not in SCALES:
            raise ApiError(400, "no such grading_scale")
    return found | _references(lms, section, body)


def _references(lms: Lms, section: ClassSection, body: Json) -> Json:
    found: Json = {}
    if "grading_period" in body:
        found["period"] = int(_number(body["grading_period"]))
        if found["period"] not in (OTHER, *(one.id for one in PERIODS)):
            raise ApiError(400, "no such grading_period")
    if "grading_category" in body:
        found["category"] = int(_number(body["grading_category"] or 0))
        category = lms.state.categories.get(str(found["category"]))
        if found["category"] and (category is None or category.section_id != section.id):
            raise ApiError(400, "no such grading_category")
    if "assignees" in body:
        found["assignees"] = enrolments(lms, section, body["assignees"])
    if "grading_group_ids" in body:
        found["groups"] = group_ids(lms, section, body["grading_group_ids"])
    return found


def group_ids(lms: Lms, section: ClassSection, value: Any) -> list[int]:
    """Return ids of grading groups of this section."""
    ids = _ids(value)
    groups = [lms.state.groups.get(str(one)) for one in ids]
    if any(group is None or group.section_id != section.id for group in groups):
        raise ApiError(400, "no such grading group")
    return ids


def enrolments(lms: Lms, section: ClassSection, value: Any) -> list[int]:
    """Return enrolment ids of this section; refused where one is of another section or has ended."""
    ids = _ids(value)
    for one in ids:
        person = section.enrolled(one)
        if person is None or lms.enrolment(person) != "active":
            raise ApiError(lms.faults.foreign_assignee_status, f"no such enrollment: {one}")
    return ids


def _attachments(lms: Lms, item: GradeItem, wanted: Any) -> list[Json]:
    """Return the attachments after a write: those named by their id stay with a new title, new links are added."""
    if not isinstance(wanted, list) or not all(isinstance(one, dict) for one in wanted):
        raise ApiError(400, "attachments must be a list of objects")
    old, result = {str(one["id"]): one for one in item.attachments}, []
    for one in wanted:
        kept = old.get(str(one.get("id", "")))
        if kept:
            result.append(kept | {"title": str(one.get("title") or kept["title"])})
        elif one.get("url"):
            number = lms.state.next_id("attachment")
            result.append({"id": number, "type": "link", "title": str(one.get("title") or ""), "url": str(one["url"])})
        else:
            raise ApiError(400, "only links can be attached here")
    return result


def _attachments_json(lms: Lms, item: GradeItem) -> Any:
    rows = [one | {"display_inline": 0} for one in item.attachments]
    return {"links": {"link": rows}} if lms.faults.nested_attachments else rows


def _ids(value: Any) -> list[int]:
    if not isinstance(value, list) or not all(str(one).isdecimal() for one in value):
        raise ApiError(400, "a list of ids is needed")
    return list(dict.fromkeys(int(one) for one in value))


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise ApiError(400, f"not a number: {value}") from error
