"""From the bytes of a file to text or JSON: gzip, byte order marks, other encodings, and what is no data at all."""

from __future__ import annotations

import gzip
import json
import zlib
from io import BytesIO
from typing import Any

import orjson

from gateway.standards.model import Mended, NotAFramework, Problem

MAX_BYTES = 40 * 1024 * 1024
"""Of a framework's file, unpacked: the largest that states publish have 20 MB (standards.md 1.3)."""

_GZIP = b"\x1f\x8b"
_UTF8 = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def refuse(message: str, path: str = "") -> NotAFramework:
    """Return the error of a file that is refused for one reason."""
    return NotAFramework([Problem(path, message)])


def unpacked(data: bytes) -> bytes:
    """Return the bytes of a file, gunzipped where it is packed; NotAFramework above the limit or where it is cut."""
    if data.startswith(_GZIP):
        try:
            with gzip.open(BytesIO(data)) as packed:
                data = packed.read(MAX_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise refuse("this gzip file is not whole: get it again") from error
    if len(data) > MAX_BYTES:
        raise refuse(f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB")
    return data


def text_of(data: bytes, mended: Mended | None = None) -> str:
    """Return the text of a file: UTF-8, UTF-16 with its mark, or (where `mended` may count it) Windows-1252."""
    if data.startswith(_UTF16):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise refuse("this is not whole UTF-16 text: save it as UTF-8") from error
    try:
        return data.removeprefix(_UTF8).decode()
    except UnicodeDecodeError as error:
        if mended is None:
            raise _not_utf8(data, error) from error
        mended.note("file was not UTF-8 and is read as Windows-1252: look at its accents")
        return data.decode("cp1252", errors="replace")


def _not_utf8(data: bytes, error: UnicodeDecodeError) -> NotAFramework:
    line = data.count(b"\n", 0, error.start) + 1
    return refuse(f"this is not UTF-8 (byte {data[error.start]:#04x} in line {line}): save it as UTF-8 and try again")


def json_of(data: bytes, mended: Mended) -> Any:
    """Return parsed JSON; a bare NaN, which spreadsheets' scripts write, counts as missing."""
    plain = data.removeprefix(_UTF8)
    try:
        return orjson.loads(plain)
    except orjson.JSONDecodeError as error:
        if data.startswith(_UTF16) or b"NaN" in plain or b"Infinity" in plain:
            return _slowly(text_of(data), mended)
        text_of(data)
        raise refuse(f"this is not JSON: {error}") from error


def _slowly(text: str, mended: Mended) -> Any:
    def missing(word: str) -> None:
        mended.note(f"value is {word}, which is no JSON: taken as missing")

    try:
        found = json.loads(text, parse_constant=missing)
        orjson.dumps(found)  # half a character, which no database takes, is refused here as the fast reader does
    except (ValueError, TypeError, RecursionError) as error:
        raise refuse(f"this is not JSON: {error}") from error
    return found
