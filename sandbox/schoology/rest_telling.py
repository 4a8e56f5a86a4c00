"""REST ways to tell people something: calendar, updates, messages, all as the key's owner (schoology facts 11)."""

from flask import Blueprint, Response, request

from sandbox.parts import Json
from sandbox.schoology.classes import ClassSection, uid
from sandbox.schoology.errors import ApiError
from sandbox.schoology.lms import lms
from sandbox.schoology.rest import json_object, list_json, owner, reply, rest

blueprint = Blueprint("rest_telling", __name__, url_prefix="/v1")


@blueprint.get("/sections/<section_id>/events")
@rest()
def events(section: ClassSection) -> Response:
    """Calendar between two days, which must both be named; due dates of assignments stand there too."""
    first, last = request.args.get("start_date"), request.args.get("end_date")
    if not first or not last:
        raise ApiError(400)
    dates = [
        {"id": one.id, "title": one.title, "start": one.due, "type": "assignment"}
        for one in lms().state.items.values()
        if one.section_id == section.id and one.due
    ]
    rows = [*_told("event", section), *dates]
    return reply(list_json("event", [one for one in rows if first <= str(one["start"])[:10] <= last]))


@blueprint.post("/sections/<section_id>/events")
@rest()
def add_event(section: ClassSection) -> Response:
    """Write into the section's calendar."""
    return _tell("event", json_object(), ("title", "start"), section)


@blueprint.get("/sections/<section_id>/updates")
@rest()
def updates(section: ClassSection) -> Response:
    """List the updates of the section, the newest first."""
    return reply(list_json("update", _told("update", section)[::-1]))


@blueprint.post("/sections/<section_id>/updates")
@rest()
def add_update(section: ClassSection) -> Response:
    """Post an update with links."""
    return _tell("update", json_object(), ("body",), section)


@blueprint.post("/messages")
@rest()
def send_message() -> Response:
    """Send a message; `recipient_ids` is a text with commas."""
    body = json_object()
    ids = str(body.get("recipient_ids") or "").split(",")
    if any(lms().person(one) is None for one in ids):
        raise ApiError(400, "recipient_ids must name people")
    return _tell("message", body, ("subject", "message", "recipient_ids"))


@blueprint.get("/messages/inbox")
@rest()
def inbox() -> Response:
    """Messages to the key's owner."""
    return reply(list_json("message", _inbox()))


@blueprint.get("/messages/inbox/<message_id>")
@rest()
def message(message_id: str) -> Response:
    """One message to the key's owner."""
    found = next((one for one in _inbox() if str(one["id"]) == message_id), None)
    if found is None:
        raise ApiError(404)
    return reply(found)


@blueprint.get("/messages/<message_id>")
@rest()
def message_as_documented(message_id: str) -> Response:  # noqa: ARG001 - whatever it is
    """400: the documented address does not work."""
    raise ApiError(400)


def _inbox() -> list[Json]:
    mine = str(uid(owner(lms())))
    return [one for one in lms().state.told if one["kind"] == "message" and mine in one["recipient_ids"].split(",")]


def _told(kind: str, section: ClassSection) -> list[Json]:
    return [one for one in lms().state.told if one["kind"] == kind and one["section_id"] == section.id]


def _tell(kind: str, body: Json, needed: tuple[str, ...], section: ClassSection | None = None) -> Response:
    if any(not body.get(name) for name in needed):
        raise ApiError(400, f"needed: {', '.join(needed)}")
    site = lms()
    made = body | {
        "id": site.state.next_id("told"), "kind": kind, "uid": uid(owner(site)),
        "section_id": section.id if section else 0,
    }  # fmt: skip
    site.state.told.append(made)
    return reply(made, 201)
