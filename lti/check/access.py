"""The access token: one signed request, and what its refusal says about client, keys, clock, address and scopes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from lti.answers import Answer
from lti.check.calls import Caller, failed, refusal
from lti.check.lines import SCOPE_LINES, Finding, fine, problem
from lti.check.subject import Subject
from lti.lms.base import AdapterError

Ask = Callable[[frozenset[str]], Answer]
"""Asks the token endpoint once for these scopes, past every cache and pause; raises AdapterError without an answer."""

_MEANINGS = (
    ("client", "unknown", re.compile(r"unknown client|unauthorized_client|client id|inactive")),
    ("token", "audience", re.compile(r"\baud\b|audience")),
    ("clock", "refused", re.compile(r"\biat\b|\bexp\b|expired|future")),
    ("own-keys", "not_fetched", re.compile(r"\bjwks?\b|\bjws\b|\bkid\b|signature|key ?set|verif|segments")),
    ("client", "unknown", re.compile(r"invalid_client")),
)
"""Where a refusal belongs, by its words: the error codes of RFC 6749 5.2 say less than what stands beside them."""


@dataclass(frozen=True)
class Access:
    """The findings, and the token with the scopes it is good for; empty where none was given."""

    findings: tuple[Finding, ...]
    token: str = ""
    granted: frozenset[str] = frozenset()


def access(caller: Caller, subject: Subject, wanted: Iterable[str], ask: Ask) -> Access:
    """Ask for all scopes at once; where the platform refuses some of them as a whole, for each one."""
    extra = subject.services.scopes if subject.services else frozenset()
    scopes = frozenset(wanted)
    begun = caller.http.now()
    try:
        answer = caller.heard(ask(scopes | {one for one in extra if one.endswith("lineitem.readonly")}), begun)
    except AdapterError as error:
        return Access((failed("token", error),))
    given = _given(answer)
    if given is not None:
        token, listed = given
        return Access(_known(_scope_findings(scopes, listed)), token, scopes if listed is None else listed)
    words = _words(answer)
    if words is None:
        return Access((_silent(caller, subject, answer),))
    if "invalid_scope" in words:
        return _each(scopes, ask)
    return Access((_refused(answer, words),))


def _known(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what a granted token proves besides its scopes: the platform knows us and has read our key."""
    return (fine("token"), fine("client"), fine("own-keys"), *findings)


def _scope_findings(wanted: frozenset[str], listed: frozenset[str] | None) -> list[Finding]:
    """Say of each scope whether it was given; scopes left out of the answer mean those asked for (RFC 6749 5.1)."""
    return [
        fine(line) if listed is None or scope in listed else problem(line, "missing")
        for scope, line in SCOPE_LINES.items()
        if scope in wanted
    ]


def _each(scopes: frozenset[str], ask: Ask) -> Access:
    """Ask for one scope at a time; the token of the last one that was given serves nobody, its scopes are told."""
    findings: list[Finding] = []
    tokens: dict[str, str] = {}
    for scope, line in SCOPE_LINES.items():
        if scope not in scopes:
            continue
        try:
            given = _given(ask(frozenset({scope})))
        except AdapterError as error:
            findings.append(failed(line, error))
            continue
        has = given is not None and (given[1] is None or scope in given[1])
        findings.append(fine(line) if has else problem(line, "missing"))
        if has and given is not None:
            tokens[scope] = given[0]
    kept = frozenset(tokens)
    if len(kept) > 1:  # one token for both services, as the calls of a course use it
        given = _given(ask(kept))
        return Access(_known(findings), given[0] if given else "", kept if given else frozenset())
    return Access(_known(findings), next(iter(tokens.values()), ""), kept)


def _given(answer: Answer) -> tuple[str, frozenset[str] | None] | None:
    """Return the token and the scopes that the answer lists, or None where it grants nothing."""
    body = _object(answer)
    token, scope = body.get("access_token"), body.get("scope")
    if not answer.ok or not isinstance(token, str) or not token:
        return None
    return token, frozenset(scope.split()) if isinstance(scope, str) else None


def _words(answer: Answer) -> str | None:
    """Return the words of a token endpoint's refusal; None for a page or an answer that is no such thing."""
    return answer.text().lower() if isinstance(_object(answer).get("error"), str) else None


def _object(answer: Answer) -> dict[str, object]:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _refused(answer: Answer, words: str) -> Finding:
    detail = f"{answer.status} {answer.text()}"
    if answer.status >= 500 or answer.status == 429:
        return problem("token", refusal(answer), detail)
    for line, reason, meaning in _MEANINGS:
        if meaning.search(words):
            return problem(line, reason, detail)
    return problem("token", "refused", detail)


def _silent(caller: Caller, subject: Subject, answer: Answer) -> Finding:
    """Tell a wrong address from a right one that breaks over our key: the right one can say no to an empty request."""
    if answer.status >= 500 or answer.status == 429:
        return problem("token", refusal(answer), f"{answer.status} {answer.text()}")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    body = urlencode({"grant_type": "client_credentials"}).encode()
    try:
        probe = caller.call("POST", subject.platform.token_url, headers=headers, body=body)
    except AdapterError as error:
        return failed("token", error)
    if _words(probe) is None:
        return problem("token", "address", str(answer.status))
    return problem("own-keys", "not_fetched", f"{answer.status} {answer.text()}")
