"""A browser that gets its pages from the test application in this process: no socket, no network."""

from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, Page, Route

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

    page = browser.new_context(viewport={"width": width, "height": height}, **context).new_page()
    page.complaints = []
    page.on("console", lambda line: page.complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.route("**/*", answer)
    page.goto(HOST + path)
    return page
