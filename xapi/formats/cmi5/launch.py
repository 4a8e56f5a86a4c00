"""What a launch hands to a unit: its address, the document it reads first, the learner's preferences (8, 10, 11)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from xapi.formats.cmi5 import iris
from xapi.names import OBJECTIVE

Mode = Literal["Normal", "Browse", "Review"]
MODES: tuple[Mode, ...] = ("Normal", "Browse", "Review")


@dataclass(frozen=True)
class Unit:
    """A unit at its launch: our id for it, its publisher's, its address as it will be opened, and its settings."""

    activity: str
    publisher: str
    url: str
    move_on: str
    launch_method: str
    mastery_score: float | None = None
    launch_parameters: str | None = None
    entitlement_key: str | None = None


def context_template(session: str, publisher: str, standards: Sequence[str] = ()) -> dict[str, Any]:
    """Return what every statement of the session must carry; `standards` are the IRIs the unit is aligned to (10.2.1).

    They travel as context activities of the kind `other`, as in our own statements.
    """
    around: dict[str, Any] = {"grouping": [{"id": publisher}]}
    if standards:
        around["other"] = [{"id": one, "definition": {"type": OBJECTIVE}} for one in standards]
    return {"contextActivities": around, "extensions": {iris.SESSION: session}}


def launch_data(unit: Unit, template: Mapping[str, Any], mode: Mode, return_url: str) -> dict[str, Any]:
    """Return the document `LMS.LaunchData` (10.2); what the course does not say is left out."""
    told: dict[str, Any] = {
        "contextTemplate": dict(template), "launchMode": mode, "launchMethod": unit.launch_method,
        "moveOn": unit.move_on, "returnURL": return_url,
    }  # fmt: skip
    if unit.mastery_score is not None:
        told["masteryScore"] = unit.mastery_score
    if unit.launch_parameters is not None:
        told["launchParameters"] = unit.launch_parameters
    if unit.entitlement_key is not None:
        told["entitlementKey"] = {"courseStructure": unit.entitlement_key}
    return told


def launch_url(
    unit: Unit, *, endpoint: str, fetch: str, actor: Mapping[str, Any], registration: str
) -> str:  # fmt: skip
    """Return the unit's address with what a launch adds to its own query (8.1)."""
    added = {
        "endpoint": endpoint, "fetch": fetch, "actor": json.dumps(dict(actor), separators=(",", ":")),
        "registration": registration, "activityId": unit.activity,
    }  # fmt: skip
    parts = urlsplit(unit.url)
    query = "&".join(one for one in (parts.query, urlencode(added, quote_via=quote)) if one)
    return urlunsplit(parts._replace(query=query))


def preferences(languages: Sequence[str], *, audio: bool = True) -> dict[str, str]:
    """Return the profile `cmi5LearnerPreferences` of a learner; languages are tags, the dearest first (11)."""
    return {"languagePreference": ",".join(languages), "audioPreference": "on" if audio else "off"}
