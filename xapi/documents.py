"""Documents beside the statements: their keys, preconditions, merging (rule 25; 1.0.3 part three 2.2, 3.1; 2.0 4.1.4).

Three resources keep documents of any type under an id: the state of a learner in an activity, the profile of an
activity, the profile of an agent.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from schemas import Problem
from xapi.agents import actor_key
from xapi.errors import (
    DocumentConflict,
    InvalidDocument,
    InvalidQuery,
    PreconditionFailed,
    PreconditionMissing,
    UnreadableBody,
)
from xapi.parameters import moments, read
from xapi.parsing import parse as parse_json
from xapi.version import Version

JSON = "application/json"
ANY_TYPE = "application/octet-stream"
"""The type of content that came without one."""

CONTENT_TYPE_LENGTH = 255


class Kind(StrEnum):
    """The three resources; the values name their schemas and stand in the store."""

    STATE = "state"
    ACTIVITY_PROFILE = "activity-profile"
    AGENT_PROFILE = "agent-profile"


@dataclass(frozen=True, slots=True)
class DocumentQuery:
    """Which document is meant, or which ones where `name` (stateId, profileId) is None; equality is by identifier.

    `agent_key` is written as by `agents.actor_key`, the registration in small letters; `since` is exclusive.
    """

    kind: Kind
    name: str | None = None
    activity: str | None = None
    agent_key: str | None = None
    registration: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What is kept, byte for byte, and the Content-Type it came with."""

    body: bytes
    type: str

    @property
    def etag(self) -> str:
        """The SHA-1 of the bytes in hexadecimal (1.0.3 part three 3.1), without quotes."""
        return hashlib.sha1(self.body, usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Conditions:
    """The headers If-Match and If-None-Match as sent, None where they were not."""

    match: str | None = None
    none_match: str | None = None


def parse(kind: Kind, method: str, params: Mapping[str, Sequence[str]], version: Version) -> DocumentQuery:
    """Read decoded query parameters (name to all its values); InvalidQuery says what is wrong with them.

    PUT and POST need the document's id; DELETE needs it for profiles; `since` belongs to GET.
    """
    given = read(params, f"xapi-{kind.value}")
    name = "stateId" if kind is Kind.STATE else "profileId"
    reading = method in {"GET", "HEAD"}
    if name not in given and not (reading or (method == "DELETE" and kind is Kind.STATE)):
        raise InvalidQuery(problems=[Problem("", "missing-property", f"{method} needs {name}")])
    if "since" in given and not reading:
        raise InvalidQuery(problems=[Problem("/since", "unknown-parameter", f"since is no parameter of {method}")])
    return DocumentQuery(
        kind=kind,
        name=given.get(name),
        activity=given.get("activityId"),
        agent_key=actor_key(given["agent"]) if "agent" in given else None,
        registration=str(UUID(given["registration"])) if "registration" in given else None,
        since=moments(given, version, "since")[0],
    )


def content(body: bytes, content_type: str | None) -> Content:
    """Take a body as it came; InvalidDocument for a Content-Type that could not be given back in a header."""
    kept = (content_type or "").strip() or ANY_TYPE
    if not kept.isprintable() or len(kept) > CONTENT_TYPE_LENGTH:
        raise InvalidDocument(f"the Content-Type is longer than {CONTENT_TYPE_LENGTH} characters or cannot be printed")
    return Content(body, kept)


def check_conditions(kind: Kind, version: Version, method: str, conditions: Conditions, etag: str | None) -> None:
    """Refuse a PUT, POST or DELETE whose condition does not hold; `etag` is that of the stored document, or None.

    PreconditionFailed (412) for a condition that fails. A PUT without any: DocumentConflict (409) where a document is
    stored; PreconditionMissing (400) in 1.0.3 where none is. 1.0.3 lets states be written without conditions, "since
    state conflicts are unlikely" (part three 3.1); 2.0 does not.
    """
    if conditions.match is not None and not _names(conditions.match, etag):
        raise PreconditionFailed("If-Match names another state of the document than the stored one")
    if conditions.none_match is not None and _names(conditions.none_match, etag):
        raise PreconditionFailed("If-None-Match excludes the stored document")
    if method != "PUT" or conditions != Conditions() or (kind is Kind.STATE and version is Version.V1):
        return
    if etag is not None:
        raise DocumentConflict
    if version is Version.V1:
        raise PreconditionMissing


def merged(stored: Content | None, posted: Content) -> Content:
    """Give what a POST leaves: the posted content where nothing is stored, else both objects, the posted one on top.

    InvalidDocument when something is stored and either is no JSON object; posted JSON must always be one.
    """
    if stored is None:
        if is_json(posted):
            _object(posted, "posted")
        return posted
    both = {**_object(stored, "stored"), **_object(posted, "posted")}
    return Content(json.dumps(both, ensure_ascii=False, separators=(",", ":")).encode(), posted.type)


def is_json(one: Content) -> bool:
    """Tell whether content says it is JSON, whatever parameters the type has."""
    return one.type.partition(";")[0].strip().lower() == JSON


def person(agent: Mapping[str, Any]) -> dict[str, Any]:
    """Give the Person object of an agent: what was asked with, in lists; nothing is told beyond that (P04)."""
    names = ("name", "mbox", "mbox_sha1sum", "openid", "account")
    return {"objectType": "Person", **{name: [agent[name]] for name in names if name in agent}}


def _names(header: str, etag: str | None) -> bool:
    """Tell whether a list of entity tags, or *, names the stored document.

    A weak tag counts as well: proxies that compress weaken ours, and it still stands for the same bytes. So does one
    without quotes, which older clients send.
    """
    if etag is None:
        return False
    listed = {one.strip().removeprefix("W/").strip('"').lower() for one in header.split(",")}
    return "*" in listed or etag in listed


def _object(one: Content, which: str) -> dict[str, Any]:
    """Give the JSON object that content holds; whole numbers keep all digits, unlike in statements."""
    if not is_json(one):
        raise InvalidDocument(f"the {which} document is {one.type}; only {JSON} can be merged")
    try:
        parse_json(one.body)
        value = json.loads(one.body.decode())
    except (UnreadableBody, ValueError) as error:
        raise InvalidDocument(f"the {which} document is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise InvalidDocument(f"the {which} document is JSON but not an object")
    return value
