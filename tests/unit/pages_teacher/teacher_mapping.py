"""Models of the pages about what activities show, what stands in the course, and earlier results."""

from datetime import timedelta

from teacher_class import NOW

from gateway.web.pages import activities_page as a
from gateway.web.pages import bring_page as b
from gateway.web.pages import mapping_page as m
from gateway.web.pages import prior_page as r
from gateway.web.pages.graded_page import StandardChoice
from gateway.web.pages.shell import Choice

IRI = "https://content.example/ratios/juice"
OFFERS = (
    m.OfferLine("s1", "6.RP.A.1", "Understand ratios", "declared"),
    m.OfferLine("s2", "6.RP.A.2", "Understand unit rates", "code"),
    m.OfferLine("s3", "6.RP.A.3", "Use ratio reasoning", "suggested", ("ratio", "juice"), here=False),
    m.OfferLine("s4", "6.NS.B.2", "Divide numbers", "suggested"),
)
STANDARDS = (
    StandardChoice("s1", "6.RP.A.1", "Understand ratios", chosen=True, named=True),
    StandardChoice("s2", "6.RP.A.2", "Understand unit rates", chosen=False),
)


def results() -> m.MappingPage:
    """Show activities with offers, without, and with no result."""
    lines = (
        m.BareLine(IRI, "The juice stand", "/one", 12, NOW - timedelta(hours=2), OFFERS),
        m.BareLine(f"{IRI}/2", "A walk", "/two"),
    )
    return m.MappingPage(NOW, "/accept", "/refuse", "/rules", "/pathway", lines, 3, 4, "/all")


def results_none() -> m.MappingPage:
    """Show that every result counts."""
    return m.MappingPage(NOW, "/accept", "/refuse", "/rules", "/pathway")


def results_unchosen() -> m.MappingPage:
    """Show that standards come first."""
    return m.MappingPage(NOW, "/accept", "/refuse", "/rules", "/pathway", chosen=False)


def align() -> m.AlignPage:
    """Show one activity with the standards to tick."""
    weights = (Choice("1", "as usual", True), Choice("0.5", "half"))
    return m.AlignPage("The juice stand", IRI, "/save", "/results", STANDARDS, weights, OFFERS)


def effect() -> m.EffectPage:
    """Show what a change would do to levels."""
    moved = (m.MovedLine("Maya Okafor", "6.RP.A.1", "Nearly", "Mastered"),)
    return m.EffectPage("The juice stand", 24, 12, 3, moved, "/save", "/results", (("iri", IRI), ("sure", "1")))


def rules() -> m.RulesPage:
    """Show two rules and a form that was not understood."""
    lines = (
        m.RuleLine("r1", "https://content.example/", "", "", "", "6.RP.A.1"),
        m.RuleLine("r2", "https://other.example/", "https://verbs.example/answered", "/context/x", "7", ""),
    )
    sent = (("prefix", "content"), ("verb", ""))
    return m.RulesPage(
        lines, (Choice("s1", "6.RP.A.1"),), "/save", "/remove", "/results", sent, "An address is wanted."
    )


def rules_none() -> m.RulesPage:
    """Show that there is no rule yet."""
    return m.RulesPage((), (Choice("s1", "6.RP.A.1"),), "/save", "/remove", "/results")


def prior() -> r.PriorPage:
    """Show the form before a file was chosen."""
    return r.PriorPage("/look", "/save", "/list.csv", "/students")


def prior_looked() -> r.PriorPage:
    """Show what a file would bring."""
    good = (r.GoodLine("Maya Okafor", "6.RP.A.1", 85, "30 Sep 2026", "Fall test"),)
    return r.PriorPage("/look", "/save", "/list.csv", "/students", "a,b", 3, 2, good, looked=True)


def prior_bad() -> r.PriorPage:
    """Show lines that cannot be read."""
    bad = tuple(r.BadLine(line, "No student has this id.") for line in range(2, 60))
    return r.PriorPage("/look", "/save", "/list.csv", "/students", bad=bad, looked=True)


def bring() -> b.BringPage:
    """Show what stands in the course."""
    items = (b.FoundItem("1", "Ratios quiz"), b.FoundItem("2", "The juice stand", here=True))
    return b.BringPage(
        "Riverside LMS",
        True,
        "/pick",
        "/pathway",
        (b.FoundPart("Week 1", items), b.FoundPart("", items)),
        open_url="/parts",
    )


