"""What single learning systems tell of a grade, and what of it is none."""

from __future__ import annotations

import pytest
from graded_room import Room
from support.gradebooks import open_gradebook


@pytest.fixture
def database_kind() -> str:
    """Return SQLite: the database makes no difference here."""
    return "sqlite"


@pytest.mark.parametrize("kind", ["canvas"])
@pytest.mark.parametrize("mark", [{"posted": False}, {"missing": True}, {"excused": True}], ids=str)
def test_canvas_hidden_missing_and_excused_are_no_results(room, mark) -> None:
    quiz = room.sim.add_quiz("Quiz", 10)
    login = room.gradebook.student().login
    room.sim.type_grade(quiz, login, 0)
    room.sim.mark(quiz, login, **mark)
    room.look()
    room.let_count("Quiz", "6.A")
    room.read()
    assert room.evidence() == []


@pytest.mark.parametrize("kind", ["canvas"])
def test_extra_points_are_no_more_than_all(room) -> None:
    quiz = room.sim.add_quiz("Quiz", 10)
    room.sim.type_grade(quiz, room.gradebook.student().login, 12)
    room.look()
    room.let_count("Quiz", "6.A")
    room.read()
    assert [score for score, _ in room.evidence()] == [1.0]


@pytest.mark.parametrize("kind", ["schoology"])
def test_schoology_tags_propose_standards_and_exceptions_are_no_results(room) -> None:
    quiz = room.sim.add_quiz("Quiz", 10)
    login = room.gradebook.student().login
    room.sim.type_grade(quiz, login, 9)
    room.sim.set_flag(quiz, login, "excused")
    room.sim.align(quiz, "6.B")
    room.look()
    page = room.page(f"gradebook/graded/{room.row('Quiz').id}")
    standard = room.school.standards["6.B"]
    assert f'value="{standard}" autocomplete="off" checked' in page
    assert "named in Schoology" in page
    room.let_count("Quiz", "6.B")
    room.read()
    assert room.evidence() == []


def test_without_the_systems_own_interface_nothing_is_offered(doors, site, waymark, clock) -> None:
    room = Room(doors, open_gradebook(site, waymark, clock))
    assert "gradebook/graded" not in room.page("gradebook")
    assert "read grades of this course" in room.page("gradebook/graded")
    assert room.look() == []
