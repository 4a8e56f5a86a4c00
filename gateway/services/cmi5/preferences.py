"""The learner's preferences that units of packages read (11): left at a launch, and following what helps a student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.db.writer import Write
from gateway.services import documents
from xapi import jsontext
from xapi.agents import actor_key
from xapi.documents import JSON, Content, DocumentQuery, Kind
from xapi.formats.cmi5 import iris
from xapi.formats.cmi5 import launch as launches

_LANGUAGES = "languagePreference"


def leave(write: Write, tenant_id: int, actor: Mapping[str, Any], languages: Sequence[str]) -> None:
    """Leave the preferences of a learner where none are kept yet and we know any."""
    query = _query(actor)
    if languages and documents.one(write.conn, tenant_id, query) is None:
        documents.keep(write, tenant_id, query, _content(launches.preferences(languages)))


def arrange(write: Write, tenant_id: int, actor: Mapping[str, Any], language: str, before: str) -> None:
    """Have units of packages speak a language that helps the learner, empty for none; all else is left as it is.

    `before` is the language that helped until now: where it is still the one preferred, it goes.
    """
    query = _query(actor)
    kept = documents.one(write.conn, tenant_id, query)
    found = _read(kept.content.body) if kept is not None else {}
    if language:
        made = {**launches.preferences([language]), **found, _LANGUAGES: language}
        documents.keep(write, tenant_id, query, _content(made))
    elif kept is not None and before and found.get(_LANGUAGES) == before:
        documents.drop(write, tenant_id, query)


def _query(actor: Mapping[str, Any]) -> DocumentQuery:
    return DocumentQuery(Kind.AGENT_PROFILE, iris.PREFERENCES, agent_key=actor_key(actor))


def _content(made: Mapping[str, Any]) -> Content:
    return Content(jsontext.write(dict(made)), JSON)


def _read(body: bytes) -> dict[str, Any]:
    """Return what is kept, {} for what is no object: any server with the scope may have written it."""
    try:
        found = jsontext.read(body)
    except ValueError:
        return {}
    return dict(found) if isinstance(found, dict) else {}
