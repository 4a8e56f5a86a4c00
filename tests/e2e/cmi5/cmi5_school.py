"""A school whose teacher brings a cmi5 course in; what the log has of it, and what the gradebook shows."""

from __future__ import annotations

import re
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import orjson
from playwright.sync_api import Frame, expect

from tests.browser import arrived
from tests.e2e.main_job.school_day import School, Visitor, until

STANDARD = "6.RP.A.1"
LEVELS = re.compile("Beginning|In progress|Nearly there|Mastered")
SMALL = Path(__file__).parent / "small_course"


def packed(folder: Path, into: Path) -> Path:
    """Pack a course's folder."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as file:
        for one in sorted(folder.iterdir()):
            file.write(one, one.name)
    return into


def bring(visitor: Visitor, package: Path, title: str) -> str:
    """Upload a course as the teacher and tick the standard; return the activity's id."""
    frame = visitor.launch("teacher")
    frame.goto(frame.url.split("?")[0] + "library")
    frame.set_input_files("#package", package)
    frame.get_by_role("button", name="Upload").click()
    frame.wait_for_url("**/library/*said=uploaded")
    frame = visitor.tool()
    expect(frame.locator("h1")).to_contain_text(title)
    activity = frame.url.split("/library/")[1].split("?")[0]
    frame.locator("li.tick", has_text=STANDARD).get_by_role("checkbox").check()
    frame.get_by_role("button", name="Save").click()
    frame.wait_for_url("**/library?said=saved")
    return activity


def write_grades(visitor: Visitor) -> None:
    """Have grades written from now on."""
    frame = visitor.launch("teacher")
    frame.get_by_role("link", name="Gradebook").click()
    frame = visitor.tool()
    frame.get_by_role("switch").check()
    anyway = visitor.tool().get_by_role("button", name="Write them all the same")
    done = visitor.tool().get_by_text("On: levels are written within seconds.")
    expect(anyway.or_(done).first).to_be_visible()
    if anyway.count():
        anyway.click()


def page_of(visitor: Visitor, activity: str) -> Frame:
    """Open an activity's own page as Maya, in the learning system's frame."""
    frame = visitor.launch("student Maya")
    frame.goto(frame.url.split("?")[0] + f"activity/{activity}")
    frame.locator("h1").first.wait_for()
    return frame


def start(visitor: Visitor, activity: str) -> Frame:
    """Start a unit that runs in the frame; return it."""
    page_of(visitor, activity).get_by_role("button", name="Start").click()
    return arrived(visitor.page, visitor.school.content)


def rows(school: School, query: str, *values: str) -> list[tuple[Any, ...]]:
    """Read the school's database beside the running server."""
    with sqlite3.connect(f"file:{school.folder / school.state / 'waymark.db'}?mode=ro", uri=True) as file:
        return file.execute(query, values).fetchall()


def log(school: School, activity: str) -> list[dict[str, Any]]:
    """Return the statements of the last registration with a unit, in the order they were stored."""
    (registration,) = rows(
        school,
        "SELECT registration FROM cmi5_session WHERE activity_id = ? ORDER BY launched_at DESC LIMIT 1",
        activity,
    )[0]
    found = rows(
        school, "SELECT body FROM statement WHERE registration = ? AND NOT decision ORDER BY seq", registration
    )
    return [orjson.loads(body) for (body,) in found]


def words(found: list[dict[str, Any]]) -> list[str]:
    """Return the last words of the verbs."""
    return [one["verb"]["id"].rpartition("/")[2] for one in found]


def pieces(school: School) -> int:
    """Return how many results Maya's mastery of the standard rests on."""
    query = (
        "SELECT mastery.pieces FROM mastery JOIN standard ON standard.id = mastery.standard_id "
        "JOIN person_name ON person_name.person_id = mastery.person_id "
        "WHERE standard.code = ? AND person_name.given_name = 'Maya'"
    )
    return int(rows(school, query, STANDARD)[0][0])


def graded(school: School) -> bool:
    """Wait for Maya's level in the learning system's gradebook."""

    def there() -> bool:
        found = school.grades("maya.okafor")
        return any(STANDARD in name and LEVELS.search(comment) for name, (_, comment) in found.items())

    return until(there, 20)
