"""One Chromium for the whole test run: a second driver in the same process would not start."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = os.environ.get("WAYMARK_TEST_CHROMIUM", "/usr/bin/chromium")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the browser; its contexts block third-party cookies and partition storage, like users' Chrome."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no Chromium at {CHROMIUM}: install it or set WAYMARK_TEST_CHROMIUM")
    with sync_playwright() as driver:
        # The driver's own list of switched-off features would switch storage partitioning off too.
        running = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-features=Translate", "--disable-background-networking"],
        )
        yield running
        running.close()
