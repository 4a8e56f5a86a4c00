"""Models of the picker's pages, and of what a placed link shows to its teacher."""

from dataclasses import replace

from teacher_class import shell

from gateway.web.pages import pick, placed_page

SHELL = shell("", tabs=())
PAINT = pick.Line(
    "a1", "Paint mix", "try", 10, "Compare two amounts with a ratio", ("6.RP.A.1", "6.RP.A.3.a"), "/pick/a1",
    ticked=True,
)  # fmt: skip
TALK = pick.Line(
    "a4", "Ratio talk", "teacher", 20, "Use ratio words", ("6.RP.A.1",), "/pick/a4", placed=True, by_teacher=True
)
FRACTIONS = pick.Line("a9", "Sharing a pizza", "paper", 15, "Share fairly", (), "/pick/a9")


def choose() -> pick.PickPage:
    """Show several activities to tick, in a unit and outside of it."""
    unit = pick.Part("u1", "Ratios and rates", (pick.Group("6.RP.A.1", "Ratio language", (PAINT, TALK)),), open=True)
    other = pick.Part("x", "Other activities", (pick.Group("", "", (FRACTIONS,)),), open=False)
    modes = tuple(pick.Mode(one, f"/pick?mode={one}", one == pick.EACH) for one in (pick.ONE, pick.EACH, pick.SET))
    return pick.PickPage(
        SHELL, pick.EACH, modes, "/pick/look", "/pick/check", "/pick/cancel", (unit, other), path_ticked=True,
        path_placed=True,
    )  # fmt: skip


def found_nothing() -> pick.PickPage:
    """Show a search that found nothing, with something ticked before."""
    modes = tuple(replace(one, current=one.value == pick.ONE) for one in choose().modes)
    return replace(
        choose(), mode=pick.ONE, modes=modes, parts=(), search="triangles", hidden=("a1",), path_ticked=False,
        error="Choose something first.",
    )  # fmt: skip


def not_taken() -> pick.PickPage:
    """Show a place that takes no links of ours."""
    return replace(choose(), taken=False, parts=())


def check() -> pick.CheckPage:
    """Show one link with a column, dates, and everything typed wrongly."""
    return pick.CheckPage(
        SHELL, "activity", ("Paint mix",), (), (("mode", "one"), ("key", "a1")), "/pick/add", "/pick/look",
        "/pick/cancel", columns=True, graded=True, points="0", title="Warm-up",
        dates=tuple(pick.DateField(one, "2026-10-20T08:00") for one in ("opens", "due", "closes")),
        system="Your system", then="It starts unpublished: publish it there.",
        errors={"points": "Write a whole number.", "title": "Write less.", "dates": "Order them.", "due": "When?"},
    )  # fmt: skip


def check_set() -> pick.CheckPage:
    """Show several activities behind one link, where no column can be made."""
    return replace(
        check(), kind="set", links=("Ratios, first week",), inside=("Paint mix", "Ratio talk"), columns=False, dates=(),
        errors={}, then="",
    )  # fmt: skip


def check_several() -> pick.CheckPage:
    """Show links of their own, in a system that takes no dates."""
    return replace(check(), kind="several", links=("Paint mix", "Ratio talk"), dates=(), errors={}, points="10")


def preview() -> pick.PreviewPage:
    """Show one activity before it is chosen."""
    return pick.PreviewPage(
        SHELL, PAINT, "It lets you mix the same color again.", ("Read the recipe.", "Mix it.", "Compare."),
        (("mode", "one"), ("key", "a1")), "/pick/check", "/pick",
    )  # fmt: skip


def send(links: int = 2) -> pick.SendPage:
    """Show the way back with our answer."""
    return pick.SendPage(SHELL, "https://school.example/return", "signed.by.us", links)


def placed() -> placed_page.PlacedPage:
    """Show a link to two activities, one of which the teacher leads."""
    lines = (
        placed_page.PlacedLine("Paint mix", "try", 10, "Compare two amounts with a ratio", ("6.RP.A.1",)),
        placed_page.PlacedLine("Ratio talk", "teacher", 20, "Use ratio words", ("6.RP.A.1",), "/rubric"),
    )
    return placed_page.PlacedPage("Ratios, first week", lines, 10, "/today")


def placed_without_column() -> placed_page.PlacedPage:
    """Show a link to one activity without a column."""
    return replace(placed(), lines=placed().lines[:1], points=None)