def bring_links() -> b.BringPage:
    """Show links alone, where the system tells nothing, and that it could not be read."""
    return b.BringPage("Riverside LMS", False, "/pick", "/pathway", error="It could not be read just now.")


def bring_nothing() -> b.BringPage:
    """Show an empty course."""
    return b.BringPage("Riverside LMS", True, "/pick", "/pathway")


def picked() -> b.PickedPage:
    """Show picked items with what they could count for."""
    items = (b.PickedItem(1, "1", "Week 1", "Ratios quiz", OFFERS), b.PickedItem(2, "2", "", "A walk", ()))
    return b.PickedPage(items, "/save", "/pathway", True, "Tick at least one standard.")


def library() -> a.ActivitiesPage:
    """Show activities of every kind, and an upload that was refused."""
    lines = (
        a.ActivityLine("The juice stand", "/one", "practice", "try", 10, ("6.RP.A.1",), False, False),
        a.ActivityLine("Golf", "/two", "tincan", "paper", 30, (), True, True),
        a.ActivityLine("Pouring", "/three", "cmi5", "partner", 15, ("6.RP.A.2",), False, True),
        a.ActivityLine("True or false", "/four", "h5p", "try", 5, (), False, True),
        a.ActivityLine("A film", "/five", "link", "try", 8, (), False, True),
        a.ActivityLine("A talk", "/six", "teacher", "teacher", 20, (), False, False),
        a.ActivityLine("Prices", "/seven", "lesson", "try", 1, ("6.RP.A.2",), False, True),
        a.ActivityLine("A stand", "/eight", "project", "try", 90, ("6.RP.A.2",), False, True),
        a.ActivityLine("Page 3", "/nine", "task", "read", 12, ("6.RP.A.2",), False, True),
    )
    wrong = a.Takes(True, True, "This is a SCORM package.", "imsmanifest.xml", "An address is wanted.", "http", "Film")
    return a.ActivitiesPage(lines, "/upload", "/link", "/pathway", wrong, "/rubrics", "/lesson", "/project")


def library_closed() -> a.ActivitiesPage:
    """Show the library where nothing can be uploaded."""
    return a.ActivitiesPage((), "/upload", "/link", "/pathway", a.Takes(False, False))


def activity() -> a.ActivityPage:
    """Show one page on the web that the course may change."""
    ticks = tuple(a.StandardTick(one.key, one.code, one.title, one.chosen) for one in STANDARDS)
    return a.ActivityPage(
        "A film", "link", True, "try", 8, "video", "home", True, "https://films.example/ratios", ticks,
        ("A file is missing.",), "/preview", "/save", "/out", "/library", "/setup", "Minutes are a number.",
        rubrics=(Choice("r1", "Explaining", True),), rubric_url="/rubric", marking_url="/marking",
        hand_in_url="/hand-in", interests="soccer, live music",
    )  # fmt: skip


def activity_packed() -> a.ActivityPage:
    """Show an activity of a package after a newer version was refused."""
    return a.ActivityPage(
        "Golf", "tincan", True, "paper", 30, "", "anywhere", False, "", (), (), "/preview", "/save", "/out", "/library",
        "/setup", "", "This is another package.", "/replace", "/delete",
    )  # fmt: skip


def delete() -> a.DeletePage:
    """Ask before a package is deleted that many have worked with."""
    titles = ("Pouring", "Mixing")
    return a.DeletePage("Ratios", "cmi5", titles, 4_100_000, 2, 1, 3, 24, 12, 0, "/delete", "/back")


def delete_used() -> a.DeletePage:
    """Show that another course uses the package."""
    return a.DeletePage("Golf", "tincan", ("Golf",), 300, 0, 0, 0, 0, 0, 2, "/delete", "/back")


def activity_shipped() -> a.ActivityPage:
    """Show an activity that came with the program."""
    return a.ActivityPage(
        "The juice stand", "practice", False, "try", 10, "", "", False, "", (), (), "/preview", "/save", "", "/library",
        "/setup",
    )  # fmt: skip
