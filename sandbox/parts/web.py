"""The Flask application of an LMS: its own pages in the common frame of all of them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask
from jinja2 import ChoiceLoader, FileSystemLoader

from sandbox.parts import storage
from sandbox.parts.site import Site
from sandbox.parts.storage import storage_of

_HERE = Path(__file__).parent


def new_app(
    name: str, title: str, navigation: Sequence[tuple[str, str, bool]], site: Site[Any, Any], parts: Iterable[Blueprint]
) -> Flask:
    """Return an application of these parts whose pages extend the common `base.html`.

    `name` is the package (`__name__` of its app module); `title` stands on each page. `navigation` are (label,
    endpoint, only for teachers); an endpoint takes `course_id`. The common pages need the endpoints `pages.home` and
    `pages.course`, which take the sign-in parameter `as`.
    """
    app = Flask(name, static_folder=str(_HERE / "static"), static_url_path="/static")
    if app.jinja_loader is not None:
        app.jinja_loader = ChoiceLoader([app.jinja_loader, FileSystemLoader(_HERE / "templates")])
    app.jinja_env.globals.update(lms_title=title, navigation=list(navigation))
    app.extensions["lms"] = site
    app.jinja_env.globals["platform_storage"] = lambda: storage_of(site)
    for part in (*parts, storage.new_blueprint(site)):
        app.register_blueprint(part)
    return app
