"""Assignments of the site's own kind, made by its form, and the days that single students have in them."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from moodle_office import Office


def prepared(office: Office, course: int, opening: str, due: datetime) -> int:
    """Add an assignment that asks for a group; return its number."""
    restriction = {"op": "&", "c": [{"type": "group", "id": int(opening)}], "showc": [False]}
    changes = {
        "name": "Essay", "assignsubmission_onlinetext_enabled": "1", "duedate[enabled]": "1",
        "duedate[day]": str(due.day), "duedate[month]": str(due.month), "duedate[year]": str(due.year),
        "duedate[hour]": "12", "duedate[minute]": "0", "allowsubmissionsfromdate[enabled]": None,
        "gradingduedate[enabled]": None, "availabilityconditionsjson": json.dumps(restriction),
    }  # fmt: skip
    where = {"add": "assign", "type": "", "course": course, "section": 0, "return": 0, "sr": 0}
    done = office.admin.fill("/course/modedit.php", "duedate[day]", changes, "submitbutton", **where)
    assert re.search(r"/mod/assign/view\.php\?id=\d+", done.url), done.url
    said = office.services("core_course_get_contents", courseid=course)
    return next(one["instance"] for section in said for one in section["modules"] if one["modname"] == "assign")


def extension(office: Office, assignment: int, user: int) -> int:
    """Return a student's own due date as the site tells it, 0 for none."""
    said: dict[str, Any] = office.services("mod_assign_get_submission_status", assignid=assignment, userid=user)
    return int(said.get("lastattempt", {}).get("extensionduedate") or 0)
