"""Tell carriers apart by what stands in them: JSON, XML, a page with JSON-LD in it, or our CSV."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator

import orjson

from gateway.standards.carriers import objects, trees
from gateway.standards.carriers.kinds import Declared, NotACarrier
from gateway.standards.declared import named
from xapi.formats.errors import PackageError

MOST = 20 * 1024 * 1024
COLUMNS = ("activity", "standard")
_BOM = b"\xef\xbb\xbf"
_LINKED = re.compile(rb"<script[^>]+application/ld\+json[^>]*>(.*?)</script>", re.IGNORECASE | re.DOTALL)


def read(data: bytes) -> list[Declared]:
    """Return what a file declares, an activity that names no standard left out; NotACarrier where it cannot be read.

    A CSV has the columns activity and standard, and may have title and weight.
    """
    if len(data) > MOST:
        raise NotACarrier(f"the file is larger than {MOST // 1024 // 1024} MB")
    data = data.removeprefix(_BOM).lstrip()
    head = data[:200].lower()
    if data[:1] in (b"{", b"["):
        return _some(objects.declared(_json(data)))
    if head.startswith((b"<!doctype html", b"<html")):
        pages = [_json(found) for found in _LINKED.findall(data)]
        return _some(one for page in pages for one in objects.declared(page))
    if data[:1] == b"<":
        try:
            return _some(trees.declared(data))
        except PackageError as error:
            raise NotACarrier(error.message) from error
    return _some(_lines(data))


def _some(found: Iterator[Declared]) -> list[Declared]:
    return [one for one in found if one.refs or one.taught]


def _json(data: bytes) -> object:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise NotACarrier(f"this is not JSON: {error}") from error


def _lines(data: bytes) -> Iterator[Declared]:
    try:
        rows = csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
        missing = [one for one in COLUMNS if one not in (rows.fieldnames or ())]
        if missing:
            raise NotACarrier(f"the first line must name the columns {' and '.join(COLUMNS)}")
        for row in rows:
            yield Declared(
                ((row["activity"] or "").strip(),), (row.get("title") or "").strip(),
                tuple(named(row["standard"] or "")), weight=_weight(row.get("weight"), rows.line_num),
            )  # fmt: skip
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotACarrier(f"this is neither JSON nor XML nor a CSV in UTF-8: {error}") from error


def _weight(text: str | None, line: int) -> float:
    if not (text or "").strip():
        return 1.0
    try:
        found = float(str(text).replace(",", "."))
    except ValueError:
        found = math.nan
    if not 0.0 < found <= 4.0:
        raise NotACarrier(f"line {line}: a weight is a number above 0 and at most 4")
    return found
