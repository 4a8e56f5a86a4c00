"""A school in its third week, where Maya lacks one result for a level."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.main_job.school_day import School, Visitor


@pytest.fixture
def school(tmp_path) -> Iterator[School]:
    """Run the demonstration."""
    running = School("week3", tmp_path)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def visit(chromium: Browser, school: School) -> Iterator[Callable[[], Visitor]]:
    """Send somebody to the school, in a browser of their own."""
    visitors: list[Visitor] = []

    def come() -> Visitor:
        visitors.append(Visitor(chromium, school))
        return visitors[-1]

    yield come
    for one in visitors:
        one.close()
