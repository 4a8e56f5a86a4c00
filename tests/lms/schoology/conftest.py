"""The Schoology adapter, with an API key, against its simulator: one section, and two linked ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from support import lms_site
from support.lms_site import COLUMN, Site, World

from lti.lms.base import Remote

S1_OVER = "2027-01-25T12:00:00+00:00"
"""The first grading period ended on 20 January, wherever the school is."""


@dataclass
class SchoologyWorld(World):
    """What only this LMS has."""

    def item(self, remote: Remote) -> dict[str, Any]:
        """Return what the LMS remembers of a column or an assignment."""
        number = remote.remote_id.rstrip("/").rpartition("/")[2]
        return next(one for one in self.sim.state()["items"] if str(one["id"]) == number)

    def enter(self, section: int) -> None:
        """Go on in another of the linked sections, as its launches name it."""
        first, here = self.sim.section_ids[0], self.sim.section_ids[section]
        self.course = replace(
            self.course, context_id=here, lineitems_url=self.sim.lineitems_url.replace(first, here),
            memberships_url=self.sim.memberships_url.replace(first, here),
        )  # fmt: skip

    def column_id(self) -> str:
        """Return the number of our only column."""
        return str(self.sim.readback().columns[-1].id)

    def made(self) -> Remote:
        """Return our column, made."""
        return self.adapter.make_column(COLUMN)


@pytest.fixture(scope="session")
def schoology_site() -> Iterator[Site]:
    with lms_site.running("schoology", students=4) as site:
        yield site


@pytest.fixture(scope="session")
def linked_site() -> Iterator[Site]:
    with lms_site.running("schoology", students=4, linked=True) as site:
        yield site


@pytest.fixture
def world(schoology_site: Site) -> Iterator[SchoologyWorld]:
    with lms_site.world(schoology_site, "schoology", credentials=True) as ready:
        yield SchoologyWorld(**vars(ready))


@pytest.fixture
def without_key(schoology_site: Site) -> Iterator[SchoologyWorld]:
    with lms_site.world(schoology_site, "schoology", credentials=False) as ready:
        yield SchoologyWorld(**vars(ready))


@pytest.fixture
def linked(linked_site: Site) -> Iterator[SchoologyWorld]:
    with lms_site.world(linked_site, "schoology", credentials=True) as ready:
        yield SchoologyWorld(**vars(ready))
