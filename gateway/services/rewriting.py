"""A key with `rewrite` replaces everybody it names by pseudonyms before anything is compared or stored (P05)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gateway.services.credentials import Credential
from gateway.services.naming import Naming
from gateway.services.record_errors import LrsForbidden
from xapi.documents import DocumentQuery
from xapi.pseudonyms import Pseudonyms, signed
from xapi.query import StatementQuery


def statements(credential: Credential, naming: Naming, valid: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return statements as this credential stores them. LrsForbidden: a signature would no longer hold."""
    names = _names(credential, naming)
    if names is None:
        return valid
    if any(signed(one) for one in valid):
        raise LrsForbidden(
            "a signed statement cannot be taken here: this credential replaces who is named, and the signature would "
            "no longer hold; use one that keeps actors as sent"
        )
    return [names.statement(one) for one in valid]


def search(credential: Credential, naming: Naming, query: StatementQuery) -> StatementQuery:
    """Return a query that looks for what this credential's statements are stored under."""
    names = _names(credential, naming)
    if names is None or query.agent_key is None:
        return query
    return replace(query, agent_key=names.key(query.agent_key))


def document(credential: Credential, naming: Naming, query: DocumentQuery) -> DocumentQuery:
    """Return which document is meant, by the pseudonym."""
    names = _names(credential, naming)
    if names is None or query.agent_key is None:
        return query
    return replace(query, agent_key=names.key(query.agent_key))


def agent(credential: Credential, naming: Naming, asked: dict[str, Any]) -> dict[str, Any]:
    """Return the Agent that stands for the one asked about."""
    names = _names(credential, naming)
    return asked if names is None else names.actor(asked)


def _names(credential: Credential, naming: Naming) -> Pseudonyms | None:
    return naming.pseudonyms(credential.tenant_id) if credential.actors == "rewrite" else None
