"""A browser that gets its pages from the test application: each page in a window of its own, or many in one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, Page, Route

from sandbox.parts.serving import Serving

HOST = "http://waymark.localhost"


def open_page(
    browser: Browser, app: Flask, path: str, *, width: int = 1280, height: int = 800, **context: object
) -> Page:
    """Open a page of the application; whatever it asks for is answered by the application."""
    client = app.test_client()

    def answer(route: Route) -> None:
        request = route.request
        parts = urlsplit(request.url)
        url = f"{parts.path}?{parts.query}" if parts.query else parts.path
        with client.open(url, method=request.method, headers=request.headers, data=request.post_data_buffer) as got:
            route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.data)

    page = _listened(browser.new_context(viewport={"width": width, "height": height}, **context).new_page())
    page.route("**/*", answer)
    page.goto(HOST + path)
    return page


@contextmanager
def window(browser: Browser, app: Flask) -> Iterator[Callable[[str], Page]]:
    """Yield what opens pages one after the other in the same window: styles and scripts are fetched only once."""
    server = Serving(app, "127.0.0.1", 0)
    server.open()
    server.run()
    page = _listened(browser.new_context().new_page())

    def show(path: str) -> Page:
        page.complaints.clear()
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(f"http://127.0.0.1:{server.port}{path}")
        return page

    yield show
    page.context.close()
    server.close()


def _listened(page: Page) -> Page:
    page.complaints = []
    page.on("console", lambda line: page.complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page
