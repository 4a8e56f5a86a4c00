"""Takes a tool's deep-linking answer and makes the material (schoology facts 2)."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sandbox.parts import Json
from sandbox.schoology.claims import DEEP_LINKING, LTI
from sandbox.schoology.columns import new_column
from sandbox.schoology.errors import ApiError
from sandbox.schoology.lms import ISSUER, Lms, lms
from sandbox.schoology.model import EXTERNAL_TOOL, Material
from sandbox.schoology.tokens import verified

blueprint = Blueprint("deep_link", __name__)

_TYPES = ("ltiResourceLink", "link", "html")


@blueprint.post("/lti-service/deep-link-return")
def deep_link_return() -> ResponseReturnValue:
    """Make the content the teacher chose in the tool and go back to the materials."""
    site = lms()
    if site.tool is None:
        return _page("no tool is registered")
    try:
        claims = verified(request.form.get("JWT", ""), site.tool, site)
    except ApiError:
        return _page("Invalid parameter: JWT")
    problem = _problem(site, claims)
    if problem:
        return _page(problem)
    items = claims.get(f"{DEEP_LINKING}content_items") or []
    with site.store.change():
        for item in items[:1] if site.faults.one_content_item else items:
            if item.get("type") not in _TYPES:
                return _page(f"Unsupported content item: {item.get('type')}")
            add_material(site, item)
    return redirect(url_for("pages.materials", course_id=1))


def add_material(site: Lms, item: Json) -> Material:
    """Make the material of one content item, with a column in every linked section when it has a line item."""
    number = site.state.next_id("item")
    target = site.tool.target_link_uri if site.tool else ""
    custom = {str(name).lower(): str(value) for name, value in (item.get("custom") or {}).items()}
    material = Material(number, str(item.get("title") or "Untitled"), str(item.get("url") or target), custom)
    line_item = item.get("lineItem")
    if line_item:
        due = str((item.get("submission") or {}).get("endDateTime") or "")
        for section in site.sections:
            values = {"label": material.title} | line_item
            column = new_column(site, section, values, EXTERNAL_TOOL)
            column.due = due
            material.items[str(section.id)] = column.id
    site.state.materials[str(number)] = material
    return material


def _problem(site: Lms, claims: Json) -> str | None:
    if not claims.get("nonce"):
        return "Invalid parameter: nonce is required"
    expected = {
        "iss": site.client_id,
        "aud": ISSUER,
        f"{LTI}message_type": "LtiDeepLinkingResponse",
        f"{LTI}version": "1.3.0",
        f"{LTI}deployment_id": site.deployment_id,
        f"{DEEP_LINKING}data": "opaque",
    }
    wrong = [name for name, value in expected.items() if claims.get(name) != value]
    return f"Invalid parameter: {wrong[0]}" if wrong else None


def _page(problem: str) -> tuple[str, int]:
    return render_template("problem.html", title="The material was not added", problem=problem), 400
