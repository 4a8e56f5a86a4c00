"""A school over the sample library, and Maya's browser in it."""

import pytest
from ratios_school import Desk, Student, publish, ratios_school
from support.app import Doors


@pytest.fixture
def school(waymark):
    return ratios_school(waymark)


@pytest.fixture
def maya(doors, school) -> Student:
    """Maya in a course whose pathway is published."""
    publish(school)
    return Student(doors, school)


@pytest.fixture
def desk(app, school, maya) -> Desk:
    """Give the teacher of Maya's course a browser."""
    return Desk(Doors(app), school)
