"""A course without set-up, and its teacher's browser; PostgreSQL has its turn with the rest of the suite."""

import pytest
from teacher_school import Teacher, school_without_setup


@pytest.fixture
def school(waymark):
    return school_without_setup(waymark)


@pytest.fixture
def teacher(doors, school) -> Teacher:
    return Teacher(doors, school)
