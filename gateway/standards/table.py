"""Standards as a table: CSV of our own columns, or of a learning system's export, which its folder reads.

Ours has a line for each standard: code, statement, and where there are such: identifier, parent, type, grades,
prerequisites (codes or identifiers, parted by spaces) and exact matches in other frameworks (identifiers, addresses, or
codes that begin with CCSS).
"""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Sequence
from itertools import chain

from gateway.standards.fields import LONGEST_CODE, LONGEST_TEXT
from gateway.standards.loading import refuse, text_of
from gateway.standards.model import LONGEST_ID, Edge, Framework, Item, Mended, NotAFramework, Problem
from gateway.standards.order import checked
from gateway.standards.table_own import own_items
from lti.lms.registry import PROFILES
from lti.lms.standards_file import ReadFile

Row = tuple[int, Sequence[str]]
"""Line of the file, cells."""

_MOST_ROWS = 100_000
_DELIMITERS = ",;\t|"


def parse(data: bytes, name: str, mended: Mended) -> Framework:
    """Return the framework of a table; `name` is what it is called where the file does not say."""
    header, rows = _rows(text_of(data, mended))
    readers = [one.standards_reader for one in PROFILES if one.standards_reader is not None]
    found = own_items(header, rows, name, mended)
    reader = next((one for one in readers if one.knows(header)), None)
    if found is None and reader is None:
        raise refuse("this is neither a framework nor a table of one: a table has the columns code and statement", "1")
    if found is None and reader is not None:
        read = reader.read(header, rows)
        if read.problems:
            raise NotAFramework([Problem(f"line {line}" if line else "", words) for line, words in read.problems[:200]])
        found = _of_lines(read, reader.title, name)
    if found is None or not found.items:
        raise refuse("there are no standards in this table")
    return checked(found, mended)


def _rows(text: str) -> tuple[Sequence[str], list[Row]]:
    """Return header and rows; NotAFramework for what is not a table."""
    if "\x00" in text:
        raise refuse("has a NUL character in it")
    lines = io.StringIO(text.lstrip("\n\r"), newline="")
    first = lines.readline()
    skipped = first.lower().startswith("sep=")  # how some spreadsheets name the delimiter
    first = lines.readline() if skipped else first
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num + skipped, cells))
            if len(rows) > _MOST_ROWS:
                raise refuse(f"this table has more than {_MOST_ROWS} lines")
    except csv.Error as error:
        raise refuse(f"this is not a whole table: {error}", f"line {reader.line_num + skipped}") from error
    if not rows:
        raise refuse("this file is empty")
    return [cell.strip() for cell in rows[0][1]], rows[1:]


def _of_lines(read: ReadFile, source: str, name: str) -> Framework:
    """Return what a learning system's file holds as a framework."""
    key = read.key or str(uuid.uuid5(uuid.NAMESPACE_URL, f"{source}/{name}"))
    items, edges, problems = [], [], []
    for n, one in enumerate(read.lines):
        if len(one.key) > LONGEST_ID or len(one.statement) > LONGEST_TEXT:
            problems.append(Problem(one.key[:40], "its identifier or its text is too long"))
        items.append(
            Item(
                identifier=one.key, uri=f"urn:uuid:{one.key}", statement=one.statement or one.code or "(no text)",
                code=one.code[:LONGEST_CODE] or None, kind="Group" if one.heading else None, retired=one.retired,
            )
        )  # fmt: skip
        edges.append(Edge("isChildOf", one.key, one.parent or key, n))
    known = {one.key for one in read.lines}
    edges += [
        Edge("isRelatedTo", one.key, other)
        for one in read.lines
        for other in dict.fromkeys(one.related)
        if other in known and other != one.key
    ]
    if problems:
        raise NotAFramework(problems[:200])
    return Framework(key, f"urn:uuid:{key}", read.title or name, tuple(items), tuple(edges), source=source)
