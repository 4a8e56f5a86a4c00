"""The Canvas adapter, with a teacher's token, against its simulator."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from support import lms_site
from support.lms_site import Site, World


@dataclass
class CanvasWorld(World):
    """What only this LMS has."""

    def by_hand(self, method: str, path: str, fields: dict[str, Any]) -> None:
        """Change something in the course as a teacher would; `path` is below `assignments`."""
        answer = self.http.call(
            method,
            f"{self.sim.rest_url}/courses/{self.sim.school.course.id}/assignments{path}",
            headers={"Authorization": f"Bearer {self.sim.rest_token}", "Content-Type": "application/json"},
            body=json.dumps(fields).encode(),
        )
        assert answer.ok, answer.text()

    def assignments(self) -> list[dict[str, Any]]:
        return list(self.sim.state()["assignments"])

    def submission(self) -> dict[str, Any]:
        """Return the first student's submission in the only column."""
        row = next(row for row in self.sim.state()["gradebook"] if row["login"] == self.student().login)
        return next(iter(row["grades"].values()), {})


@pytest.fixture(scope="session")
def canvas_site() -> Iterator[Site]:
    with lms_site.running("canvas") as site:
        yield site


@pytest.fixture
def world(canvas_site: Site) -> Iterator[CanvasWorld]:
    with lms_site.world(canvas_site, "canvas", credentials=True) as ready:
        yield CanvasWorld(**vars(ready))


@pytest.fixture
def without_token(canvas_site: Site) -> Iterator[CanvasWorld]:
    with lms_site.world(canvas_site, "canvas", credentials=False) as ready:
        yield CanvasWorld(**vars(ready))
