"""Fixtures of the practice page's browser tests: for each test a context and a store of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from practice_stub import ContentHost, RecordStore


@pytest.fixture
def store() -> Iterator[RecordStore]:
    """Start a record store with nothing in it."""
    with RecordStore() as running:
        yield running


@pytest.fixture
def content(store) -> Iterator[ContentHost]:
    """Start a content host whose pages may talk to `store`."""
    with ContentHost(store.url) as running:
        yield running


@pytest.fixture
def page(chromium) -> Iterator[Page]:
    """Open a page that fails its test when a script breaks or the content policy was violated."""
    context = chromium.new_context(reduced_motion="reduce", viewport={"width": 900, "height": 800})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text else None)
    yield opened
    context.close()
    assert faults == []
