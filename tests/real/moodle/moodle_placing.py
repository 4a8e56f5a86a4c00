"""A teacher places links at a real Moodle: Select content, the tool's picker in its frame, the form that is saved."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin

import requests
from moodle_visitor import Visitor
from web_forms import Form, form_with, forms_of


def select_content(teacher: Visitor, tool: int, course: int) -> requests.Response:
    """Choose "Select content" of a tool; return the page that its frame ends at."""
    page = teacher.open("/mod/lti/contentitem.php", id=tool, course=course, title="", text="")
    for _ in range(4):
        forms = forms_of(page.text, page.url)
        if not (page.url.startswith(teacher.root) and forms):
            break
        page = teacher.post(urljoin(page.url, forms[0].action), forms[0].fields)
    assert page.ok, page.text[:3000]
    return page


def offered(picker: requests.Response) -> dict[str, str]:
    """Return what the picker lists, its keys by title."""
    found = re.findall(r'name="key" value="([^"]+)"[^>]*>\s*<label[^>]*>(.*?)</label>', picker.text, re.DOTALL)
    return {re.sub(r"<[^>]+>|\s+", " ", label).strip(): key for key, label in found}


def pick(teacher: Visitor, picker: requests.Response, keys: Sequence[str], **terms: Any) -> requests.Response:
    """Tick these in the picker, go on, add them; return the site's page that takes the answer."""
    form = form_with(picker.text, picker.url, "mode")
    check = teacher.post(form.action, form.named({"key": list(keys)}))
    assert check.ok, check.text[:3000]
    form = _adding(check)
    sent = teacher.post(form.action, form.named({"key": list(keys), **terms}))
    answer = form_with(sent.text, sent.url, "JWT")
    done = teacher.post(answer.action, answer.fields)
    assert done.ok, done.text[:3000]
    return done


def _adding(check: requests.Response) -> Form:
    """Return the form that adds what was chosen: the way back and the end are forms of their own."""
    return next(one for one in forms_of(check.text, check.url) if one.action.endswith("/add"))


def chosen(done: requests.Response) -> list[dict[str, Any]]:
    """Return what the site made of an answer, as its script fills the form of an activity with it."""
    found = re.search(r"amd\.init\(", done.text) or re.search(r"contentitem_return.*?\binit\(", done.text, re.DOTALL)
    assert found, done.text[-3000:]
    said, _ = json.JSONDecoder().raw_decode(done.text, found.end())
    if said is None:
        return []
    return list(said["multiple"]) if "multiple" in said else [said]


_LEFT_OUT = {"typeid", "introeditor", "grade_modgrade_point", "selectcontentindicator"}
"""The number of the tool is that of the form: what the answer says here, the form refuses."""


def save(teacher: Visitor, tool: int, course: int, config: dict[str, Any], **more: Any) -> int:
    """Choose "Save and display" for one of them; return the number of the activity's page."""
    changes = {name: str(value) for name, value in config.items() if name not in _LEFT_OUT and value is not None}
    changes |= {"introeditor[text]": config["introeditor"]["text"], "selectcontentstatus": "true", **more}
    if "grade_modgrade_point" in config:
        changes |= {"grade[modgrade_type]": "point", "grade[modgrade_point]": str(config["grade_modgrade_point"])}
    where = {"add": "lti", "type": "", "course": course, "section": 0, "typeid": tool, "return": 0, "sr": 0}
    done = teacher.fill("/course/modedit.php", "typeid", changes, "submitbutton", **where)
    found = re.search(r"[?&]id=(\d+)", done.url)
    assert found, done.url
    assert "/mod/lti/" in done.url, done.url
    return int(found[1])


def line_item_of(admin: Visitor, tool: int, cmid: int) -> dict[str, str]:
    """Return the settings of an activity's form that say what its column is."""
    page = admin.open("/course/modedit.php", update=cmid)
    fields = form_with(page.text, page.url, "typeid").fields
    assert fields["typeid"] == str(tool), fields
    return {name: str(fields.get(name, "")) for name in ("toolurl", "lineitemresourceid", "lineitemtag", "name")}


def set_up_mastery(teacher: Visitor, cmid: int, passing: int, competency: int) -> None:
    """Let the activity be complete on a passing grade, and let that complete a competency, as its form offers it.

    What was opened has its completion locked until somebody unlocks it on the form; 4.2 of itself also asks that
    its page was viewed.
    """
    changes = {
        "gradepass": str(passing), "completion": "2", "completionusegrade": "1", "completionpassgrade": "1",
        "competencies[]": [str(competency)], "competency_rule": "3", "completionunlocked": "1",
        "completionview": None,
    }  # fmt: skip
    teacher.fill("/course/modedit.php", "typeid", changes, "submitbutton", update=cmid)
