"""A small tool of the tests' own and a running LMS it is registered with."""

from datetime import UTC, datetime

import pytest
from moodle_tool import Browser, FakeTool

from sandbox.moodle import MoodleSim
from sandbox.school import school


class Clock:
    """The LMS's time, which a test may move; the real time until it does."""

    def __init__(self) -> None:
        self.now: datetime | None = None

    def __call__(self) -> datetime:
        return self.now or datetime.now(UTC)


@pytest.fixture(scope="session")
def tool():
    with FakeTool() as running:
        yield running


@pytest.fixture(scope="session")
def moodle_clock():
    return Clock()


@pytest.fixture(scope="session")
def running_moodle(tool, moodle_clock):
    sim = MoodleSim(school(), clock=moodle_clock)
    tool.register_with(sim)
    with sim:
        yield sim


@pytest.fixture
def sim(running_moodle, moodle_clock):
    """Give the LMS with a course as at the beginning, all switches off, in real time."""
    moodle_clock.now = None
    running_moodle.reset()
    return running_moodle


@pytest.fixture
def services(sim, tool):
    return tool.services(sim)


@pytest.fixture
def browser():
    with Browser() as session:
        yield session
