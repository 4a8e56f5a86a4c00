"""Models of the pages about rubrics, marking, lessons and projects."""

from dataclasses import replace
from datetime import date, timedelta

from teacher_class import NAMES, NOW

from gateway.web.pages import lesson_pages as l
from gateway.web.pages import marking_page as m
from gateway.web.pages import rubrics_page as r
from gateway.web.pages.shell import Choice

STANDARDS = (
    r.StandardField("s1", "6.RP.A.1", "Understand ratios", chosen=True),
    r.StandardField("s2", "6.RP.A.2", "Understand unit rates", chosen=False, here=False),
)
RUBRICS = (Choice("", "No rubric"), Choice("r1", "Explaining", True))
STYLES = (Choice("try", "Try it", True), Choice("read", "Read"))


def rubrics() -> r.RubricsPage:
    """Show a rubric of the course, one of the school and one out of use."""
    lines = (
        r.RubricLine(
            "Explaining", 3, 4, 2, False, False, "/one", "/copy", "/give", "/retire", ("Words", "Numbers", "Care")
        ),
        r.RubricLine("Posters", 1, 3, 0, True, False, "", "/copy"),
        r.RubricLine("Old one", 2, 4, 1, False, True, "", "", "", "/retire"),
    )
    return r.RubricsPage(lines, "/new", "/library")


def rubrics_none() -> r.RubricsPage:
    """Show that there is none."""
    return r.RubricsPage((), "/new", "/library")


def rubric() -> r.RubricForm:
    """Show a rubric that marks two activities and was not saved."""
    levels = (r.LevelField("Not yet", "0"), r.LevelField("Nearly", "0.6"), r.LevelField("There", "1"), r.LevelField())
    rows = (
        r.RowField("k1", "Words", STANDARDS, ("None", "Some", "All of them")),
        r.RowField("", "", STANDARDS, ("", "", "")),
    )
    return r.RubricForm(
        "Explaining", levels, rows, "/save", "/list", "/setup", 2, ("Ratio talk", "Poster"), ("Row 2 needs a name.",)
    )


def rubric_without_standards() -> r.RubricForm:
    """Show a new rubric of a course that has no standards."""
    rows = (r.RowField("", "", (), ("", "")),)
    return r.RubricForm("", (r.LevelField("a", "0"), r.LevelField("b", "1")), rows, "/save", "/list", "/setup")


def marking() -> m.MarkingPage:
    """Show twelve students and two rows of a project's checkpoint."""
    levels = (m.MarkLevel(1, "Not yet", "No words"), m.MarkLevel(2, "Nearly"), m.MarkLevel(3, "There", "All words"))
    rows = (m.MarkRow("k1", "Words", ("6.RP.A.1",), levels), m.MarkRow("k2", "Numbers", ("6.RP.A.2",), levels))
    cells = (
        m.MarkCell(3, "There", NOW - timedelta(days=1), "Nearly", "There"),
        m.MarkCell(0, "Half", NOW - timedelta(days=9)),
    )
    entries = tuple(
        m.MarkEntry(f"p{n}", name, cells if n < 3 else (m.MarkCell(), m.MarkCell()), f"/one/{n}")
        for n, name in enumerate(NAMES[:12])
    )
    return m.MarkingPage(
        NOW, "A stand", "Plan", "A page", date(2026, 9, 14), rows, entries, "/save", "/filters", "/all",
        (Choice("c1", "Plan", True), Choice("c2", "Stand")), (Choice("", "All", True), Choice("s2", "Period 2")),
        error="The day of a mark cannot be later than today.",
    )  # fmt: skip


def marking_one() -> m.MarkingPage:
    """Show one student alone."""
    page = marking()
    return replace(page, entries=page.entries[:1], alone=True, next_key="p1", error="")


def marking_nobody() -> m.MarkingPage:
    """Show that nobody is in the section."""
    return replace(marking(), entries=())


def lesson() -> l.LessonPage:
    """Show a lesson with two styles and a further one that was not taken."""
    lines = (
        l.StyleLine("y1", "Prices", "task", "read", 12, "Read page 3.", "", False, "/start", "/out"),
        l.StyleLine(
            "y2",
            "A film",
            "link",
            "watch",
            5,
            "https://films.example",
            "2026-09-20",
            True,
            "/start",
            "/out",
            date(2026, 9, 20),
        ),
    )
    new = l.NewStyle("/add", STYLES, 5, "2026-09-20", (Choice("a1", "Juice stand"),), error="Write what to do.")
    return l.LessonPage(
        "Prices", "find the price of one", STANDARDS, RUBRICS, "/save", "/list", "/rubrics", "/setup", lines, new,
        "/marking", "/out",
    )  # fmt: skip


def lesson_new() -> l.LessonPage:
    """Show a new lesson that was not saved."""
    return l.LessonPage(
        "", "", (), RUBRICS[:1], "/save", "/list", "/rubrics", "/setup", problems=("Give the lesson a name.",)
    )


def project() -> l.ProjectForm:
    """Show a project of three checkpoints that was not saved."""
    rows = (Choice("k1", "Words", True), Choice("k2", "Numbers"))
    stops = (
        l.StopField("c1", "Plan", "A page", "2026-09-18", rows, 12, "/marking/c1", date(2026, 9, 18)),
        l.StopField("c2", "Stand", "A photo", "2026-09-17", rows),
        l.StopField(rows=rows),
    )
    return l.ProjectForm(
        "A stand", "price a drink", "try", "90", STYLES, RUBRICS, "r1", stops, "2026-09-14", "/form", "/save", "/list",
        "/rubrics", "/marking", "/out", ("Checkpoint 2 comes before the one above it. Put the days in order.",),
    )  # fmt: skip


def leaving() -> l.OutPage:
    """Ask before a lesson is offered no more."""
    return l.OutPage("Prices", "lesson", 3, 12, "/out", "/lesson")


def project_without_rubric() -> l.ProjectForm:
    """Show that a rubric comes first."""
    return replace(project(), rubrics=RUBRICS[:1], rubric_id="", stops=(), marking_url="", out_url="", problems=())
