"""Models of the page on which a teacher lets Waymark use the course system in their name."""

from __future__ import annotations

from datetime import timedelta

from teacher_class import NOW

from gateway.web.pages.consent import ConsentPage, ConsentState, ViewsPart

REMOVE = "To remove it there too, open Account, Settings, Approved Integrations, and delete Waymark."


def ended() -> ConsentPage:
    """Show a consent that was taken back there, and levels in the mastery views."""
    state = ConsentState("ended", "Rosa Alvarez", NOW - timedelta(days=40), "/connect", end_url="/end", told=False)
    views = ViewsPart(
        True, True, "/views", 41, 3, 2, 1, ("A rubric of your own is on the column; it is never replaced.",)
    )
    return ConsentPage(NOW, "Riverbend LMS", True, False, True, state, "/consent", "/gradebook", views, REMOVE)


def going() -> ConsentPage:
    """Show the way to the window in which the system asks."""
    state = ConsentState("none", connect_url="/connect", go_url="/consent/go/code", end_url="/end")
    return ConsentPage(NOW, "Riverbend LMS", True, True, True, state, "/consent", "/gradebook", None, REMOVE)
