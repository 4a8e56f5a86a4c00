"""The pages about what is written as samples: everything at once, nothing yet, and the question about totals."""

from datetime import timedelta

from teacher_class import NOW

from gateway.web.pages import writing_page as w

OPTIONS = (
    w.Option("1. 6.RP.A.1 Ratio language", (("column", "https://lms.example/1"),)),
    w.Option("2. 6.RP.A.1 Ratio language", (("column", "https://lms.example/2"),)),
)


def writing() -> w.WritingPage:
    """Show every state of a column, what was compared, and what may be taken back."""
    urls = ("/gradebook", "/choose", "/compare", "/remove", "/go-on")
    columns = tuple(
        w.Column(name, code, "/use", "/leave", "/remake", OPTIONS if code == "two_columns" else ())
        for name, code in (
            ("6.RP.A.1 Ratio language", "two_columns"), ("6.RP.A.2 Unit rates", "column_gone"),
            ("6.RP.A.3 Ratio tables", "left_out"),
        )
    )  # fmt: skip
    things = (w.Thing("6.RP.A.1 Ratio language", "column", 24), w.Thing("Juice stand", "assignment", 1))
    return w.WritingPage(
        NOW, *urls, every_column=False, without=3, most=8, progress=True, keep_highest=False, sent=25, columns=columns,
        things=things, parts=(w.Thing("Week 2", "part", 7),), links=("Warm-up",), leaving=2,
        compared=w.Compared(NOW - timedelta(hours=1), 20, 3, 1, 1),
        closed_since=NOW - timedelta(days=3),
    )  # fmt: skip


def nothing() -> w.WritingPage:
    """Show a course in which nothing was written."""
    urls = ("/gradebook", "/choose", "/compare", "/remove", "/go-on")
    return w.WritingPage(NOW, *urls, every_column=True, without=0, most=8, progress=False, keep_highest=True, sent=0)


def total() -> w.TotalPage:
    """Ask before columns that count are made."""
    return w.TotalPage(3, 4, 12, "Moodle", "/write", "/gradebook")
