"""A course in a running learning system, its teacher's browser in a frame, and its admin's."""

from __future__ import annotations

import pytest
from consent_office import ROSA, Office, give_key, signed_in
from support.gradebooks import Gradebook, open_gradebook


@pytest.fixture
def book(site, waymark, clock) -> Gradebook:
    """Connect a course whose learning system has no values for its own interface yet."""
    made = open_gradebook(site, waymark, clock, column=False)
    rosa = made.sim.school.person(ROSA)
    made.school.learner(ROSA, "teacher", ids=(made.sim.sub(ROSA), str(rosa.id)))
    return made


@pytest.fixture
def office(book, app) -> Office:
    """Give the teacher of a course whose admin has entered the key."""
    give_key(book)
    doors, handle, csrf = signed_in(book, app, "teacher", book.school.people[ROSA])
    return Office(book, app, doors, f"/teacher/{handle}/", csrf)


@pytest.fixture
def admin(book, app) -> Office:
    """Give the admin, who has entered nothing yet."""
    doors, handle, csrf = signed_in(book, app, "admin", None)
    page = f"platforms/{book.school.platform}/interface"
    return Office(book, app, doors, f"/admin/{handle}/", csrf, page)
