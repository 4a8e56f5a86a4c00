"""A small application that shows the sample pages."""

from collections.abc import Iterator

import pytest
from flask import Flask, render_template
from flask_babel import Babel
from student_page_checks import ALL

from gateway.web.pages.jinja import install
from sandbox.parts.serving import Serving


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
    server = Serving(app, "127.0.0.1", 0)
    server.open()
    server.run()
    yield f"http://127.0.0.1:{server.port}"
    server.close()
