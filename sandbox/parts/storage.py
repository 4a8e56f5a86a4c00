"""Platform storage: what the LMS offers a tool that gets no cookies (LTI Client Side postMessages)."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, render_template

from sandbox.parts.site import Site

FRAME = "post_message_forwarding"
"""Name of the frame beside the tool's that keeps the values, where the LMS has one."""


@dataclass(frozen=True)
class Storage:
    """What a page tells its script: how it behaves, which frame listens, and which origin is the tool's."""

    mode: str
    frame: str
    tool: str


def storage_of(site: Site[Any, Any]) -> Storage | None:
    """Return what pages with a tool offer; None where this LMS has no storage or a switch takes it away."""
    tool = site.state.tool
    if site.storage_target is None or tool is None or site.faults.platform_storage == "off":
        return None
    parts = urlsplit(tool.login_url)
    frame = FRAME if site.storage_target == FRAME else ""
    return Storage(site.faults.platform_storage, frame, f"{parts.scheme}://{parts.netloc}")


def storage_param(site: Site[Any, Any]) -> dict[str, str]:
    """Return what a login initiation says of it."""
    return {"lti_storage_target": str(site.storage_target)} if storage_of(site) else {}


def new_blueprint(site: Site[Any, Any]) -> Blueprint:
    """Return the page of the frame that keeps values."""
    blueprint = Blueprint("storage", __name__)

    @blueprint.get(f"/{FRAME}")
    def keeper() -> str:
        return render_template("keeper.html", storage=storage_of(site))

    return blueprint
