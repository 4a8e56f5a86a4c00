"""One Chromium for the whole test run: a second driver in the same process would not start."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page, sync_playwright

AGAIN = "TimeoutError|with timeout|Target.*closed|ResourceWarning"
"""What a browser on a busy machine may say once: such a test is tried a second time, and the run lists it."""

CHROMIUM = os.environ.get("WAYMARK_TEST_CHROMIUM", "/usr/bin/chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests of a browser a second try where time ran out; what is wrong with a page fails at once."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=AGAIN))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print why tests were tried a second time, for those that wait for the wrong thing are to be mended."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"first try of {report.nodeid}", sep="_")
        terminalreporter.line(report.longreprtext[-3000:])


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


def arrived(page: Page, address: str, seconds: float = 60) -> Frame:
    """Wait for a page of this address inside a frame of another's, past the steps of a sign-in.

    Goes by the frames' addresses: a question to a frame that is on its way to another page may never be answered.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for frame in page.frames:
            if frame.url.startswith(address) and "/lti/" not in frame.url:
                return frame
        page.wait_for_timeout(50)
    raise TimeoutError([frame.url for frame in page.frames])
