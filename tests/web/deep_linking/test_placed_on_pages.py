"""Grades in the columns of placed links stand on the teacher's pages like any other, with the same choices."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from support.statements import completed, run, store
from werkzeug.test import TestResponse

from gateway.db import tables as t

STUDENT = "maya.okafor"


@pytest.fixture(params=["canvas"])
def kind(request) -> str:
    """Give one learning system: what a page shows of a cell does not depend on which one it is."""
    return str(request.param)


class Teacher:
    """A teacher's pages of the course, beside the learning system's gradebook."""

    def __init__(self, desk: Any) -> None:
        self.desk, self.school = desk, desk.school
        self.school.learner("rosa", "teacher")
        self.school.publish()
        self.item = desk.place("a1", graded="on", points="10", title="Warm-up")
        desk.launch(self.item)
        handle = desk.doors.sign_in(self.school, "teacher", self.school.people["rosa"])
        self.home = f"/teacher/{handle}/"
        self.csrf = self.school.rows(t.session, t.session.c.csrf, id=handle)[0].csrf
        self.work(0.5)

    def work(self, scaled: float, n: int = 1) -> None:
        """Have the student finish the activity; let the result reach the gradebook."""
        store(self.school, [completed(self.school.actor(STUDENT), "a1", scaled, n=n)], course=self.school.course)
        self.settle()

    def settle(self) -> None:
        self.school.waymark.clock.advance(seconds=5)
        run(self.school.waymark, "evaluate")
        run(self.school.waymark, "deliver")

    def open(self, path: str = "gradebook", status: int = 200) -> str:
        answer = self.desk.doors("GET", self.home + path)
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    def line(self) -> str:
        """Return the table row of the student in the link's column."""
        rows = re.findall(r"<tr>.*?</tr>", self.open(), re.DOTALL)
        return next(one for one in rows if "Maya" in one and "Warm-up" in one)

    def press(self, label: str, status: int = 303) -> TestResponse:
        """Press the button of that line."""
        forms = re.findall(r'<form class="inline" method="post" action="([^"]+)">(.*?)</form>', self.line(), re.DOTALL)
        action = next(url for url, inside in forms if label in inside)
        answer = self.desk.doors("POST", action, data={"csrf": self.csrf})
        assert answer.status_code == status, answer.text
        return answer

    def cell(self) -> Any:
        place = self.school.rows(t.place, kind="link")[0]
        return self.school.rows(t.cell, place_id=place.id, person_id=self.school.people[STUDENT])[0]

    def shown(self) -> float | None:
        return self.desk.sim.readback().cell(STUDENT, self.item.column).value


@pytest.fixture
def teacher(teaching) -> Teacher:
    return Teacher(teaching)


def test_U40_a_grade_of_a_link_has_its_line_its_history_and_its_filter(teacher) -> None:
    assert "Sent" in teacher.line()
    history = re.search(r'href="([^"]+/history)"', teacher.line())[1].removeprefix(teacher.home)
    assert "Warm-up" in teacher.open(history)
    place = teacher.cell().place_id
    assert f'value="{place}"' in teacher.open()
    only = teacher.open(f"gradebook?column={place}")
    assert 'data-label="Column">Warm-up' in re.sub(r"\s+", " ", only)
    assert '<span class="code">6.A</span>' not in only.split("h-cols")[0]
    assert "as set where the link is" in only


def test_U43_a_grade_that_was_typed_over_is_asked_about_and_theirs_can_stay(teacher) -> None:
    teacher.desk.sim.type_grade(teacher.item.column, STUDENT, 9)
    teacher.work(0.7, n=10)
    assert "You typed 9 in the gradebook" in teacher.line()
    assert "1 needs you" in teacher.open()
    assert "Warm-up" in teacher.open("")
    assert "Warm-up" in teacher.open(f"students/{teacher.school.people[STUDENT]}")
    teacher.press("Keep my 9")
    assert "Yours stays" in teacher.line()
    teacher.settle()
    assert teacher.shown() == 9


def test_U43_ours_can_be_sent_over_it(teacher) -> None:
    teacher.desk.sim.type_grade(teacher.item.column, STUDENT, 9)
    teacher.work(0.7, n=10)
    teacher.press("Send 7")
    teacher.settle()
    assert teacher.shown() == 7


def test_U40_a_grade_that_was_not_taken_says_why_and_is_tried_again(teacher) -> None:
    teacher.desk.sim.enrol(STUDENT, "deleted")
    teacher.work(0.9, n=10)
    assert "no longer in the course" in teacher.line()
    teacher.desk.sim.enrol(STUDENT, "active")
    teacher.press("Try again")
    teacher.settle()
    assert teacher.shown() == 9


def test_F23_a_links_column_that_is_gone_is_never_made_by_us_but_looked_for_again(teacher) -> None:
    teacher.desk.sim.delete_column(teacher.item.column)
    teacher.work(0.9, n=10)
    assert "The column of this link is gone" in teacher.line()
    assert "Make it again" not in teacher.line()
    teacher.press("Try again")
    assert teacher.cell().state == "waiting"
    teacher.settle()
    assert teacher.cell().state == "held"
    assert len(teacher.desk.sim.readback().columns) == 4  # those of the standards


def test_a_links_column_that_is_gone_can_be_forgotten_and_stays_so(teacher) -> None:
    teacher.desk.sim.delete_column(teacher.item.column)
    teacher.work(0.9, n=10)
    teacher.press("Forget this column")
    assert "Warm-up" not in teacher.open()
    assert "Nothing needs you" in teacher.open()
    for switch in ("off", "on"):
        teacher.desk.doors("POST", f"{teacher.home}gradebook/write", data={"csrf": teacher.csrf, "write": switch})
    assert [row.state for row in teacher.school.rows(t.place, kind="link")] == ["stopped"]


def test_only_the_column_of_a_link_can_be_forgotten(teacher) -> None:
    place = teacher.school.rows(t.place, kind="column")[0]
    answer = teacher.desk.doors("POST", f"{teacher.home}gradebook/{place.id}/forget", data={"csrf": teacher.csrf})
    assert answer.status_code == 404


def test_a_column_that_a_launch_names_anew_takes_the_place_of_the_one_that_is_gone(teacher) -> None:
    teacher.desk.sim.delete_column(teacher.item.column)
    teacher.work(0.9, n=10)
    endpoint = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"

    def other_column(claims: dict[str, Any]) -> None:
        claims[endpoint] = {**claims.get(endpoint, {}), "lineitem": teacher.item.column + "99"}

    teacher.desk.launch(teacher.item, bend=other_column)
    assert sorted(row.state for row in teacher.school.rows(t.place, kind="link")) == ["stopped", "there"]
