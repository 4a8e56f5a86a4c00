"""A course in a running learning system, its teacher's browser in a frame, and the windows that open beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from flask import Flask
from support.app import Doors
from support.databases import BASE
from support.gradebooks import Gradebook
from werkzeug.test import TestResponse

from gateway.db import tables as t
from gateway.services import platforms
from lti.lms.base import Adapter
from lti.lms.registry import profile_of

BACK = f"{BASE}/consent"
ROSA = "rosa.alvarez"


@dataclass
class Office:
    """Pages of somebody signed in, by default of the course's teacher, and what they do in the learning system."""

    book: Gradebook
    app: Flask
    doors: Doors
    home: str
    csrf: str
    page: str = "consent"

    @property
    def sim(self) -> Any:
        return self.book.sim

    @property
    def waymark(self) -> Any:
        return self.book.school.waymark

    def open(self, path: str | None = None) -> str:
        answer = self.doors("GET", self.home + (self.page if path is None else path))
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    def send(self, path: str, status: int = 200, **fields: Any) -> str:
        answer = self.doors("POST", self.home + path, data={"csrf": self.csrf, **fields})
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    def way(self) -> str:
        """Press Connect; return the path of the link that opens a window."""
        found = re.search(rf'href="{BASE}(/consent/go/[^"]+)" target="_blank"', self.send(f"{self.page}/connect"))
        assert found
        return found[1]

    def window(self) -> Doors:
        """Open a window of its own, without the session's cookie."""
        return Doors(self.app)

    def answered(self, window: Doors, way: str, login: str = ROSA, *, yes: bool = True) -> str:
        """Go there and answer; return the path to which the learning system sends the browser back."""
        leaving = window("GET", way)
        assert leaving.status_code == 303, leaving.text
        there = self.sim.answer_consent(login, leaving.location, yes=yes)
        assert there.startswith(f"{BACK}?")
        return str(there).removeprefix(BASE)

    def connect(self, login: str = ROSA, *, yes: bool = True) -> TestResponse:
        """Do all of it; return the last page of the window."""
        window = self.window()
        return window("GET", self.answered(window, self.way(), login, yes=yes))

    def consents(self) -> list[Any]:
        return self.book.school.rows(t.consent)

    def tokens(self) -> list[Any]:
        """Return what the learning system remembers of consents."""
        return list(self.sim.consents)

    def adapter(self) -> Adapter:
        with self.waymark.db.read() as conn:
            course = conn.execute(t.course.select().filter_by(tenant_id=self.book.school.tenant)).one()
            return self.waymark.adapter(conn, course)

    def asked(self) -> int:
        """Return how often the token endpoint was called."""
        return self.book.calls("POST /login/oauth2/token")


def signed_in(book: Gradebook, app: Flask, role: str, person: str | None) -> tuple[Doors, str, str]:
    doors = Doors(app)
    handle = doors.sign_in(book.school, role, person)
    csrf = book.school.rows(t.session, t.session.c.csrf, id=handle)[0].csrf
    return doors, handle, csrf


def give_key(book: Gradebook, **changes: str) -> None:
    """Make the key there and enter its values here."""
    scopes = list(profile_of(book.sim.kind).setup.consent.scopes)
    key_id, secret = book.sim.make_api_key(BACK, scopes)
    waymark = book.school.waymark
    with waymark.db.read() as conn:
        row = conn.execute(t.platform.select()).one()
    given = {"key_id": key_id, "key_secret": secret} | changes
    waymark.db.write(lambda w: platforms.give(w, row, given, secret_key=waymark.settings.secret_key))
