"""A school per state of the course, and visitors that are always closed."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.main_job.school_day import School, Visitor


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(("day1", "canvas"), marks=pytest.mark.nightly),
        ("week3", "canvas"),
        pytest.param(("term", "canvas"), marks=pytest.mark.nightly),
        ("day1", "moodle"),
        ("day1", "schoology"),
    ],
    ids="-".join,
)
def school(request, tmp_path_factory) -> Iterator[School]:
    """Run the demonstration in a state and a learning system, for all tests of the module in their order."""
    state, lms = request.param
    running = School(state, tmp_path_factory.mktemp(state), lms)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def visit(chromium: Browser, school: School) -> Iterator[Callable[..., Visitor]]:
    """Send somebody to the school, in a browser of their own."""
    visitors: list[Visitor] = []

    def come(**options: object) -> Visitor:
        visitors.append(Visitor(chromium, school, **options))
        return visitors[-1]

    yield come
    for one in visitors:
        one.close()
