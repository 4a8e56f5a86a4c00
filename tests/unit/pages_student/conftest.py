"""A small application that shows the sample pages, and a browser on it."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template
from flask_babel import Babel
from playwright.sync_api import Browser, sync_playwright
from student_page_checks import ALL
from werkzeug.serving import make_server

from gateway.web.pages.jinja import install


@pytest.fixture(scope="session")
def app() -> Flask:
    app = Flask("gateway.web")
    Babel(app)
    install(app)

    @app.get("/page/<name>")
    def show(name: str) -> str:
        template, page = ALL[name]
        return render_template(template, page=page, shell=getattr(page, "shell", None))

    return app


@pytest.fixture(scope="session")
def html(app: Flask) -> dict[str, str]:
    client = app.test_client()
    return {name: client.get(f"/page/{name}").get_data(as_text=True) for name in ALL}


@pytest.fixture(scope="session")
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("WAYMARK_TEST_CHROMIUM", "/usr/bin/chromium")
    if not Path(path).exists():
        pytest.skip(f"no Chromium at {path}; set WAYMARK_TEST_CHROMIUM")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
