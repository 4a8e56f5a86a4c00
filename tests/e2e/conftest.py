"""Visitors of whatever school a test runs: each in a browser of their own, always closed."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.main_job.school_day import School, Visitor


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
