"""An admin's browser, signed in by a one-time link."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from support.world import School, found_school
from werkzeug.test import TestResponse

from gateway.services import adminlink


@dataclass
class Admin:
    """Opens pages below the admin's own address, and presses buttons."""

    doors: Any
    home: str

    def open(self, path: str = "", status: int = 200) -> str:
        answer = self.doors("GET", self.home + path)
        assert answer.status_code == status, answer.text
        return answer.text

    def press(self, path: str, page: str = "", **fields: Any) -> TestResponse:
        csrf = re.search(r'name="csrf" value="([^"]+)"', self.open(page))
        assert csrf is not None
        return self.doors("POST", self.home + path, data={"csrf": csrf[1], **fields})


@pytest.fixture
def school(waymark) -> School:
    return found_school(waymark)


@pytest.fixture
def link(waymark, school) -> str:
    """Return the token of a fresh one-time link."""
    return waymark.db.write(lambda w: adminlink.make(w, school.tenant))


@pytest.fixture
def admin(doors, link) -> Admin:
    answer = doors("GET", f"/admin/enter/{link}")
    assert answer.status_code == 303, answer.text
    return Admin(doors, answer.headers["Location"])
