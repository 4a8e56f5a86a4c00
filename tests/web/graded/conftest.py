"""Simulators of each kind, and a course in one of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from graded_room import DATABASES, Room
from support.gradebooks import Site, open_gradebook


@pytest.fixture(scope="session")
def graded_sites() -> Iterator[Any]:
    """Run a simulator of each kind from when it is first wanted."""
    with ExitStack() as open_ones:
        made: dict[str, Site] = {}

        def of(kind: str) -> Site:
            if kind not in made:
                made[kind] = open_ones.enter_context(Site(kind).running())
            return made[kind]

        yield of


@pytest.fixture(params=DATABASES, ids="-".join)
def setting(request) -> tuple[str, str]:
    return request.param


@pytest.fixture
def kind(setting) -> str:
    return setting[0]


@pytest.fixture
def database_kind(setting) -> str:
    return setting[1]


@pytest.fixture
def room(doors, graded_sites, waymark, clock, kind) -> Room:
    gradebook = open_gradebook(graded_sites(kind), waymark, clock, own_interface=True)
    gradebook.school.set_course(standards=list(gradebook.school.standards.values()))
    return Room(doors, gradebook)
