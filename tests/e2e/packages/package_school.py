"""A school whose teacher uploads real packages, and what came of them: the statements as the store keeps them."""

import os
import sqlite3
from pathlib import Path
from typing import Any

import orjson
import pytest
from playwright.sync_api import Frame, expect

from tests.e2e.main_job.school_day import School, Visitor

STANDARD = "6.RP.A.1"
HOME = os.environ.get("WAYMARK_TEST_PACKAGES", "")
PLAYER = os.environ.get("WAYMARK_TEST_H5P_PLAYER", "")


def real(*names: str) -> Path:
    """Return the first of these packages that is there; skip loudly where there is none."""
    if not HOME:
        pytest.skip("NO REAL PACKAGES: set WAYMARK_TEST_PACKAGES to a folder with them (data/packages/README.md)")
    found = next((Path(HOME, name) for name in names if Path(HOME, name).exists()), None)
    if found is None:
        pytest.skip(f"NO {names[0]} in WAYMARK_TEST_PACKAGES")
    return found


def statements(school: School, activity: str) -> list[dict[str, Any]]:
    """Return what the store has of the last registration of an activity, in the order of the log."""
    with sqlite3.connect(f"file:{school.folder / school.state / 'waymark.db'}?mode=ro", uri=True) as file:
        iri = file.execute("SELECT iri FROM activity WHERE id = ?", (activity,)).fetchone()[0]
        last = "SELECT registration FROM step WHERE activity_id = ? ORDER BY chosen_at DESC LIMIT 1"
        registration = file.execute(last, (activity,)).fetchone()[0]
        rows = file.execute(
            "SELECT body FROM statement WHERE registration = ? ORDER BY seq", (registration,)
        ).fetchall()
    found = [orjson.loads(body) for (body,) in rows]
    return [
        {**one, "_root": one["object"]["id"] == iri}
        for one in found
        if "waymark.example/xapi/verbs" not in one["verb"]["id"]
    ]


def verbs(found: list[dict[str, Any]]) -> list[str]:
    """Return the verbs in order, those about the whole with a star."""
    return [one["verb"]["id"].rpartition("/")[2] + ("*" if one["_root"] else "") for one in found]


def bring(visitor: Visitor, package: Path, title: str) -> str:
    """Upload a package as the teacher and tick the standard; return the activity's id."""
    frame = visitor.launch("teacher")
    frame.goto(frame.url.split("?")[0] + "activities")
    frame.set_input_files("#package", package)
    frame.get_by_role("button", name="Upload").click()
    frame.wait_for_url("**/activities/*said=uploaded")
    frame = visitor.tool()
    expect(frame.locator("h1")).to_contain_text(title)
    activity = frame.url.split("/activities/")[1].split("?")[0]
    frame.locator("li.tick", has_text=STANDARD).get_by_role("checkbox").check()
    frame.get_by_role("button", name="Save").click()
    frame.wait_for_url("**/activities?said=saved")
    return activity


def begin(visitor: Visitor, activity: str) -> Frame:
    """Start an activity as Maya; return the frame on the content host."""
    frame = visitor.launch("student Maya")
    frame.goto(frame.url.split("?")[0] + f"activity/{activity}")
    frame.get_by_role("button", name="Start").click()
    return visitor.tool(visitor.school.content)
