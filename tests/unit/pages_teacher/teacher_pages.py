"""Models of the other pages: set-up in five steps, gradebook, rubric, pathway, students."""

from dataclasses import replace
from datetime import date, timedelta

from teacher_class import LINE, NAMES, NOW, ROSTER
from teacher_sheets import FAILED, HELD, LAST, LINK_GONE, SENT, WAITING

from gateway.web import choices
from gateway.web.pages import gradebook_page as g
from gateway.web.pages import pathway_page, preview, rubric_page, students_page
from gateway.web.pages import setup_page as s
from gateway.web.pages.delivery import Delivery, DeliveryLine
from gateway.web.pages.sentences import Sentence
from gateway.web.pages.shell import Action, Choice

KINDS = ("standards", "activities", "alignments", "draft", "publish")
SUMMARIES = {
    "standards": s.Summary("standards", (("n", 6), ("framework", "Common Core Mathematics, grade 6"), ("guessed", 1))),
    "activities": s.Summary("activities", (("n", 12), ("in_course", 9))),
    "alignments": s.Summary("alignments", (("declared", 18), ("confirmed", 3))),
    "draft": s.Summary("draft", (("units", 2), ("standards", 6), ("gaps", 1))),
}
GAP = s.Gap(
    "one_activity", "6.RP.A.3.d", "Converting units", Action("find_activity", "/setup?step=activities", post=False)
)
ORDER = s.Gap("late_prerequisite", "6.RP.A.3.a", "Ratio tables", after="Unit rates")
CIRCLE = s.Gap("circle", "6.RP.A.3.a", "Ratio tables")


def setup(number: int, step: s.Step, error: str = "") -> s.SetupPage:
    """Open one of the five steps; those before it are done."""
    states = ["done"] * (number - 1) + ["open"] + ["ahead"] * (5 - number)
    heads = tuple(
        s.StepHead(kind, state, f"/setup?step={kind}", SUMMARIES.get(kind) if state == "done" else None)
        for kind, state in zip(KINDS, states, strict=True)
    )
    return s.SetupPage(NOW, heads, number, 12 - 2 * number, "/today", step, error)


def standards() -> s.SetupPage:
    """Step 1."""
    ratios = tuple(
        s.Tick(f"k{i}", title, ticked=i < 5, code=code, statement=statement)
        for i, (code, title, statement) in enumerate(
            (
                ("6.RP.A.1", "Ratio language", "Understand a ratio and use ratio language to describe two amounts."),
                ("6.RP.A.2", "Unit rates", "Understand a unit rate that belongs to a ratio, and use rate language."),
                ("6.RP.A.3.a", "Ratio tables", "Make tables of equal ratios, find missing values, compare by tables."),
                ("6.RP.A.3.b", "Rate problems", "Solve problems with unit rates, such as prices and constant speed."),
                ("6.RP.A.3.c", "Percents", "Find a percent of an amount as a rate per hundred."),
                ("6.RP.A.3.d", "Converting units", "Use ratios to convert units of measure."),
            )
        )
    )
    groups = (
        s.TickGroup("Ratios and proportional relationships", ratios, "6.RP"),
        s.TickGroup("The number system", ratios[:2], "6.NS"),
    )
    groups = (
        groups[0],
        s.TickGroup("The number system", (s.Tick("n1", "Dividing fractions", False, "6.NS.A.1"),), "6.NS"),
    )
    frameworks = (Choice("ccss", "Common Core Mathematics", True), Choice("local", "Our own"))
    grades = (Choice("5", "Grade 5"), Choice("6", "Grade 6", True))
    return setup(1, s.StandardsStep(frameworks, grades, groups, "/setup", "/setup/1", "Mathematics 6"))


def activities() -> s.SetupPage:
    """Step 2."""
    items = (
        s.Tick("a1", "Paint mix", True, style="try", minutes=10, codes=("6.RP.A.1",), in_course=True),
        s.Tick("a2", "Juice stand", True, style="try", minutes=10, codes=("6.RP.A.3.a",)),
        s.Tick("a3", "The lunch line", True, style="paper", minutes=15, codes=("6.RP.A.2",)),
        s.Tick("a4", "Ratio talk", False, style="teacher", minutes=20, codes=("6.RP.A.1", "6.RP.A.2"), by_teacher=True),
    )
    return setup(2, s.ActivitiesStep((s.TickGroup("Ratios", items),), "/setup/2", ("6.EE.A.1 Exponents",)))


