"""Doors for machines that watch this one."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from gateway.web.context import ANYONE, allowed, waymark

doors = Blueprint("health", __name__)


@doors.get("/health/live")
@allowed(ANYONE)
def live() -> Response:
    """Say that the process answers."""
    return jsonify({"live": True})


@doors.get("/health/ready")
@allowed(ANYONE)
def ready() -> Response:
    """Say whether requests can be served: the database answers."""
    try:
        with waymark().db.read() as conn:
            conn.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return make_response(jsonify({"ready": False, "hint": "the database does not answer"}), 503)
    return jsonify({"ready": True})


@doors.get("/metrics")
@allowed(ANYONE)
def metrics() -> Response:
    """Give counts and durations for Prometheus; they carry no ids of people."""
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
