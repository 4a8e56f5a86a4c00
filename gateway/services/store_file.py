"""Read the lines of an exported store; each is checked as it comes, and a wrong one is named by its number."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from gateway.errors import InvalidInput
from gateway.services.exporting import COUNTED, FORMAT
from xapi import jsontext
from xapi.statement import Accepted, accept
from xapi.times import read_time
from xapi.validate import check
from xapi.version import Version


class NotAStore(InvalidInput):
    """A file that is no export of a store, or a damaged one."""

    code = "not-a-store"


@dataclass(frozen=True)
class Kept:
    """A statement as another store kept it. `voided`, `decision` and `fingerprint` are taken over."""

    one: Accepted
    stored: datetime
    source: str | None
    course: str | None
    voided: bool
    decision: bool
    attached: tuple[str, ...]
    fingerprint: bytes


@dataclass(frozen=True)
class Attachment:
    """The content of an attachment under its hash."""

    sha2: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Document:
    """A state or profile document; `key` and `agent` are hashes, as in the store."""

    key: str
    values: Mapping[str, Any]

    @property
    def agent(self) -> str | None:
        """Whose it is."""
        found: str | None = self.values["actor_hash"]
        return found


@dataclass(frozen=True)
class Definition:
    """What is known of an activity."""

    iri: str
    definition: dict[str, Any]


Line = Kept | Attachment | Document | Definition


def read(raw: Iterable[bytes]) -> Iterator[Line]:
    """Give the parts of a file; NotAStore names the first line that is wrong, or that the file ends too early."""
    numbered = enumerate(raw, start=1)
    counts, seen = _header(next(numbered, (1, b""))[1]), dict.fromkeys(COUNTED, 0)
    for number, line in numbered:
        try:
            found = _line(line)
        except (KeyError, TypeError, ValueError, AttributeError, NotBase64) as error:
            raise NotAStore(problems=[f"line {number}: {_said(error)}"]) from error
        seen[_NAMES[type(found)]] += 1
        yield found
    if seen != counts:
        raise NotAStore(problems=[f"the file ends early or was changed: it says {counts} and holds {seen}"])


def _said(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def _header(line: bytes) -> dict[str, int]:
    try:
        head = orjson.loads(line)
        counts = {name: int(head[name]) for name in COUNTED} if head["waymark"] == "store" else {}
    except (KeyError, TypeError, ValueError):
        counts = {}
    if not counts:
        raise NotAStore(problems=["line 1: this is not the beginning of an exported store"])
    if head.get("format") != FORMAT:
        raise NotAStore(
            problems=[f"line 1: format {head.get('format')} is not known here; this Waymark reads {FORMAT}"]
        )
    return counts


def _line(line: bytes) -> Line:
    value = jsontext.read(line)
    match value:
        case {"statement": dict(body)}:
            return _statement(body, value)
        case {"attachment": str(sha2), "type": str(kind), "content": str(content)}:
            return Attachment(sha2, kind, b64decode(content, validate=True))
        case {"document": str(name)}:
            return _document(name, value)
        case {"activity": str(iri), "definition": dict(definition)}:
            return Definition(iri, definition)
    raise ValueError("neither a statement nor an attachment, a document or an activity")


def _statement(body: dict[str, Any], line: Mapping[str, Any]) -> Kept:
    """Return a statement; ValueError with every broken rule."""
    version = Version(body["version"])
    problems = check(body, version)
    if problems:
        raise ValueError("; ".join(str(one) for one in problems))
    stored = read_time(line["stored"])
    one = accept(body, version=version, authority=body["authority"], stored=stored, new_id=lambda: UUID(body["id"]))
    mark = bytes.fromhex(line["fingerprint"]) if "fingerprint" in line else one.fingerprint
    return Kept(
        one, stored, line.get("source"), line.get("course"), bool(line.get("voided")), bool(line.get("decision")),
        tuple(line.get("attached", ())), mark,
    )  # fmt: skip


def _document(name: str, line: Mapping[str, Any]) -> Document:
    values = {
        "kind": line["kind"], "name": name, "activity_id": line.get("activity"), "actor_hash": line.get("agent"),
        "registration": line.get("registration"), "content_type": line["type"], "etag": line["etag"],
        "updated": read_time(line["updated"]), "content": b64decode(line["content"], validate=True),
    }  # fmt: skip
    return Document(line["key"], values)


_NAMES: Mapping[type, str] = {
    Kept: "statements", Attachment: "attachments", Document: "documents", Definition: "activities",
}  # fmt: skip
