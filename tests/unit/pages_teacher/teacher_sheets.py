"""Models of sheets: one cell, one student, one grade's history."""

from datetime import timedelta

import teacher_dates as dated
from teacher_class import NOW

from gateway.web import choices
from gateway.web.pages import cell_sheet, gradebook_page, student_sheet
from gateway.web.pages.cell_sheet import Decision
from gateway.web.pages.charts import OverTime, Point, Range
from gateway.web.pages.delivery import Delivery
from gateway.web.pages.sentences import Sentence
from gateway.web.pages.shell import Action, Choice

POINTS = {4: "4", 3: "3", 2: "2", 1: "1"}
KEEP = (Action("keep", "/do", (("value", "4"),)), Action("send", "/do", (("value", "3"),)))
HELD = Delivery("held", "3", NOW - timedelta(hours=20), theirs="4", theirs_at=NOW - timedelta(hours=21), actions=KEEP)
SENT = Delivery("sent", "4", NOW - timedelta(days=15))
WAITING = Delivery(
    "waiting", "2", next_try=NOW + timedelta(minutes=6), reason="down", actions=(Action("try_now", "/do"),)
)
FAILED = Delivery("failed", "3", reason="column_gone", actions=(Action("remake", "/do"),))
LINK_GONE = Delivery(
    "failed", "9", reason="link_column_gone", actions=(Action("again", "/do"), Action("forget", "/do"))
)
LAST = (
    ("activity", "Juice stand"),
    ("earned", 0.75),
    ("questions", 4),
    ("hints", 0),
    ("at", NOW - timedelta(days=3)),
)


def over_time() -> OverTime:
    """Move from little known to nearly."""
    days = (
        (7, 41, 25, 59, "Paint shop", "2 of 4"),
        (5, 47, 32, 63, "Paint shop", "2 of 4"),
        (3, 71, 60, 80, "Juice stand", "3 of 4"),
    )
    return OverTime("Ratio tables", tuple(Point(NOW - timedelta(days=d), *rest) for d, *rest in days), 70)


def form(error: str = "") -> cell_sheet.LevelForm:
    """Offer four levels, "nearly" chosen."""
    return cell_sheet.LevelForm("/set", "/excuse", "/today", choices.level_choices(POINTS, 3), error=error)


def cell(error: str = "") -> cell_sheet.CellSheet:
    """Show Maya, nearly there, with a held grade."""
    return cell_sheet.CellSheet(
        NOW,
        "Maya Okafor",
        "Maya",
        "/student",
        "6.RP.A.3.a",
        "Ratio tables",
        "Make and use tables of equal ratios",
        "near",
        form(error),
        "fair",
        3,
        3,
        "near",
        (
            Sentence("why.last_result", LAST),
            Sentence("why.earlier_results", (("tries", 2), ("lowest", 0.5), ("highest", 0.5), ("since", None))),
            Sentence("why.close_to_aim"),
        ),
        Range(71, 60, 80, 70),
        over_time(),
        (
            cell_sheet.Result("Juice stand", NOW - timedelta(days=3), "3", "4", move="up2", before=58, after=71),
            cell_sheet.Result("Paint shop", NOW - timedelta(days=5), "2", "4", hints=1, move="up"),
            cell_sheet.Result("Paint shop", NOW - timedelta(days=7), "2", "4", why_not="repeat"),
        ),
        HELD,
        None,
        "/today",
    )


def empty_cell() -> cell_sheet.CellSheet:
    """Show a cell where nothing happened yet."""
    blank = Delivery("blank")
    return cell_sheet.CellSheet(
        NOW,
        "Noah Kim",
        "Noah",
        "/student",
        "6.EE.B.6",
        "Using variables",
        "",
        "none",
        form(),
        delivery=blank,
        class_url="/today",
    )


