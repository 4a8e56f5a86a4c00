"""A real Moodle, where the environment names one; without it these tests are skipped, and say so.

WAYMARK_TEST_MOODLE_URL is its address (wwwroot) on this machine, WAYMARK_TEST_MOODLE_PASSWORD the password of its
account `admin`. The tests make people, courses and tools there and change the site's settings: use one that nobody
else needs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from moodle_day import Day
from moodle_lms import RealMoodle, SteadySigner
from moodle_office import Office
from moodle_proxy import Front
from real_waymark import RealWaymark
from support import lms_site
from support.lms_site import TOOL, Clock, Site, World, serving_keys

from lti.lms.registry import profile_of
from sandbox.school import school

URL, PASSWORD = "WAYMARK_TEST_MOODLE_URL", "WAYMARK_TEST_MOODLE_PASSWORD"
ABLE = [("moodle", False), ("moodle", True)]


def _named(case: tuple[str, bool]) -> str:
    return f"{case[0]}-{'own_interface' if case[1] else 'lti_only'}"


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """Sign in as the site's administrator and make it ready."""
    if not (os.environ.get(URL) and os.environ.get(PASSWORD)):
        pytest.skip(f"NO MOODLE HERE: set {URL} and {PASSWORD} to run this test against one")
    made = Office(os.environ[URL].rstrip("/"), os.environ[PASSWORD])
    yield made
    made.close()


@pytest.fixture(scope="session")
def waymark_beside(tmp_path_factory: Any) -> Iterator[RealWaymark]:
    """Run `waymark serve` as a process of its own, with nothing connected yet."""
    folder: Path = tmp_path_factory.mktemp("waymark")
    with RealWaymark(folder) as running:
        yield running


@pytest.fixture(scope="session")
def day(office: Office, waymark_beside: RealWaymark) -> Iterator[Day]:
    """Make the people and a course; what the tests add to it stays for those after them."""
    people = school(students=6)
    numbers = office.people(people)
    made = Day(office, waymark_beside, people, numbers, office.course(people, numbers))
    yield made
    made.close()


@pytest.fixture(scope="session")
def real_site(office: Office) -> Iterator[Site]:
    """Put the site behind a front server that can go wrong, with the contract's tool installed."""
    clock = Clock()
    signer, front = SteadySigner(clock), Front(office.root)
    sim = RealMoodle(office, front, school(students=24), signer)
    with serving_keys(signer.key_set()) as keys_at:
        sim.connect(TOOL, custom=profile_of("moodle").setup.custom_fields, jwks_url=keys_at)
        yield Site(sim, clock, signer)  # type: ignore[arg-type]
        sim.close()
    front.close()


@pytest.fixture(params=ABLE, ids=_named)
def world(request: Any, real_site: Site) -> Iterator[World]:
    """Give the site's adapter its turn, with the site's own interface and without."""
    lms, given = request.param
    with lms_site.world(real_site, lms, credentials=given) as ready:
        yield ready


@pytest.fixture
def expected_able(world: World) -> bool:
    """Say whether this adapter should be able to give work to single students."""
    return world.lms == "moodle"


@pytest.fixture(params=ABLE, ids=_named)
def able(request: Any, real_site: Site) -> Iterator[World]:
    """Give the adapter its turn where it can give work to single students: either way."""
    lms, given = request.param
    with lms_site.world(real_site, lms, credentials=given) as ready:
        yield ready


@pytest.fixture
def expected_standing(world: World) -> bool:
    """Say whether this adapter should be able to put levels into the site's competencies."""
    return bool(world.credentials)


@pytest.fixture(params=[("moodle", True)], ids=_named)
def standing(request: Any, real_site: Site) -> Iterator[World]:
    """Give the adapter its turn where it can put levels into the site's competencies."""
    lms, given = request.param
    with lms_site.world(real_site, lms, credentials=given) as ready:
        yield ready


@pytest.fixture
def expected_planning(expected_standing: bool) -> bool:
    """Say whether this adapter should be able to make learning plans: with a token, as with competencies."""
    return expected_standing


@pytest.fixture
def planning(standing: World) -> World:
    """Give the adapter its turn where it can make learning plans."""
    return standing


@pytest.fixture
def expected_opening() -> bool:
    """Say whether this adapter should be able to open parts of the course: no web service sets a restriction."""
    return False


@pytest.fixture
def opening() -> None:
    """Leave out what is asked of adapters that open parts of the course."""
    pytest.skip("no function of this site opens a section for single students")


@pytest.fixture
def several() -> None:
    """Leave out what is asked of adapters that send several marks by one call."""
    pytest.skip("no function of this site takes several marks with an outcome each")


@pytest.fixture
def expected_several() -> bool:
    """Say whether this adapter should be able to send several marks by one call."""
    return False
