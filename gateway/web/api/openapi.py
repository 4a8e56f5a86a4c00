"""`/api/v1/openapi.json`: what these doors take and give, as an OpenAPI 3.1 document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify

from gateway.web.api.door import doors
from gateway.web.context import ANYONE, allowed, waymark
from schemas.loading import document as document_of

_TEXT, _LIST = {"type": "string"}, {"type": "array"}
_UNIT = {"unit": {"type": "integer"}, "id": _TEXT, "publisher": _TEXT}
_ERROR = {"code": _TEXT, "title": _TEXT, "detail": _TEXT, "request": _TEXT, "problems": _LIST}
_PACKAGE = {
    "id": _TEXT, "kind": _TEXT, "title": {"type": "object"}, "sha256": _TEXT, "size": {"type": "integer"},
    "stored": _TEXT, "problems": _LIST,
}  # fmt: skip


@doors.get("/openapi.json")
@allowed(ANYONE)
def document() -> Response:
    """Give the description; it needs no key."""
    return jsonify(described(waymark().settings.base_url))


def described(base_url: str) -> dict[str, Any]:
    """Return the description of all doors for one installation."""
    key = {"type": "http", "scheme": "basic", "description": "Key and secret of a key with the permission api"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Waymark", "version": "1", "description": "Packages of activities, and launches"},
        "servers": [{"url": f"{base_url}/api/v1"}],
        "security": [{"key": []}],
        "components": {
            "securitySchemes": {"key": key},
            "responses": {"refused": _answer("Why it was refused, with a stable code", _ERROR)},
        },
        "paths": _paths(),
    }  # fmt: skip


def _paths() -> dict[str, Any]:
    file = {"schema": {"type": "string", "format": "binary"}}
    form = {"schema": _object({"file": {"type": "string", "format": "binary"}}, ["file"])}
    brought = {"application/zip": file, "application/xml": file, "multipart/form-data": form}
    whole = {**_PACKAGE, "units": {"type": "array", "items": _object({**_UNIT, "iri": _TEXT, "title": {}})}}
    launched = {"url": _TEXT, "session": _TEXT, "registration": _TEXT, "launch_method": _TEXT}
    state = {
        "registration": _TEXT, "package": _TEXT, "actor": {"type": "object"}, "satisfied": {"type": "boolean"},
        "nodes": _LIST, "units": _LIST, "sessions": _LIST,
    }  # fmt: skip
    return {
        "/packages": {
            "post": _door("Bring a package in: cmi5 (zip or XML), Tin Can, H5P", "201", whole, brought),
            "get": _door("List packages", "200", {"packages": {"type": "array", "items": _object(_PACKAGE)}}),
        },
        "/packages/{package_id}": {"get": _door("One package with its units", "200", whole)},
        "/packages/{package_id}/launch": {"post": _door("Launch a unit", "200", launched, _json("api-launch"))},
        "/registrations/{registration}": {"get": _door("How far a learner is", "200", state)},
        "/registrations/{registration}/waive": {
            "post": _door("Waive a unit", "200", {"session": _TEXT}, _json("api-waive"))
        },
        "/sessions/{session}/abandon": {
            "post": _door("Abandon a session", "200", {"abandoned": {"type": "boolean"}})
        },
        "/openapi.json": {"get": {**_door("This description", "200", {}), "security": []}},
    }  # fmt: skip


def _door(
    summary: str, status: str, properties: Mapping[str, Any], taken: Mapping[str, Any] | None = None
) -> dict[str, Any]:  # fmt: skip
    made: dict[str, Any] = {
        "summary": summary,
        "responses": {status: _answer(summary, properties), "default": {"$ref": "#/components/responses/refused"}},
    }
    if taken is not None:
        made["requestBody"] = {"required": True, "content": dict(taken)}
    return made


def _json(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": document_of(schema)}}


def _answer(description: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": _object(properties)}}}


def _object(properties: Mapping[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), **({"required": required} if required else {})}