def alignments() -> s.SetupPage:
    """Step 3."""
    rows = (
        s.AlignmentRow("r1", "Paint mix", "6.RP.A.1", "Ratio language", "maker"),
        s.AlignmentRow("r2", "Juice stand", "6.RP.A.3.a", "Ratio tables", "maker"),
        s.AlignmentRow("r3", "The lunch line", "6.RP.A.2", "Unit rates", "guess", ticked=False),
    )
    return setup(3, s.AlignmentsStep(rows, "/setup/3", ("Warm-up quiz",)))


def units() -> tuple[s.DraftUnit, ...]:
    """Give two units of three standards."""
    builds = s.Builds(
        (s.Before("k1", "6.RP.A.1"), s.Before("k4", "6.RP.A.3.d", own=True)), (), (s.Before("k3", "6.RP.A.2"),),
        "/setup?step=draft&builds=k2#s-k2", True, (Choice("k3", "6.RP.A.2 (“Unit rates”)"),),
    )  # fmt: skip
    one = (
        s.DraftStandard(
            "k1", "6.RP.A.1", "Ratio language", (("Paint mix", "try"), ("Ratio talk", "teacher")), down=True
        ),
        s.DraftStandard(
            "k2",
            "6.RP.A.3.a",
            "Ratio tables",
            (("Juice stand", "try"),),
            up=True,
            down=True,
            gap="one_activity",
            builds=builds,
        ),
        s.DraftStandard(
            "k3",
            "6.RP.A.2",
            "Unit rates",
            (("The lunch line", "paper"), ("Best buy", "try")),
            up=True,
            builds=s.Builds(usually=("6.RP.A.1",)),
        ),
    )
    two = (s.DraftStandard("k4", "6.RP.A.3.d", "Converting units", ()),)
    return (s.DraftUnit("u1", 1, "Ratios", one, down=True), s.DraftUnit("u2", 2, "Rates and percents", two, up=True))


def draft() -> s.SetupPage:
    """Step 4, with gaps and an error."""
    return setup(
        4, s.DraftStep(units(), (GAP, ORDER, CIRCLE), "/move", "/rename", "/setup/4", "/builds"), "A unit needs a name."
    )


def maya() -> preview.StudentPreview:
    """Show what Maya will see."""
    cards = (
        preview.Card("Trail mix tables", "try", 12, Sentence("card.one_more", LAST)),
        preview.Card(
            "The lunch line", "paper", 15, Sentence("card.basis_known", (("basis", ("Ratio language",)), ("opens", 2)))
        ),
        preview.Card("Ratio rescue", "partner", 10, Sentence("card.first_step", (("opens", 3),))),
    )
    return preview.StudentPreview("Maya Okafor", cards)


COLUMNS = tuple(
    preview.PreviewColumn(code, title, 4, counts=False)
    for code, title in (("6.RP.A.1", "Ratio language"), ("6.RP.A.2", "Unit rates"), ("6.RP.A.3.a", "Ratio tables"))
)


def publish() -> s.SetupPage:
    """Step 5."""
    cell = preview.PreviewCell
    rows = (
        ("Aaliyah Jefferson", (cell("done", "4", 4), cell("prog", "2", 2), cell("near", "3", 3))),
        ("Caleb Thompson", (cell("prog", "2", 2), cell("few", have=1), cell("few", have=2))),
        ("Diego Castillo", (cell("exc"), cell("none"), cell("prog", "2", 2))),
    )
    book = preview.GradebookPreview(COLUMNS, rows, 24, "/all")
    facts = s.PublishFacts(24, 2, 2, ("Ratios", "Rates and percents"), 2, 4, 3, 3, 1)
    students = (Choice("p5", "Maya Okafor", True), Choice("p0", "Caleb Thompson"))
    return setup(
        5,
        s.PublishStep(facts, "/publish", "/draft", "/setup", (GAP,), students, maya(), book, write=False, write_now=41),
    )


def gradebook() -> g.GradebookPage:
    """Show each state of a grade once."""
    deliveries = (SENT, WAITING, HELD, FAILED)
    names = (NAMES[18], NAMES[6], NAMES[5], NAMES[16])
    lines = tuple(
        g.Line(name, "/student", "6.RP.A.3.a", "Ratio tables", one, "/history")
        for name, one in zip(names, deliveries, strict=True)
    )
    lines += (
        g.Line(NAMES[5], "/student", "", "Warm-up", LINK_GONE, "/history"),
        g.Line(NAMES[6], "/student", "", "Warm-up", Delivery("blank", need=0)),
    )
    return g.GradebookPage(
        NOW,
        True,
        "/write",
        0,
        "/gradebook",
        LINE,
        COLUMNS,
        (g.LinkColumn("Warm-up", 10, "/placed"),),
        lines,
        30,
        choices.shown_choices(1, 2, 27, "needs"),
        (Choice("", "All columns (3)", True), Choice("k1", "6.RP.A.1 Ratio language")),
        (),
        Action("try_all", "/do"),
        more_url="/gradebook?all=1",
    )


