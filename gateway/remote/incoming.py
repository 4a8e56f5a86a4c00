"""Statements of another store's page, held against our own rules: what may be stored, and what is refused and why."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from gateway.remote.rows import Refusal
from gateway.services.records import new_statement_id
from xapi import jsontext, multipart, signature
from xapi.errors import InvalidStatement
from xapi.multipart import Content
from xapi.remote import Page, Trouble
from xapi.statement import Accepted, accept
from xapi.times import read_time
from xapi.validate import check
from xapi.version import Version

_MOST = 5
"""Broken rules that a reason names."""


@dataclass(frozen=True)
class Incoming:
    """What a page brings. `moments` are the times of storing there, in the page's order."""

    good: list[Accepted]
    refused: list[Refusal]
    moments: list[datetime]


def read(
    page: Page, asked: Version, authority: Mapping[str, Any], now: datetime, known: Collection[str] = ()
) -> Incoming:
    """Check each statement by the rules of the version that it names; `known` are listed already and left out.

    A statement that came without its attachments is stored, and that they are missing is listed. Trouble `garbage`
    where statements do not say when they were stored: nobody could tell how far one has read.
    """
    found = Incoming([], [], [])
    for raw in page.statements:
        name = _name(raw)
        problem = _problem(raw, asked, page.contents)
        if problem is None:
            if "stored" not in raw:
                raise Trouble("garbage", "statements without the time of their storing")
            found.moments.append(read_time(raw["stored"]))
        if name in known:
            continue
        if problem is not None:
            found.refused.append(Refusal(name, "invalid", problem))
        else:
            missing = _missing(raw, page.contents)
            if missing:
                found.refused.append(Refusal(name, "attachments", missing))
            found.good.append(
                accept(
                    raw, version=_version(raw, asked), authority=authority, stored=now, new_id=new_statement_id
                )
            )  # fmt: skip
    return found


def _problem(raw: Any, asked: Version, contents: Mapping[str, Content]) -> str | None:
    """Say which rules a statement breaks, by place and rule only: values may be about people."""
    problems = check(raw, _version(raw, asked))
    if problems:
        return "; ".join(f"{one.path or '/'} {one.rule}" for one in problems[:_MOST])[:300]
    if "id" not in raw:
        return "/id required"
    try:
        signature.verify("", raw, _own(raw, contents))
    except InvalidStatement as error:
        return _places(error)
    return None


def _missing(raw: Mapping[str, Any], contents: Mapping[str, Content]) -> str:
    """Say which attachments neither came nor have an address, empty for none."""
    try:
        multipart.match([("", raw)], _own(raw, contents))
    except InvalidStatement as error:
        return _places(error)
    return ""


def _own(raw: Mapping[str, Any], contents: Mapping[str, Content]) -> dict[str, Content]:
    own = {attachment["sha2"].lower() for _, attachment in multipart.declared(raw)}
    return {sha2: content for sha2, content in contents.items() if sha2 in own}


def _places(error: InvalidStatement) -> str:
    return "; ".join(f"{one.path} {one.rule}" for one in error.problems[:_MOST])[:300]


def _version(raw: Any, asked: Version) -> Version:
    named = raw.get("version") if isinstance(raw, dict) else None
    if not isinstance(named, str):
        return asked
    return Version.V1 if named.startswith("1.") else Version.V2 if named.startswith("2.") else asked


def _name(raw: Any) -> str:
    """Return the id of a statement, or a hash of what has none that could be one."""
    try:
        return str(UUID(raw["id"]))
    except (TypeError, KeyError, ValueError, AttributeError):
        return "?" + hashlib.sha256(jsontext.write(raw, sort=True)).hexdigest()[:40]
