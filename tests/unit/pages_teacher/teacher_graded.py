"""Models of the pages about work that the learning system grades itself."""

from datetime import timedelta

from teacher_class import NOW

from gateway.web.pages import graded_page as g


def works() -> g.WorksPage:
    """Show works that count, that do not, and that could not be read."""
    lines = (
        g.WorkLine("Ratios quiz", "/w1", "quiz", True, ("6.RP.A.1", "6.RP.A.3"), NOW - timedelta(hours=1)),
        g.WorkLine("Juice stand", "/w2", "assignment", True, ("6.RP.A.2",), None, "It could not be read just now."),
        g.WorkLine("Term paper", "/w3", "other"),
    )
    return g.WorksPage(NOW, "Riverside LMS", True, "/look", "/read", "/gradebook", lines, "It could not be read now.")


def work() -> g.WorkPage:
    """Show one work with the grades that would count."""
    standards = (
        g.StandardChoice("s1", "6.RP.A.1", "Understand ratios", chosen=True, named=True),
        g.StandardChoice("s2", "6.RP.A.2", "Understand unit rates", chosen=False),
    )
    grades = (g.GradeLine("Maya Okafor", "8 / 10", 80), g.GradeLine("Jonas Weber", "5.5 / 10", 55))
    return g.WorkPage("Riverside LMS", "Ratios quiz", "quiz", "/save", "/list", False, standards, grades, 24)
