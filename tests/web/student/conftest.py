"""A school over the sample library, and Maya's browser in it."""

import pytest
from ratios_school import Student, publish, ratios_school


@pytest.fixture
def school(waymark):
    return ratios_school(waymark)


@pytest.fixture
def maya(doors, school) -> Student:
    """Maya in a course whose pathway is published."""
    publish(school)
    return Student(doors, school)
