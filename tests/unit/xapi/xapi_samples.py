"""Statements the xAPI tests start from; every call gives a fresh copy."""

import copy
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from xapi.statement import Accepted, accept
from xapi.version import Version

UUID_TEXT = "7b1e9f3a-52c4-4a6e-9d0b-1c2d3e4f5a6b"
NEW_ID = UUID("019576a0-0000-7000-8000-000000000001")
STORED = datetime(2026, 3, 4, 9, 30, 0, 123000, UTC)
AUTHORITY = {"objectType": "Agent", "account": {"homePage": "https://waymark.example/keys", "name": "k1"}}
LEARNER = {"objectType": "Agent", "account": {"homePage": "https://waymark.example/people", "name": "3f0c"}}
OTHER = {"objectType": "Agent", "mbox": "mailto:other@school.example"}
ACTIVITY = "https://waymark.example/activities/juice-stand"
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
BOTH = (Version.V1, Version.V2)

SMALL: dict[str, Any] = {
    "actor": LEARNER,
    "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
    "object": {"id": ACTIVITY},
}


def small(**parts: Any) -> dict[str, Any]:
    """Give the smallest valid statement, with parts put in or replaced."""
    return copy.deepcopy({**SMALL, **parts})


def sub(**parts: Any) -> dict[str, Any]:
    """Give a valid sub-statement, with parts put in or replaced."""
    return {"objectType": "SubStatement", **small(**parts)}


def taken(raw: dict[str, Any], version: Version = Version.V1) -> Accepted:
    """Accept a statement at a fixed time with a fixed authority."""
    return accept(raw, version=version, authority=AUTHORITY, stored=STORED, new_id=lambda: NEW_ID)
