"""Models of Today in three states of a course: first day, third week, end of term. Every name is made up."""

import random
from datetime import UTC, datetime, timedelta

from gateway.web import choices
from gateway.web.pages import class_page as c
from gateway.web.pages.delivery import DeliveryLine, RosterLine
from gateway.web.pages.sentences import Sentence
from gateway.web.pages.shell import Action, Language, Shell, Tab

NOW = datetime(2026, 10, 13, 12, 4, tzinfo=UTC)
NAMES = """Caleb Thompson,Zainab Malik,Owen Gallagher,Leila Haddad,Diego Castillo,Maya Okafor,Ethan Novak,Chloe Dubois
Student 7f3a,Aaliyah Jefferson,Henry Walsh,Mateo Vargas,Isla McLeod,Samuel Osei,Lucas Ferreira,Yusuf Demir
Nina Petrova,Sofia Reyes,Priya Nair,Hana Sato,Liam Brandt,Amara Diallo,Grace Lindqvist,Noah Kim
Maximiliana Konstantinopoulou-Oyelaran,Tom Abara,Ida Falk,Ravi Menon,Jude Baptiste,Wren Ashby""".replace(
    "\n", ","
).split(",")
RATIOS = """6.RP.A.1 Ratio language,6.RP.A.2 Unit rates,6.RP.A.3.a Ratio tables,6.RP.A.3.b Rate problems
6.RP.A.3.c Percents,6.RP.A.3.d Converting units"""
NUMBERS = """6.NS.A.1 Dividing fractions,6.NS.B.2 Long division,6.NS.B.3 Decimal operations
6.NS.B.4 Factors and multiples,6.NS.C.5 Positive and negative,6.NS.C.6 Number line
6.NS.C.7 Ordering numbers,6.NS.C.8 Coordinate plane"""
EXPRESSIONS = """6.EE.A.1 Exponents,6.EE.A.2 Writing expressions,6.EE.A.3 Equal expressions
6.EE.A.4 Comparing expressions,6.EE.B.5 Solving equations,6.EE.B.6 Using variables"""
UNITS = tuple(
    (title, lines.replace("\n", ","))
    for title, lines in (("Ratios and rates", RATIOS), ("Number system", NUMBERS), ("Expressions", EXPRESSIONS))
)


def shell(current: str = "Today", **changes: object) -> Shell:
    """Surround a page as the application would, for a teacher."""
    tabs = tuple(
        Tab(label, f"/{label.lower()}", label == current) for label in ("Today", "Students", "Pathway", "Gradebook")
    )
    known = {
        "course": "Mathematics 6",
        "role": "teacher",
        "csrf": "t0ken",
        "here": "/today",
        "home": "/today",
        "languages": (Language("en", "English"), Language("es", "Español")),
        "language_url": "/language",
        "tabs": tabs,
        "carry": (("launch", "h4ndle"),),
    }
    return Shell(**{**known, **changes})


def columns(units=UNITS) -> tuple[c.Column, ...]:
    """Give the standards of some units as columns."""
    found = []
    for _title, lines in units:
        for i, line in enumerate(lines.split(",")):
            code, title = line.split(" ", 1)
            found.append(c.Column(code.lower().replace(".", ""), code, title, first=i == 0))
    return tuple(found)


def _cell(dice: random.Random, ability: float, column: int, reach: int) -> c.Cell:
    """Draw one cell: early columns are further, abler students reach further."""
    if column > reach:
        return c.Cell("none")
    p = ability + 0.5 - column / (reach + 1) + dice.uniform(-0.25, 0.25)
    if dice.random() < 0.03:
        return c.Cell("exc")
    if p < 0.3:
        return c.Cell("few", dice.choice((1, 2)))
    state = "prog" if p < 0.65 else "near" if p < 0.9 else "due" if dice.random() < 0.1 else "done"
    return c.Cell(state, set=dice.random() < 0.04)


def grid(students: int, reach: float, units=UNITS) -> c.Grid:
    """Fill a table; `reach` is the share of the standards that the class has come to."""
    dice = random.Random(7)
    heads = columns(units)
    rows = []
    for i, name in enumerate(NAMES[:students]):
        ability = 0.2 + 0.8 * i / students
        cells = tuple(
            _cell(dice, ability, n, int(reach * len(heads) * (0.6 + 0.6 * ability))) for n in range(len(heads))
        )
        rows.append(c.Row(f"p{i}", name, f"/student?p={i}", cells))
    hand, more = students // 5, students * 3 // 4
    groups = (
        c.Group("hand", tuple(rows[:hand])),
        c.Group("way", tuple(rows[hand:more])),
        c.Group("more", tuple(rows[more:])),
    )
    mastered = tuple(sum(row.cells[n].state == "done" for row in rows) for n in range(len(heads)))
    spans = tuple(c.Unit(i + 1, title, len(lines.split(",")), now=i == 0) for i, (title, lines) in enumerate(units))
    return c.Grid(
        spans, heads, groups, mastered, students, "need", lambda person, standard: f"/cell?p={person}&s={standard}"
    )


