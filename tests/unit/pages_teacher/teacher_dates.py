"""Models of pages about who came later, own dates and ideas of students."""

from datetime import date

from teacher_class import NOW

from gateway.web import choices
from gateway.web.pages.begin_page import BeginPage, Way
from gateway.web.pages.helped_page import Changed, Gained, HelpedPage
from gateway.web.pages.ideas_page import IdeaRow, IdeasPage
from gateway.web.pages.shell import Choice
from gateway.web.pages.stations_page import StationRow, StationsPage
from gateway.web.pages.student_sheet import Dates, UnitDates


def begin(came: date | None = date(2026, 10, 9)) -> BeginPage:
    ways = (
        Way("class", ("Juice stand", "Trail mix tables"), optional=3, chosen=True),
        Way("placement", wished=True),
        Way("prior", ("Better buy",), results=12, mastered=2),
        Way("anew", ("Ratio talk",)),
    )
    return BeginPage(NOW, "Zoe Lindqvist", "Zoe", "/begin", "/student", ways, 6, 12, came)


def begin_there() -> BeginPage:
    return BeginPage(NOW, "Zoe Lindqvist", "Zoe", "/begin", "/student", (Way("prior"), Way("class", optional=1)), 6, 12)


def dates() -> Dates:
    away = ((date(2026, 10, 5), date(2026, 10, 7)),)
    units = (
        UnitDates("Ratios", None, None, optional=True),
        UnitDates("Rates", date(2026, 10, 9), date(2026, 10, 26), moved=True),
    )
    return Dates("/away", "/here", "/begin", away, units, date(2026, 10, 9))


def _idea(key: str, state: str, word: str = "", answer_url: str = "", link: str = "") -> IdeaRow:
    return IdeaRow(
        key, "Maya Okafor", "/student", "6.RP.A.1 (“Ratio language”)", "Count the cars by colour for ten minutes",
        "That I can find a ratio in real things", link, NOW, state, word, answer_url,
    )  # fmt: skip


def ideas() -> IdeasPage:
    waiting = (_idea("a", "waiting", answer_url="/answer", link="https://example.org/cars"),)
    answered = (_idea("b", "accepted"), _idea("c", "change", "How many cars?"), _idea("d", "declined", "Not now"))
    return IdeasPage(NOW, "/students", waiting, answered, 400)


def ideas_none() -> IdeasPage:
    return IdeasPage(NOW, "/students", (), (), 400)


def stations() -> StationsPage:
    rows = (
        StationRow(
            1, "Ratio language", "6.RP.A.1", ("Ratio talk", "Paint mix"), ("Caleb Thompson", "Maya Okafor"), "/m"
        ),
        StationRow(2, "Unit rates", "6.RP.A.2", (), ("Diego Castillo", "Hana Sato")),
        StationRow(3, "", "", (), ("Owen Gallagher",)),
    )
    counts = tuple(Choice(str(n), str(n), n == 3) for n in range(2, 6))
    sections = choices.section_choices([("s2", "Period 2", 3), ("s5", "Period 5", 3)], "s2")
    groups = ((1, (1, 2, 3)), (2, (2, 3, 1)), (3, (3, 1, 2)))
    return StationsPage(
        NOW, NOW.date(), rows, groups, counts, sections, "s2", "/stations", "/cards", "/today", ("Chloe Dubois",), 6
    )


def stations_none() -> StationsPage:
    return StationsPage(NOW, NOW.date(), (), (), (Choice("3", "3", True),), (), "", "/stations", "", "/today", (), 6)


def helped() -> HelpedPage:
    kinds = ("begin", "idea", "override", "project", "stations", "care", "away")
    own = (Changed("support", 41, 38, 61, 12, 34), *(Changed(one, 3, 40, 55) for one in kinds))
    course = tuple(
        Changed(one, 12, 44, 52, at=NOW, about="Juice stand")
        for one in (
            "activity-put",
            "activity-out",
            "levels",
            "aligned",
            "project",
            "must",
            "must-not",
            "unit-dates",
            "unit-opened",
            "unit-closed",
            "parameters",
        )
    )
    return HelpedPage(
        NOW, "/p", 30, 24, (Gained("Juice stand", 41, 12, 5, 19),), 7, own,
        (*course, *(Changed(one, 0, at=NOW) for one in ("published", "undo-publish", "choosing"))), "/p?all=1",
        "9", 31, 12, 15, 6, 4,
    )  # fmt: skip


def helped_none() -> HelpedPage:
    return HelpedPage(NOW, "/p", 30, 0)
