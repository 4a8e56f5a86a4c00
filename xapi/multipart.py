"""Statements with attachments as multipart/mixed, in and out (rule 23; RFC 2046)."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from schemas import Problem
from xapi.errors import InvalidStatement, UnreadableBody

MOST_PARTS = 100
"""Parts of one request at most, the statements among them."""

MOST_HEADER = 4096
"""Bytes of one part's headers at most."""

HASH = "x-experience-api-hash"
_BOUNDARY = re.compile(r';\s*boundary=(?:"((?:[^"\\]|\\.){1,200})"|([^\s;"]{1,200}))\s*(?:;|$)', re.IGNORECASE)
_LEGAL = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_ALGORITHMS = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its headers by lower-case name, and its content."""

    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """What lies under a hash."""

    content_type: str
    data: bytes


def read(body: bytes, content_type: str) -> tuple[bytes, dict[str, Content]]:
    """Give the JSON of the statements and the attachments by their hash; UnreadableBody for what breaks a rule."""
    first, *rest = split(body, boundary(content_type))
    if first.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise UnreadableBody("the first part is not application/json")
    return first.content, dict(_attachment(at, part) for at, part in enumerate(rest, start=2))


def boundary(content_type: str) -> bytes:
    """Read the boundary, quoted or not, out of a Content-Type header; UnreadableBody without a legal one."""
    found = _BOUNDARY.search(content_type)
    text = (re.sub(r"\\(.)", r"\1", found[1]) if found[1] is not None else found[2]) if found else ""
    if not _LEGAL.fullmatch(text):
        raise UnreadableBody("the Content-Type multipart/mixed has no legal boundary")
    return text.encode()


def split(body: bytes, mark: bytes, most: int = MOST_PARTS) -> list[Part]:
    """Cut a body at its boundaries; at least one part, closed by the last boundary."""
    _, *pieces = (b"\r\n" + body).split(b"\r\n--" + mark, most + 1)
    if len(pieces) > most + 1 or (len(pieces) == most + 1 and not pieces[-1].startswith(b"--")):
        raise UnreadableBody(f"the body has more than {most} parts")
    if len(pieces) < 2 or not re.match(rb"--[ \t]*(?:\r\n|\Z)", pieces[-1]):
        raise UnreadableBody("the body has no parts between its boundaries, or no closing boundary")
    return [_part(piece) for piece in pieces[:-1]]


def sound(parts: Iterable[Part]) -> Iterator[tuple[str, Content]]:
    """Give (hash, content) of those parts that are attachments by the rules; one broken part hides no other."""
    for at, part in enumerate(parts, start=2):
        with suppress(UnreadableBody):
            yield _attachment(at, part)


def declared(statement: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """Give (path, attachment) of a statement and of its sub-statement."""
    for where, holder in (("", statement), ("/object", statement["object"])):
        for at, attachment in enumerate(holder.get("attachments", ())):
            yield f"{where}/attachments/{at}", attachment


def match(statements: Sequence[tuple[str, Mapping[str, Any]]], contents: Mapping[str, Content]) -> None:
    """Hold what (path, statement) declare against what came: InvalidStatement names what is missing or too much."""
    problems, named = [], set()
    for where, statement in statements:
        for path, attachment in declared(statement):
            sha2 = attachment["sha2"].lower()
            named.add(sha2)
            if sha2 not in contents and "fileUrl" not in attachment:
                said = "the attachment has neither a part with its hash nor a fileUrl"
                problems.append(Problem(where + path, "attachment-missing", said))
    problems += [
        Problem("", "attachment-undeclared", f"no statement declares the part {sha2[:16]}")
        for sha2 in sorted(contents.keys() - named)
    ]
    if problems:
        raise InvalidStatement(problems=problems)


def write(statements: bytes, contents: Mapping[str, Content], mark: str) -> bytes:
    """Give a multipart/mixed body: the JSON first, then each attachment once."""
    pieces = [b"Content-Type: application/json\r\n\r\n" + statements]
    for sha2, one in contents.items():
        kind = printable(one.content_type)
        head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {sha2}\r\n\r\n"
        pieces.append(head.encode() + one.data)
    edge = f"--{mark}".encode()
    return b"".join(edge + b"\r\n" + piece + b"\r\n" for piece in pieces) + edge + b"--\r\n"


def printable(content_type: str) -> str:
    """Leave out what has no place in a header: line ends, NUL, what is not ASCII (T14)."""
    return _UNPRINTABLE.sub("", content_type)


def _part(piece: bytes) -> Part:
    start, after, rest = piece.partition(b"\r\n")
    if not after or start.strip(b" \t"):
        raise UnreadableBody("a boundary is followed by other text on its line")
    if rest.startswith(b"\r\n"):
        return Part({}, rest[2:])
    head, blank, content = rest.partition(b"\r\n\r\n")
    if not blank or len(head) > MOST_HEADER:
        raise UnreadableBody("a part's headers do not end, or are too long")
    headers = {}
    for line in head.decode("latin-1").split("\r\n"):
        name, colon, value = line.partition(":")
        if not colon or not name.strip() or name != name.strip() or name.lower() in headers:
            raise UnreadableBody(f"a part has a header that cannot be read: {line[:40]!r}")
        headers[name.lower()] = value.strip()
    return Part(headers, content)


def _attachment(at: int, part: Part) -> tuple[str, Content]:
    sha2 = part.headers.get(HASH, "").lower()
    if part.headers.get("content-transfer-encoding", "").lower() != "binary":
        raise UnreadableBody(f"part {at} has no Content-Transfer-Encoding: binary")
    algorithm = _ALGORITHMS.get(len(sha2))
    if algorithm is None or hashlib.new(algorithm, part.content).hexdigest() != sha2:
        raise UnreadableBody(f"part {at} has no X-Experience-API-Hash that is the SHA-2 hash of its content")
    return sha2, Content(part.headers.get("content-type", "application/octet-stream"), part.content)