def filters(students: int, unit: int = 0) -> c.Filters:
    """Offer what a course of two sections and three units offers."""
    units = [(i + 1, title, len(lines.split(","))) for i, (title, lines) in enumerate(UNITS)]
    sections = [("s2", "Period 2", students // 2), ("s5", "Period 5", students - students // 2)]
    return c.Filters(
        "/today", choices.section_choices(sections), choices.unit_choices(units, unit), choices.sort_choices()
    )


def todos() -> tuple[c.Todo, ...]:
    """Give one of each frequent kind, oldest first."""
    held = (("name", "Maya Okafor"), ("standard", "6.RP.A.3.a"), ("theirs", "4"), ("value", "3"))
    times = (("theirs_at", NOW - timedelta(hours=21)), ("at", NOW - timedelta(hours=20)))
    return (
        c.Todo(
            Sentence("stuck", (("name", "Caleb Thompson"), ("title", "Ratio tables"), ("tries", 3))),
            NOW - timedelta(days=4),
            (Action("support", "/do"),),
        ),
        c.Todo(
            Sentence("conflict", (*held, *times)),
            NOW - timedelta(hours=20),
            (Action("keep", "/do", (("value", "4"),)), Action("send", "/do", (("value", "3"),))),
            anchor="todo-grade",
        ),
        c.Todo(
            Sentence("rubric", (("activity", "Ratio talk"), ("students", 6))),
            NOW - timedelta(hours=22),
            (Action("rubric", "/rubric", post=False),),
        ),
        c.Todo(
            Sentence("offers_help", (("name", "Maya Okafor"), ("title", "Ratio tables"), ("who", "Caleb"))),
            NOW - timedelta(hours=9),
            (Action("helped", "/do"),),
        ),
        c.Todo(
            Sentence("new_unnamed", (("name", "Student 7f3a"),)),
            NOW - timedelta(hours=4),
            (Action("choose_start", "/do"),),
        ),
    )


def bands(students: int) -> tuple[c.Band, ...]:
    """Give the three bands."""
    hand, more = students // 5, students - students * 3 // 4
    first = [name.split()[0] for name in NAMES[:students]]
    return (
        c.Band(
            "hand",
            hand,
            tuple(first[: min(hand, 5)]),
            Sentence("band.stops", (("title", "Ratio tables"), ("n", 4))),
            Action("support", "/do"),
        ),
        c.Band("way", students - hand - more, (), Sentence("band.moving")),
        c.Band(
            "more",
            more,
            tuple(first[-more:][:6]),
            Sentence("band.mostly", (("unit", "Ratios and rates"),)),
            Action("extension", "/do"),
        ),
    )


LINE = DeliveryLine(27, 2, 1, "/gradebook?show=sent", "/gradebook?show=waiting", "/gradebook?show=needs")
ROSTER = RosterLine(NOW - timedelta(hours=4, minutes=19), "/roster")


def day_one() -> c.ClassPage:
    """Show a class that is here, and nothing else yet."""
    return c.ClassPage(NOW, 24, filters(24), ROSTER, setup=c.SetupPrompt(24, "/setup"))


def week_three() -> c.ClassPage:
    """Show 24 students in the third week."""
    return c.ClassPage(
        NOW,
        24,
        filters(24),
        ROSTER,
        c.UnitDay(1, "Ratios and rates", 8, 15),
        LINE,
        todos(),
        0,
        bands(24),
        grid(24, 0.4),
        substitute=c.Substitute(4, "Ratio tables with counters"),
        sheet_url="/today.csv",
        test_students=1,
        left=1,
        left_url="/today?left=1",
    )


def term_end() -> c.ClassPage:
    """Show 30 students and 20 standards in the ninth week."""
    line = DeliveryLine(412, 0, 0, "/gradebook", "/gradebook", "/gradebook")
    return c.ClassPage(
        NOW,
        30,
        filters(30),
        ROSTER,
        c.UnitDay(3, "Expressions"),
        line,
        (),
        0,
        bands(30),
        grid(30, 0.95),
        sheet_url="/today.csv",
    )


def one_unit() -> c.ClassPage:
    """Show only the open unit, heads lying flat."""
    return c.ClassPage(NOW, 24, filters(24, 1), ROSTER, delivery=LINE, bands=bands(24), grid=grid(24, 1, UNITS[:1]))
