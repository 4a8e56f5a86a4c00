"""The Moodle adapter against its simulator, with a web service token and without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from support import lms_site
from support.lms_site import Site, World


@dataclass
class MoodleWorld(World):
    """What only this LMS has."""

    def ws(self, function: str, **parameters: Any) -> Any:
        """Call a web service as somebody who may do everything."""
        token = self.sim.credentials["token"]
        form = {"wstoken": token, "wsfunction": function, "moodlewsrestformat": "json", **parameters}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.http.call("POST", self.sim.rest_url, headers=headers, body=urlencode(form).encode())
        said = answer.json()
        assert not (isinstance(said, dict) and "exception" in said), said
        return said


@pytest.fixture(scope="session")
def moodle_site() -> Iterator[Site]:
    with lms_site.running("moodle") as site:
        yield site


@pytest.fixture
def world(moodle_site: Site) -> Iterator[MoodleWorld]:
    """Give the adapter a token."""
    with lms_site.world(moodle_site, "moodle", credentials=True) as ready:
        yield MoodleWorld(**vars(ready))


@pytest.fixture
def without_token(moodle_site: Site) -> Iterator[MoodleWorld]:
    with lms_site.world(moodle_site, "moodle", credentials=False) as ready:
        yield MoodleWorld(**vars(ready))