def student() -> student_sheet.StudentSheet:
    """Show Maya's sheet."""
    mine = Decision("set", "Ms. Alvarez", NOW - timedelta(days=4), "talked it through with me", "/undo", 2, mine=True)
    excused = Decision("exc", "Mr. Brooks", NOW - timedelta(days=7), "covered in science", "/undo")
    level = student_sheet.Level
    levels = (
        level(
            "6.RP.A.1",
            "Ratio language",
            "due",
            "/cell",
            "high",
            4,
            3,
            4,
            2,
            last=NOW - timedelta(days=16),
            delivery=SENT,
        ),
        level("6.RP.A.2", "Unit rates", "few", "/cell", "early", 1, 3, 1, 1, delivery=Delivery("blank", have=1)),
        level("6.RP.A.3.a", "Ratio tables", "near", "/cell", "fair", 3, 3, 3, 2, delivery=HELD),
        level(
            "6.RP.A.3.b", "Rate problems", "prog", "/cell", "fair", 4, 3, 4, 2, "near", decision=mine, delivery=WAITING
        ),
        level("6.RP.A.3.c", "Percents", "few", "/cell", "early", 2, 3, 2, 1, delivery=Delivery("blank", have=2)),
        level("6.RP.A.3.d", "Converting units", "exc", "/cell", decision=excused, delivery=Delivery("excused")),
    )
    event = student_sheet.Event
    events = (
        event(
            NOW - timedelta(hours=21),
            Sentence("gradebook", (("standard", "6.RP.A.3.a"), ("before", "3"), ("after", "4"))),
            KEEP,
            staff_only=True,
        ),
        event(
            NOW - timedelta(days=3),
            Sentence(
                "result",
                (
                    ("activity", "Juice stand"),
                    ("right", "3"),
                    ("asked", "4"),
                    ("hints", 0),
                    ("title", "Ratio tables"),
                    ("before", "prog"),
                    ("after", "near"),
                    ("have", 3),
                    ("next", "changed"),
                    ("steps", "“Map scale”, “Ratio rescue” and “Paint mixer”"),
                ),
            ),
        ),
        event(
            NOW - timedelta(days=3),
            Sentence("chose", (("activity", "Juice stand"), ("over", "“Map scale” and “Ratio rescue”"))),
        ),
        event(
            NOW - timedelta(days=4),
            Sentence(
                "set",
                (
                    ("name", "Ms. Alvarez"),
                    ("standard", "6.RP.A.3.b"),
                    ("level", "In progress"),
                    ("reason", "talked it through with me"),
                ),
            ),
        ),
    )
    return student_sheet.StudentSheet(
        NOW,
        "Maya Okafor",
        "Maya",
        "Period 2",
        "/student",
        "Unit 1: Ratios and rates",
        care=care(),
        dates=dated.dates(),
        begins=(
            student_sheet.Begin(
                1, "Ratios and rates", "/start/1", (Choice("", "As the answers say", True),), "6.RP.A.2"
            ),
            student_sheet.Begin(2, "Percents", "/start/2", (Choice("", "As the answers say", True),), all_known=True),
        ),
        last_active=NOW - timedelta(hours=3),
        strengths=(
            Sentence("strength.mastered", (("title", "Ratio language"), ("at", NOW - timedelta(days=16)))),
            Sentence("strength.effort", (("days", 4), ("of", 5), ("done", 5))),
        ),
        goals=(
            student_sheet.Goal(
                "Make and use ratio tables",
                NOW - timedelta(days=7),
                True,
                71,
                "near",
                3,
                3,
                NOW.date() + timedelta(days=4),
            ),
        ),
        next_choices=("Trail mix tables", "The lunch line", "Ratio rescue"),
        next_reasons=(("Trail mix tables", Sentence("card.one_more", LAST)),),
        units=choices.unit_choices([(1, "Ratios and rates", 6), (2, "Number system", 8)], 1, whole=False),
        levels=levels,
        chart=over_time(),
        events=events,
        event_kinds=choices.event_choices(),
        path_url="/path",
    )


def new_student() -> student_sheet.StudentSheet:
    """Show a student who has done nothing yet and left."""
    return student_sheet.StudentSheet(
        NOW, "Student 7f3a", "Student 7f3a", "", "/student", "Unit 1: Ratios", left=True, care=care(out=True)
    )


def care(*, out: bool = False) -> student_sheet.Care:
    """Show what helps, of somebody who takes part or not."""
    since = NOW - timedelta(days=2) if out else None
    times = (Choice("", "The usual time"), Choice("50", "50 % more time", chosen=True))
    languages = (Choice("", "As the page", chosen=True), Choice("es", "Español"))
    return student_sheet.Care(
        "/supports", "/out", "/in", times, languages, fewer_items=True, out_since=since,
        out_reason="Her parents asked" if out else "", out_by="Ms. Alvarez" if out else "",
    )  # fmt: skip


def history() -> gradebook_page.HistorySheet:
    """Show what was written for one grade."""
    tries = (
        gradebook_page.Try(NOW - timedelta(hours=1), "3", "held"),
        gradebook_page.Try(NOW - timedelta(days=2), "3", "sent"),
        gradebook_page.Try(NOW - timedelta(days=2, hours=1), "2", "failed", "refused"),
    )
    return gradebook_page.HistorySheet(NOW, "Maya Okafor", "6.RP.A.3.a", "Ratio tables", tries, "/gradebook")
