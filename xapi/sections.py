"""Where the specification says what a problem breaks, for whoever has to mend the sender.

Sections are those of xAPI 1.0.3, part two (data) and part three (communication); 2.0 keeps these rules. What only 2.0
knows is named by its property.
"""

from __future__ import annotations

_DATA, _WIRE = "xAPI 1.0.3, part two, ", "xAPI 1.0.3, part three, "

_PROPERTIES = {
    "id": "2.4.1", "actor": "2.4.2", "verb": "2.4.3", "object": "2.4.4", "result": "2.4.5", "context": "2.4.6",
    "timestamp": "2.4.7", "stored": "2.4.8", "authority": "2.4.9", "version": "2.4.10", "attachments": "2.4.11",
}  # fmt: skip

_RULES = {
    "absolute-iri": "4.3", "uuid": "4.4", "timestamp": "4.5", "duration": "4.6", "language-tag": "4.2",
    "no-null": "2.2", "unknown-property": "2.2", "repeated-name": "2.2", "too-deep": "2.2", "no-nul": "2.2",
    "exactly-one-identifier": "2.4.2.3", "mbox": "2.4.2.3", "mbox-sha1sum": "2.4.2.3", "score-range": "2.4.5.1",
    "interaction-type": "2.4.4.1", "interaction-components": "2.4.4.1", "authority": "2.4.9", "voiding": "2.3.2",
    "statement-version": "2.4.10", "media-type": "2.4.11", "sha2": "2.4.11", "signature": "2.6",
}  # fmt: skip
"""Rules that have a section of their own, wherever in a statement they are broken."""

_ON_THE_WIRE = {"same-id-twice": "2.1.2", "attachment-missing": "1.5.2", "attachment-undeclared": "1.5.2"}

_RESOURCES = {
    "statements": "2.1", "activities/state": "2.3", "agents": "2.4", "activities": "2.5", "agents/profile": "2.6",
    "activities/profile": "2.7", "about": "2.8",
}  # fmt: skip

_CODES = {
    "xapi-version": "3.3", "xapi-conflict": "2.1", "xapi-document-conflict": "3.1", "xapi-precondition-missing": "3.1",
    "xapi-precondition-failed": "3.1", "xapi-invalid-document": "2.2", "xapi-unreadable-body": "1.5",
}  # fmt: skip
"""Refusals of a whole request."""


def of_problem(path: str, rule: str) -> str:
    """Return the section behind a problem of a statement: of its rule, else of the property its path leads into.

    `path` is a JSON pointer into a statement or a list of statements, `rule` a slug of `schemas.Problem`.
    """
    if rule in _ON_THE_WIRE:
        return _WIRE + _ON_THE_WIRE[rule]
    steps = [one for one in path.split("/")[1:] if not one.isdigit()]
    for name in ("contextAgents", "contextGroups"):
        if name in steps:
            return f"xAPI 2.0 (IEEE 9274.1.1), {name}"
    if "extensions" in steps:
        return f"{_DATA}4.1"
    return _DATA + (_RULES.get(rule) or _PROPERTIES.get(steps[0] if steps else "", "2.2"))


def of_request(code: str, resource: str) -> str:
    """Return the section behind a refusal by its code, else that of the resource (`statements`, `activities/state`)."""
    if code == "voiding-refused":
        return of_problem("", "voiding")
    return _WIRE + (_CODES.get(code) or _RESOURCES.get(resource.strip("/"), "2"))
