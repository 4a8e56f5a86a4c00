"""The statements that the launching system says itself: launched, abandoned, waived, satisfied (9.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from xapi.formats.cmi5 import iris
from xapi.formats.cmi5.launch import Mode, Unit
from xapi.formats.cmi5.move_on import Node
from xapi.times import write_time


@dataclass(frozen=True)
class Frame:
    """What each of them has: its id, its time (aware), about whom, in which registration and session."""

    id: UUID
    at: datetime
    actor: Mapping[str, Any]
    registration: str
    session: str


def launched(frame: Frame, unit: Unit, mode: Mode) -> dict[str, Any]:
    """Say that a unit was launched, with the address as it is without what the launch added (9.6.3.4)."""
    extensions: dict[str, Any] = {
        iris.LAUNCH_MODE: mode, iris.LAUNCH_URL: unit.url, iris.MOVE_ON_RULE: unit.move_on,
    }  # fmt: skip
    if unit.mastery_score is not None:
        extensions[iris.MASTERY_SCORE] = unit.mastery_score
    if unit.launch_parameters is not None:
        extensions[iris.LAUNCH_PARAMETERS] = unit.launch_parameters
    return _statement(frame, iris.LAUNCHED, {"id": unit.activity}, unit.publisher, extensions=extensions)


def abandoned(frame: Frame, activity: str, publisher: str, lasted: timedelta) -> dict[str, Any]:
    """Say that a session ended without an end: `lasted` from its launch to the unit's last statement (9.5.4.2)."""
    result = {"duration": f"PT{max(lasted.total_seconds(), 0):.2f}S"}
    return _statement(frame, iris.ABANDONED, {"id": activity}, publisher, result=result)


def waived(frame: Frame, activity: str, publisher: str, reason: str) -> dict[str, Any]:
    """Say that a learner need not do a unit, and why (9.3.7, 9.5.5.2)."""
    result = {"success": True, "completion": True, "extensions": {iris.REASON: reason}}
    return _statement(
        frame, iris.WAIVED, {"id": activity}, publisher, result=result, categories=(iris.CATEGORY, iris.MOVE_ON)
    )


def satisfied(frame: Frame, node: Node, activity: str) -> dict[str, Any]:
    """Say that a block or the course is satisfied; `activity` is our id for it (9.3.9)."""
    kind = iris.COURSE_TYPE if node.kind == "course" else iris.BLOCK_TYPE
    return _statement(frame, iris.SATISFIED, {"id": activity, "definition": {"type": kind}}, node.id)


def _statement(
    frame: Frame,
    verb: str,
    target: Mapping[str, Any],
    publisher: str,
    *,
    result: Mapping[str, Any] | None = None,
    extensions: Mapping[str, Any] | None = None,
    categories: tuple[str, ...] = (iris.CATEGORY,),
) -> dict[str, Any]:
    context = {
        "registration": frame.registration,
        "contextActivities": {
            "category": [{"id": one} for one in categories], "grouping": [{"id": publisher}],
        },
        "extensions": {iris.SESSION: frame.session, **(extensions or {})},
    }  # fmt: skip
    return {
        "id": str(frame.id), "timestamp": write_time(frame.at), "actor": dict(frame.actor),
        "verb": {"id": verb, "display": {"en": verb.rsplit("/", 1)[1]}},
        "object": {"objectType": "Activity", **target},
        **({"result": dict(result)} if result else {}), "context": context,
    }  # fmt: skip
