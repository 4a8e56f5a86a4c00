"""A school in its third week, where Maya lacks one result for a level."""

from collections.abc import Iterator

import pytest

from tests.e2e.main_job.school_day import School


@pytest.fixture
def school(tmp_path) -> Iterator[School]:
    """Run the demonstration."""
    running = School("week3", tmp_path)
    running.start()
    yield running
    running.stop()
