"""A school whose teacher uploads real packages, and what came of them: the log, the estimates and the gradebook."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
from playwright.sync_api import Frame, expect

from tests.browser import arrived
from tests.e2e.main_job.school_day import School, Visitor

HOME = os.environ.get("WAYMARK_TEST_PACKAGES", "")


def real(*names: str) -> Path:
    """Return the first of these packages that is there; skip loudly where there is none."""
    if not HOME:
        pytest.skip("NO REAL PACKAGES: set WAYMARK_TEST_PACKAGES to a folder with them (CONTRIBUTING.md)")
    found = next((Path(HOME, name) for name in names if Path(HOME, name).is_file()), None)
    if found is None:
        pytest.skip(f"NO PACKAGE {names[0]} in {HOME}")
    return found


def ask(school: School, query: str, *values: str) -> list[Any]:
    """Ask the school's database, reading only."""
    path = school.folder / school.state / "waymark.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        return file.execute(query, values).fetchall()


def statements(school: School, activity: str) -> list[dict[str, Any]]:
    """Return what came in the last registration of an activity, in the order of the log."""
    last = "SELECT registration FROM step WHERE activity_id = ? ORDER BY chosen_at DESC LIMIT 1"
    registration = ask(school, last, activity)[0][0]
    query = "SELECT body FROM statement WHERE registration = ? AND decision = 0 ORDER BY seq"
    return [orjson.loads(body) for (body,) in ask(school, query, registration)]


def verbs(school: School, activity: str) -> list[str]:
    """Return the verbs in order, with a star where the activity as a whole is meant."""
    iri = ask(school, "SELECT iri FROM activity WHERE id = ?", activity)[0][0]
    found = statements(school, activity)
    return [one["verb"]["id"].rpartition("/")[2] + ("*" if one["object"]["id"] == iri else "") for one in found]


def standing(school: School, code: str) -> tuple[int, float, int | None]:
    """Return how Maya stands on a standard: pieces of evidence, expected success, level."""
    query = (
        "SELECT m.pieces, m.expected, m.level FROM mastery m JOIN standard s ON s.id = m.standard_id "
        "JOIN person_name n ON n.person_id = m.person_id WHERE n.name = 'Maya Okafor' AND s.code = ?"
    )
    row: tuple[int, float, int | None] = ask(school, query, code)[0]
    return row


def graded(school: School, code: str) -> bool:
    """Say whether Maya has a grade in the learning system for a standard."""
    return any(f"{code} " in f"{name} " for name in school.grades("maya.okafor"))


def write_grades(visitor: Visitor) -> None:
    """Switch writing on, past what the teacher is told before the first write."""
    frame = visitor.launch("teacher")
    frame.get_by_role("link", name="Gradebook").click()
    frame = visitor.tool()
    frame.get_by_role("switch").check()
    done = visitor.tool().get_by_text("On: levels are written within seconds.")
    asked = visitor.tool().get_by_role("button", name="Write them all the same")
    expect(asked.or_(done).first).to_be_visible()
    if asked.count():
        asked.click()
        expect(visitor.tool().get_by_text("Grades are written from now on.")).to_be_visible()


def bring(visitor: Visitor, package: Path, title: str, code: str) -> str:
    """Upload a package as the teacher and say which standard it shows; return the activity's id."""
    frame = visitor.launch("teacher")
    home = frame.url.split("?")[0]
    frame.goto(f"{home}library")
    frame.set_input_files("#package", package)
    frame.get_by_role("button", name="Upload").click()
    frame.wait_for_url("**/library/*said=uploaded")
    frame = visitor.tool()
    expect(frame.locator("h1")).to_contain_text(title)
    activity = frame.url.split("/library/")[1].split("?")[0]
    frame.locator("li.tick", has=frame.locator(".code", has_text=code)).get_by_role("checkbox").check()
    frame.get_by_role("button", name="Save").click()
    frame.wait_for_url("**/library?said=saved")
    return activity


def begin(visitor: Visitor, activity: str) -> Frame:
    """Start an activity as Maya inside the learning system's frame; return the content's frame."""
    frame = visitor.launch("student Maya")
    frame.goto(frame.url.split("?")[0] + f"activity/{activity}")
    frame.get_by_role("button", name="Start").click()
    return arrived(visitor.page, visitor.school.content)
