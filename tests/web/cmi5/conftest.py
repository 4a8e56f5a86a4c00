"""An office that launches, and a school to go with it."""

import pytest
from support.world import School, found_school

from tests.web.cmi5.cmi5_room import Office


@pytest.fixture
def school(waymark) -> School:
    return found_school(waymark)


@pytest.fixture
def office(doors, school) -> Office:
    """Give a system with a key for launches and for reading."""
    return Office(doors, school)
