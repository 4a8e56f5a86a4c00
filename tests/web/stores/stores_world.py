"""What tests of other record stores store, and how they compare it."""

from __future__ import annotations

from typing import Any

from support.statements import AUTHORITY, completed, number, run

from gateway.db import tables as t
from gateway.services.collect import store
from gateway.services.records import new_statement_id
from gateway.services.source import Source
from xapi import jsontext
from xapi.multipart import Content
from xapi.statement import accept
from xapi.version import Version

SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


FILE = {"usageType": "http://x.example/essay", "display": {"en": "x"}, "contentType": "text/plain", "length": 4}


def keep(
    school, *raw: dict[str, Any], version: Version = Version.V1, contents: dict[str, Content] | None = None
) -> None:
    """Store statements of any version, with attachments."""
    now = school.waymark.clock()
    taken = [accept(one, version=version, authority=AUTHORITY, stored=now, new_id=new_statement_id) for one in raw]
    school.waymark.db.write(lambda w: store(w, Source(school.tenant), taken, contents))


def results(school, count: int, start: int = 1) -> list[dict[str, Any]]:
    return [completed(school.actor("ana"), "a1", 0.5, n=n) for n in range(start, start + count)]


def core(body: dict[str, Any]) -> dict[str, Any]:
    """Leave out what the store sets that has it."""
    return {name: value for name, value in body.items() if name not in {"authority", "stored"}}


def here(school) -> dict[str, dict[str, Any]]:
    rows = sorted(school.rows(t.statement), key=lambda one: one.seq)
    return {body["id"]: body for body in (jsontext.read(one.body) for one in rows)}


def ids(*numbers: int) -> list[str]:
    return [str(number(n)) for n in numbers]


def sweep(waymark, clock, minutes: float = 1) -> None:
    """Let the next sweep come, and run it."""
    clock.advance(minutes=minutes)
    run(waymark, "pull")
