"""`waymark roster sync`: lists are read now, told in numbers, and a failing one ends the command with its fix."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from support.gradebooks import open_gradebook

from gateway import settings, wiring
from gateway.cli import main
from gateway.clock import system_clock


@pytest.fixture
def course(site, tmp_path, monkeypatch) -> Any:
    """Return a course of the simulator, known to the commands of a data folder."""
    monkeypatch.setenv("WAYMARK_DATA_DIR", str(tmp_path))
    waymark = wiring.build(settings.load(), system_clock)
    school = open_gradebook(site, waymark, system_clock, column=False, enrolled=False).school  # type: ignore[arg-type]
    waymark.close()
    return school.course


def sync(*words: str) -> tuple[int, Any]:
    done = CliRunner().invoke(main, ["roster", "sync", *words, "--json"])
    return done.exit_code, json.loads(done.stdout)


def test_class_lists_are_read_now_and_nobody_is_named(site, course):
    code, said = sync()
    assert code == 0
    (one,) = said["courses"]
    assert (one["course"], one["students"], one["trouble"]) == (course, len(site.sim.school.students), "")
    site.sim.enrol(site.sim.school.students[0].login, "deleted")
    text = CliRunner().invoke(main, ["roster", "sync", "--course", site.sim.context_id]).stdout
    assert f"{len(site.sim.school.students) - 1} students (1 left)." in text
    assert not any(person.family_name in text for person in site.sim.school.people)


def test_a_list_that_cannot_be_read_stays_and_the_command_says_why(site, course):
    sync()
    site.sim.faults.roster_503_on_page = 1
    code, said = sync("--course", course)
    assert code == 1
    assert "1 of 1 class lists could not be read" in said["error"]
    assert "lms_error" in said["problems"][0]