def gradebook_empty() -> g.GradebookPage:
    """Show a gradebook before anything is published."""
    return g.GradebookPage(
        NOW, False, "/write", 0, "/gradebook", DeliveryLine(0, 0, 0, "/a", "/b", "/c"), setup_url="/setup"
    )


def no_gradebook() -> g.GradebookPage:
    """Show a course without a gradebook."""
    return g.GradebookPage(NOW, False, "/write", 0, "/gradebook")


def rubric() -> rubric_page.RubricPage:
    """Show a talk with twelve students and one criterion."""
    levels = tuple(
        rubric_page.RubricLevel(value, name, looks)
        for value, name, looks in (
            (4, "Mastered", "Explains with a ratio of their own and checks it."),
            (3, "Nearly", "Uses a ratio correctly with a little help."),
            (2, "In progress", "Compares, but by difference instead of ratio."),
            (1, "Beginning", "Counts, without comparing yet."),
        )
    )
    entries = tuple(
        rubric_page.Entry(
            f"p{i}",
            name,
            (("talk", 4 - i % 4),) if i < 3 else (),
            NOW - timedelta(days=1) if i < 3 else None,
            away=i == 5,
        )
        for i, name in enumerate(NAMES[:12])
    )
    return rubric_page.RubricPage(
        NOW,
        "Ratio talk",
        "Two minutes with each student: “How do these two amounts compare?”",
        (("6.RP.A.1", "Ratio language"),),
        NOW.date(),
        "/rubric",
        "/rubric",
        (rubric_page.Criterion("talk", "Compares two amounts", levels),),
        entries,
    )


def pathway() -> pathway_page.PathwayPage:
    """Show a published pathway with a newer draft."""
    now, before = (
        preview.Change(NOW - timedelta(days=8), "Ms. Alvarez", 24),
        preview.Change(NOW - timedelta(days=20), "Ms. Alvarez", 24, True),
    )
    changes = (
        pathway_page.DraftChange("moved", "6.RP.A.2 (“Unit rates”)", "2"),
        pathway_page.DraftChange("builds", "6.RP.A.2 (“Unit rates”)", "6.RP.A.1 (“Ratio language”)"),
        pathway_page.DraftChange("builds_not", "6.RP.A.2 (“Unit rates”)", "6.RP.A.3.a (“Ratio tables”)"),
        pathway_page.DraftChange("renamed", "Ratios", "Ratios and rates"),
    )
    students = (Choice("p5", "Maya Okafor", True), Choice("p0", "Caleb Thompson"))
    return pathway_page.PathwayPage(
        NOW, "/setup", "/setup?step=draft", "/library", published=now, before=(before,), units=units(), open_units=(1,),
        gaps=(GAP,), undo_url="/undo", publish_url="/publish", draft_changes=changes, see_url="/pathway",
        students=students, preview=maya(), results_url="/results", bring_url="/bring", helped_url="/helped",
        unit_url="/units/", dates={1: (date(2026, 10, 5), date(2026, 10, 23))},
    )  # fmt: skip


def pathway_empty() -> pathway_page.PathwayPage:
    """Show the page before the first time."""
    return pathway_page.PathwayPage(NOW, "/setup", "/setup")


def students() -> students_page.StudentsPage:
    """Show everyone, with a test student and one who left."""
    rows = [
        students_page.Listed(name, "/student", "Period 2", "way", i % 6, 6, NOW - timedelta(hours=5 * i))
        for i, name in enumerate(NAMES[:22])
    ]
    rows[0] = replace(rows[0], away=True)
    rows.append(students_page.Listed("Test Student", "/student", "", test=True, standards=6))
    rows.append(students_page.Listed("Rosa Lind", "/student", "Period 5", left=True, mastered=2, standards=6))
    changes = tuple(
        students_page.ListChange(name, kind, NOW - timedelta(days=days), role)
        for days, (name, kind, role) in enumerate(
            (
                ("Hana Sato", "joined", ""), ("Rosa Lind", "left", ""), ("Owen Gallagher", "back", ""),
                ("Ana Alvarez", "role", "teacher"), ("Ben Ortiz", "role", "assistant"), ("Ivy Chen", "role", "learner"),
            )
        )
    )  # fmt: skip
    roster = replace(ROSTER, trouble="roster_empty")
    return students_page.StudentsPage(
        NOW, "/students", choices.section_choices([("s2", "Period 2", 12), ("s5", "Period 5", 12)]), roster,
        tuple(rows), changes=changes, ideas_url="/ideas",
    )  # fmt: skip
