"""One day at a real Moodle with Waymark beside it: who takes part, and what was done so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import moodle_tools
from moodle_gradebook import Gradebook
from moodle_office import PASSWORD, Office
from moodle_visitor import Visitor
from real_waymark import RealWaymark
from requests import Response
from sqlalchemy import select
from web_forms import form_with

from gateway.db import tables as t
from sandbox.school import School

TEACHER, MAYA = "rosa.alvarez", "maya.okafor"


@dataclass
class Day:
    """What was done so far."""

    office: Office
    waymark: RealWaymark
    people: School
    numbers: dict[str, int]
    course: int
    tool: int = 0
    page: int = 0
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def as_(self, login: str) -> Visitor:
        """Return this person's browser."""
        if login not in self.visitors:
            self.visitors[login] = Visitor(self.office.root, login, PASSWORD)
        return self.visitors[login]

    def rows(self, table: Any) -> list[Any]:
        """Return what Waymark stored."""
        return list(self.waymark.beside(lambda write: list(write.conn.execute(select(table)))))

    def register(self) -> Response:
        """Paste a link on the page of tools and confirm what its frame asks; return our last page."""
        link = self.waymark.command("platform", "invite")["link"]
        asked = self.office.admin.get(moodle_tools.registration_address(self.office.admin, link))
        assert asked.status_code == 200, asked.text
        assert f"frame-ancestors {self.office.root}" in asked.headers["Content-Security-Policy"]
        form = form_with(asked.text, asked.url, "shown")
        done = self.office.admin.post(form.action, form.fields)
        assert done.status_code == 200, done.text
        [deployment] = self.rows(t.deployment)
        self.tool = int(deployment.deployment_id)
        return done

    def ready(self) -> None:
        """Have the tool registered and in the course's chooser, whatever was done before."""
        if not self.tool:
            self.register()
            moodle_tools.activate(self.office.admin, self.tool)
            moodle_tools.show_in_chooser(self.as_(TEACHER), self.office.admin, self.tool, self.course)

    def close(self) -> None:
        """Take away what was made at the site."""
        for one in self.visitors.values():
            one.close()
        if self.tool:
            moodle_tools.remove(self.office.admin, self.tool)
        self.office.services("core_course_delete_courses", courseids=[self.course])

    @property
    def gradebook(self) -> Gradebook:
        """The gradebook of the course."""
        return Gradebook(self.office.admin, self.office.services, self.course)
