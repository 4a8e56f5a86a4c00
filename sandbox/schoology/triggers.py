"""Event triggers: what changed is posted to the targets that an admin subscribed (schoology facts 11).

Nothing is sent by itself: `SchoologySim.send_triggers` does what is due, so that a test's clock decides.
"""

from datetime import timedelta

import requests
from flask import Blueprint, Response

from sandbox.clock import iso, parse_time
from sandbox.parts import Json
from sandbox.schoology.classes import ClassSection, uid
from sandbox.schoology.errors import ApiError
from sandbox.schoology.lms import Lms, lms
from sandbox.schoology.model import Grade
from sandbox.schoology.rest import json_object, owner, reply, rest

blueprint = Blueprint("triggers", __name__, url_prefix="/v1/triggers")

KINDS = ("grade_item", "grades", "attendance", "section_completion", "dropbox_submission")
AGAIN, TRIES = timedelta(minutes=10), 5
_TIMEOUT = 5


@blueprint.get("/targets")
@rest()
def targets() -> Response:
    """List the addresses that may be told."""
    _admin_only()
    return reply({"target": list(lms().state.targets.values())})


@blueprint.post("/targets")
@rest()
def add_target() -> Response:
    """Add an address."""
    _admin_only()
    body, state = json_object(), lms().state
    if not body.get("target"):
        raise ApiError(400, "target is required")
    made = {"id": state.next_id("told"), "target": str(body["target"]), "description": str(body.get("description", ""))}
    state.targets[str(made["id"])] = made
    return reply(made, 201)


@blueprint.delete("/targets/<target_id>")
@rest()
def drop_target(target_id: str) -> Response:
    """Forget an address and what it is subscribed to."""
    _admin_only()
    state = lms().state
    if state.targets.pop(target_id, None) is None:
        raise ApiError(404)
    state.subscriptions = [one for one in state.subscriptions if str(one["target_id"]) != target_id]
    return Response(status=204)


@blueprint.put("/subscriptions")
@rest()
def subscribe() -> Response:
    """Switch triggers on or off for targets, one answer row each."""
    _admin_only()
    rows = json_object().get("subscription")
    if not isinstance(rows, list):
        raise ApiError(400, "subscription must be a list")
    return reply({"subscription": [_subscribe(lms(), row) for row in rows]})


def grade_changed(site: Lms, section: ClassSection, cell: Grade) -> None:
    """Note that a grade changed, for every target that wants to know."""
    item = site.state.items[str(cell.item_id)]
    grade = {
        "enrollment_id": cell.enrolment_id, "assignment_id": cell.item_id, "grade": cell.value,
        "exception": cell.exception, "max_points": item.max_points, "type": item.type,
    }  # fmt: skip
    about: Json = {
        "realm": "section", "section_id": section.id, "realm_id": section.id, "enrollment_id": cell.enrolment_id,
    }  # fmt: skip
    for one in site.state.subscriptions:
        if one["trigger"] == "grades":
            data = about | ({"object": grade} if one["include_object"] else {})
            body = {
                "uid": uid(next(who for who in site.school.people if who.role == "admin")),
                "timestamp": int(site.now().timestamp()), "type": "grades.update", "data": [data],
            }  # fmt: skip
            site.state.waiting.append({"target_id": one["target_id"], "body": body, "tries": 0, "due": iso(site.now())})


def send_due(site: Lms) -> int:
    """Post what is due and return how many targets took theirs; a refusal is tried again five times, then dropped."""
    taken = 0
    for one in list(site.state.waiting):
        due, target = parse_time(one["due"]), site.state.targets.get(str(one["target_id"]))
        if due is not None and due > site.now():
            continue
        if target is not None and _post(target["target"], one["body"]):
            taken += 1
        elif target is not None and one["tries"] < TRIES:
            one.update(tries=one["tries"] + 1, due=iso(site.now() + AGAIN))
            continue
        site.state.waiting.remove(one)
    return taken


def _post(url: str, body: Json) -> bool:
    try:
        return bool(requests.post(url, json=body, timeout=_TIMEOUT).status_code == requests.codes.ok)
    except requests.RequestException:
        return False


def _subscribe(site: Lms, row: Json) -> Json:
    told = {"target_id": row.get("target_id"), "trigger": row.get("trigger")}
    if str(row.get("target_id")) not in site.state.targets or row.get("trigger") not in KINDS:
        return told | {"status": 400, "message": "no such target or trigger"}
    kept = [one for one in site.state.subscriptions if (one["target_id"], one["trigger"]) != (*told.values(),)]
    on = [told | {"include_object": bool(row.get("include_object"))}] if row.get("subscribed") else []
    site.state.subscriptions = [*kept, *on]
    return told | {"status": 200, "message": ""}


def _admin_only() -> None:
    if owner(lms()).role != "admin":
        raise ApiError(403)
