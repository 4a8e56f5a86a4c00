"""A school per state of the course."""

from collections.abc import Iterator

import pytest

from tests.e2e.main_job.school_day import School


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
