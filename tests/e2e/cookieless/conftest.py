"""One site without cookies for all tests here, and browsers that keep the tab's storage or refuse it."""

from collections.abc import Callable, Iterator

import pytest
from bare_site import BareSite
from playwright.sync_api import Browser, Page

REFUSE_STORAGE = """Object.defineProperty(globalThis, "sessionStorage", {
  get() { throw new DOMException("refused", "SecurityError"); } })"""


@pytest.fixture(scope="session")
def bare(tmp_path_factory) -> Iterator[BareSite]:
    site = BareSite(tmp_path_factory.mktemp("bare"))
    yield site
    site.close()


@pytest.fixture
def page_of(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a browser of its own; `storage` says whether the tab's storage works or throws."""
    contexts = []

    def open_page(storage: str = "works") -> Page:
        context = chromium.new_context(
            viewport={"width": 1280, "height": 1000}, locale="en-US", reduced_motion="reduce"
        )
        context.set_default_timeout(15_000)
        if storage == "throws":
            context.add_init_script(REFUSE_STORAGE)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for one in contexts:
        one.close()
