"""Every adapter of the registry against a running LMS with state: with the LMS's own credentials and without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from support import lms_site
from support.lms_site import Site, World

from lti.lms.registry import PROFILES

CASES = [
    (profile.key, given) for profile in PROFILES for given in ((False, True) if profile.setup.credentials else (False,))
]
ABLE = {("canvas", True), ("moodle", False), ("moodle", True), ("schoology", True)}
"""Who can give work to single students, with the LMS's own interface (True) or without."""

STANDING = [("canvas", True), ("moodle", True)]
"""Who has a mastery tool of its own that takes levels from outside."""

PLANNING = [("moodle", True)]
"""Who has plans of single students as well."""

OPENING = [("canvas", True)]
"""Who opens parts of the course for single students."""

SEVERAL = [("schoology", True)]
"""Who takes several marks of an assignment in one call."""


def _named(case: tuple[str, bool]) -> str:
    return f"{case[0]}-{'own_interface' if case[1] else 'lti_only'}"


@pytest.fixture(scope="session")
def sites() -> Iterator[dict[str, Site]]:
    """Start each LMS when it is first needed."""
    with ExitStack() as stack:

        class Running(dict[str, Site]):
            def __missing__(self, kind: str) -> Site:
                self[kind] = stack.enter_context(lms_site.running(kind))
                return self[kind]

        yield Running()


@pytest.fixture(params=CASES, ids=_named)
def world(request: Any, sites: dict[str, Site]) -> Iterator[World]:
    """Give every adapter its turn."""
    lms, given = request.param
    with lms_site.world(sites[lms_site.home_of(lms)], lms, credentials=given) as ready:
        yield ready


@pytest.fixture
def expected_able(world: World) -> bool:
    """Say whether this adapter should be able to give work to single students."""
    return (world.lms, bool(world.credentials)) in ABLE


@pytest.fixture(params=[case for case in CASES if case in ABLE], ids=_named)
def able(request: Any, sites: dict[str, Site]) -> Iterator[World]:
    """Give every adapter its turn that can give work to single students."""
    lms, given = request.param
    with lms_site.world(sites[lms_site.home_of(lms)], lms, credentials=given) as ready:
        yield ready


@pytest.fixture
def expected_standing(world: World) -> bool:
    """Say whether this adapter should be able to put levels into the LMS's own mastery tool."""
    return (world.lms, bool(world.credentials)) in STANDING


@pytest.fixture(params=STANDING, ids=_named)
def standing(request: Any, sites: dict[str, Site]) -> Iterator[World]:
    """Give every adapter its turn that can put levels into the LMS's own mastery tool."""
    lms, given = request.param
    with lms_site.world(sites[lms_site.home_of(lms)], lms, credentials=given) as ready:
        yield ready


@pytest.fixture
def expected_planning(world: World) -> bool:
    """Say whether this adapter should be able to make plans of single students."""
    return (world.lms, bool(world.credentials)) in PLANNING


@pytest.fixture(params=PLANNING, ids=_named)
def planning(request: Any, sites: dict[str, Site]) -> Iterator[World]:
    """Give every adapter its turn that can make plans of single students."""
    lms, given = request.param
    with lms_site.world(sites[lms_site.home_of(lms)], lms, credentials=given) as ready:
        yield ready


@pytest.fixture
def expected_opening(world: World) -> bool:
    """Say whether this adapter should be able to open parts of the course for single students."""
    return (world.lms, bool(world.credentials)) in OPENING


@pytest.fixture(params=OPENING, ids=_named)
def opening(request: Any, sites: dict[str, Site]) -> Iterator[World]:
    """Give every adapter its turn that opens parts of the course for single students."""
    lms, given = request.param
    with lms_site.world(sites[lms_site.home_of(lms)], lms, credentials=given) as ready:
        ready.sim.add_part("Week 1", [{"title": "Lesson"}])
        yield ready


@pytest.fixture
def expected_several(world: World) -> bool:
    """Say whether this adapter should be able to send several marks of an assignment by one call."""
    return (world.lms, bool(world.credentials)) in SEVERAL


@pytest.fixture(params=SEVERAL, ids=_named)
def several(request: Any, sites: dict[str, Site]) -> Iterator[World]:
    """Give every adapter its turn that sends several marks by one call."""
    lms, given = request.param
    with lms_site.world(sites[lms_site.home_of(lms)], lms, credentials=given) as ready:
        yield ready
