"""REST pages and links among the materials (schoology facts 10): a page may be for single students or groups."""

from flask import Blueprint, Response

from sandbox.parts import Json
from sandbox.schoology.assignment_fields import enrolments, group_ids
from sandbox.schoology.classes import ClassSection
from sandbox.schoology.errors import ApiError
from sandbox.schoology.lms import lms
from sandbox.schoology.model import Page
from sandbox.schoology.rest import json_object, list_json, owner, reply, rest
from sandbox.schoology.visibility import assigned

blueprint = Blueprint("rest_pages", __name__, url_prefix="/v1/sections/<section_id>")


@blueprint.get("/pages")
@rest()
def pages(section: ClassSection) -> Response:
    """Pages of the section, for a student those that are theirs."""
    return reply(list_json("page", [_json(one) for one in lms().state.pages.values() if _sees(section, one)]))


@blueprint.post("/pages")
@rest()
def add_page(section: ClassSection) -> Response:
    """Make a page: for the whole class unless `assignees` or `grading_group_ids` name somebody."""
    body, site = json_object(), lms()
    if not body.get("title"):
        raise ApiError(400, "title is required")
    made = Page(site.state.next_id("page"), section.id, "")
    _change(section, made, body)
    site.state.pages[str(made.id)] = made
    return reply(_json(made), 201)


@blueprint.put("/pages/<page_id>")
@rest()
def change_page(section: ClassSection, page_id: str) -> Response:
    """Change the fields that are named."""
    _change(section, _found(section, page_id), json_object())
    return Response(status=204)


@blueprint.get("/page/<page_id>")
@rest()
def page(section: ClassSection, page_id: str) -> Response:
    """One page, at an address in the singular."""
    return reply(_json(_found(section, page_id)))


@blueprint.post("/documents")
@rest()
def add_document(section: ClassSection) -> Response:
    """Make a link among the materials, which is for everybody."""
    body, site = json_object(), lms()
    if not body.get("title") or not body.get("url"):
        raise ApiError(400, "title and url are required")
    made = Page(site.state.next_id("page"), section.id, str(body["title"]), url=str(body["url"]))
    site.state.pages[str(made.id)] = made
    return reply(_json(made), 201)


def _change(section: ClassSection, page: Page, body: Json) -> None:
    assignees = enrolments(lms(), section, body["assignees"]) if "assignees" in body else page.assignees
    groups = group_ids(lms(), section, body["grading_group_ids"]) if "grading_group_ids" in body else page.groups
    page.title = str(body.get("title") or page.title)
    page.body = str(body.get("body", page.body) or "")
    page.published = int(body.get("published", page.published))
    page.assignees, page.groups = assignees, groups


def _sees(section: ClassSection, page: Page) -> bool:
    person = owner(lms())
    if page.section_id != section.id:
        return False
    return not person.is_learner or (bool(page.published) and assigned(lms(), page, section.enrolment_id(person)))


def _found(section: ClassSection, page_id: str) -> Page:
    found = lms().state.pages.get(page_id)
    if found is None or not _sees(section, found):
        raise ApiError(404)
    return found


def _json(one: Page) -> Json:
    return {
        "id": one.id,
        "title": one.title,
        "body": one.body,
        "published": one.published,
        "inline": 0,
        "assignees": list(one.assignees),
        "grading_group_ids": list(one.groups),
    } | ({"url": one.url} if one.url else {})
