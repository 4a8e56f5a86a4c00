"""Models of what students handed in: the list of what waits, and one piece of work."""

from dataclasses import replace
from datetime import UTC, datetime

from gateway.web.pages.handed_page import WaitingLine, WaitingPage, WorkPage
from gateway.web.pages.rubric_page import RubricLevel
from gateway.web.pages.shell import Choice
from gateway.web.pages.student.handing import Handed, Section

_NOW, _MONDAY = datetime(2026, 10, 13, 9, 4, tzinfo=UTC), datetime(2026, 10, 12, 9, 0, tzinfo=UTC)
_PHOTO = Handed(
    "file", "poster-of-our-mural-with-a-long-name.jpg", "/static/icon.svg", "waiting", _MONDAY, 2, picture=True
)
_LINK = Handed(
    "link", "https://pages.example/diego", "https://pages.example/diego", "seen", _MONDAY, host="pages.example"
)
_LEVELS = tuple(
    RubricLevel(value, name, looks)
    for value, name, looks in ((4, "Mastered", "All parts agree."), (3, "Nearly", ""), (2, "In progress", ""))
)


def waiting() -> WaitingPage:
    choices = (Choice("", "All", True), Choice("a1", "The mural"), Choice("a2", "Ratio talk"))
    lines = (
        WaitingLine("Maya Okafor", "The mural", "/teacher/waiting/1", _PHOTO),
        WaitingLine("Diego Castillo", "Ratio talk", "/teacher/waiting/2", _LINK),
    )
    return WaitingPage(_NOW, lines, "/teacher/waiting", choices, "/teacher/")


def nothing() -> WaitingPage:
    return WaitingPage(_NOW, (), "/teacher/waiting", (), "/teacher/")


def work() -> WorkPage:
    before = replace(_PHOTO, name="poster.jpg", version=1, state="back", picture=False, words="Show how you got there.")
    return WorkPage(
        _NOW, "Maya Okafor", "/teacher/students/1", "The mural", _PHOTO, (before,), open=True, levels=_LEVELS,
        save_url="/teacher/waiting/1", list_url="/teacher/waiting", left=1, error="Say in a few words what to change.",
        mark_url="/teacher/marking/1",
    )  # fmt: skip


def outline() -> WorkPage:
    sections = (Section("My question", "How much paint?\nAnd which?"), Section("Sources", "", "There are none yet."))
    one = Handed("outline", "", "", "done", _MONDAY, words="Clear.", sections=sections)
    return WorkPage(
        _NOW, "Maya Okafor", "/teacher/students/1", "Plan of our mural", one, (), open=False, levels=(), save_url="/s",
        list_url="/teacher/waiting",
    )  # fmt: skip
