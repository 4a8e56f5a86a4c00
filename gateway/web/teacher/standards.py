"""The school's standards for a teacher: frameworks, trees, one standard, and the search; nothing is changed."""

from __future__ import annotations

from dataclasses import replace

from gateway.web.context import STAFF, allowed, session
from gateway.web.standards_pages import framework_page, listing, standard_page
from gateway.web.teacher.base import desk, doors, links, page


class _Routes:
    """A teacher's addresses."""

    def listed(self) -> str:
        return links().at("standards")

    def framework(self, framework_id: str) -> str:
        return links().at(f"standards/frameworks/{framework_id}")

    def standard(self, standard_id: str) -> str:
        return links().at(f"standards/{standard_id}")

    def file(self, framework_id: str, wanted: str) -> str:
        del framework_id, wanted
        return ""


@doors.get("/standards")
@allowed(STAFF)
def standards() -> str:
    """Show the school's frameworks and the search."""
    with desk() as at:
        found = replace(
            listing(at.conn, session().tenant_id, _Routes()), back_url=at.links.at("setup", step="standards")
        )
        return page("standards/list.html", found, at, "pathway")


@doors.get("/standards/frameworks/<framework_id>")
@allowed(STAFF)
def standards_framework(framework_id: str) -> str:
    """Show one framework."""
    with desk() as at:
        found = framework_page(at.conn, session().tenant_id, framework_id, _Routes())
        return page("standards/framework.html", found, at, "pathway")


@doors.get("/standards/<standard_id>")
@allowed(STAFF)
def standards_one(standard_id: str) -> str:
    """Show one standard."""
    with desk() as at:
        return page(
            "standards/standard.html",
            standard_page(at.conn, session().tenant_id, standard_id, _Routes()),
            at,
            "pathway",
        )
