"""One school in its third week for all pages; it runs until the last test that asks for it."""

from collections.abc import Iterator

import pytest
from page_tour import Tour
from playwright.sync_api import Browser

from tests.e2e.main_job.school_day import School


@pytest.fixture(scope="session")
def week3(tmp_path_factory) -> Iterator[School]:
    """Run the demonstration as it is in the third week."""
    running = School("week3", tmp_path_factory.mktemp("week3"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def tour(chromium: Browser, week3: School) -> Iterator[Tour]:
    """Sign three people in and follow every link once."""
    going = Tour(chromium, week3)
    yield going
    going.close()
