"""A school in its third week that writes grades, and its people's browsers."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.main_job.school_day import School, Visitor
from tests.e2e.packages.package_school import HOME, write_grades


@pytest.fixture(scope="module")
def school(chromium: Browser, tmp_path_factory) -> Iterator[School]:
    """Run the demonstration; its teacher lets grades be written."""
    if not HOME:
        pytest.skip("NO REAL PACKAGES: set WAYMARK_TEST_PACKAGES to a folder with them (CONTRIBUTING.md)")
    running = School("week3", tmp_path_factory.mktemp("packages"))
    running.start()
    teacher = Visitor(chromium, running)
    write_grades(teacher)
    teacher.close()
    yield running
    running.stop()
