"""Our own table of standards, as a school writes it in a spreadsheet: columns known by their names, in any order."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence

from gateway.standards.codes import normalise
from gateway.standards.fields import LONGEST_CODE, LONGEST_TEXT, identifier, number
from gateway.standards.grades import grades_of
from gateway.standards.model import LONGEST_ID, Edge, Framework, Item, Mended, NotAFramework, Problem

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "standard code", "notation", "human coding scheme", "humancodingscheme", "standard"),
    "statement": ("statement", "full statement", "fullstatement", "description", "text", "standard text"),
    "identifier": ("identifier", "guid", "uuid", "case identifier"),
    "parent": ("parent", "parent code", "parent identifier", "is child of", "ischildof"),
    "type": ("type", "item type", "cfitemtype", "label"),
    "grades": ("grades", "grade", "grade level", "education level", "educationlevel"),
    "prerequisites": ("prerequisites", "prerequisite", "requires", "comes after"),
    "exact match": ("exact match", "exact matches", "exactmatchof", "isexactmatchof", "same as"),
    "level": ("smartlevel", "smart level", "level number"),
    "order": ("sequencenumber", "sequence number", "order"),
}
HEADER = tuple(_COLUMNS)
"""The columns as we name them; the first two are needed."""

_MOST = 200


def own_items(
    header: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]], name: str, mended: Mended
) -> Framework | None:
    """Return the framework of a table with our columns, None for another table."""
    lowered = [" ".join(one.replace("_", " ").lower().split()) for one in header]
    places = {
        column: next(lowered.index(one) for one in names if one in lowered)
        for column, names in _COLUMNS.items()
        if any(one in lowered for one in names)
    }
    if not {"code", "statement"} <= places.keys():
        return None
    named = [(line, {column: _cell(cells, place) for column, place in places.items()}) for line, cells in rows]
    key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"table/{name}"))
    items, problems = _items(named, key, mended)
    if problems:
        raise NotAFramework(problems[:_MOST])
    edges: list[Edge] = []
    by_name = _names(items.values())
    by_level = {row["level"]: item.identifier for (_, row), item in zip(named, items.values(), strict=True)
                if row.get("level")}  # fmt: skip
    for (line, row), item in zip(named, items.values(), strict=True):
        edges.append(_place(row, item, (by_name, by_level), key, line, mended))
        edges += _links(row, item, by_name, line, mended)
    unique = tuple({(one.kind, one.origin, one.destination): one for one in edges}.values())
    return Framework(key, f"urn:uuid:{key}", name, tuple(items.values()), unique, source="Table")


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _items(
    rows: Sequence[tuple[int, Mapping[str, str]]], key: str, mended: Mended
) -> tuple[dict[str, Item], list[Problem]]:
    found: dict[str, Item] = {}
    problems = []
    for place, (line, row) in enumerate(rows):
        code, text, given = row["code"], row["statement"], identifier(row.get("identifier", ""))
        own = given or str(uuid.uuid5(uuid.UUID(key), code or text))
        if not code and not text:
            problems.append(Problem(f"line {line}", "has neither a code nor a statement"))
        if len(code) > LONGEST_CODE or len(own) > LONGEST_ID or len(text) > LONGEST_TEXT:
            problems.append(Problem(f"line {line}", "has a code, an identifier or a text that is too long"))
        if own in found:
            problems.append(Problem(f"line {line}", f"{given or code or text[:40]} occurs twice"))
        if code and not text:
            mended.note("line has no statement: its code is shown", f"line {line}")
        found.setdefault(own if own not in found else f"{own}-{place}", Item(
            identifier=own, uri=f"urn:uuid:{own}", statement=text or code, code=code or None,
            kind=row.get("type", "")[:LONGEST_CODE] or None, grades=grades_of(row.get("grades", "")),
        ))  # fmt: skip
    return found, problems


def _names(items: Iterable[Item]) -> dict[str, str]:
    """Return identifier by identifier, code as written, and normalised code."""
    found: dict[str, str] = {}
    listed = list(items)
    ways: tuple[Callable[[Item], str], ...] = (
        lambda one: normalise(one.code or ""), lambda one: one.code or "", lambda one: one.identifier,
    )  # fmt: skip
    for name in ways:
        found |= {name(one): one.identifier for one in listed if name(one)}
    return found


def _place(
    row: Mapping[str, str], item: Item, known: tuple[Mapping[str, str], Mapping[str, str]], key: str, line: int,
    mended: Mended,
) -> Edge:  # fmt: skip
    """Return where an item stands: below its parent, or by its level: 3.6.2 is below 3.6; else at the top."""
    by_name, by_level = known
    parent, level = row.get("parent", ""), row.get("level", "")
    above = _meant(parent, by_name) if parent else by_level.get(level.rpartition(".")[0])
    if above is None and parent:
        mended.note("parent is not in this table: the line stands at the top", f"line {line}, {parent[:40]}")
    if above is None or above == item.identifier:
        above = key
    order = number(row.get("order", "")) or number(level.rpartition(".")[2])
    return Edge("isChildOf", item.identifier, above, line if order is None else order)


def _links(
    row: Mapping[str, str], item: Item, by_name: Mapping[str, str], line: int, mended: Mended
) -> list[Edge]:  # fmt: skip
    edges: list[Edge] = []
    for name in row.get("prerequisites", "").replace(";", " ").replace(",", " ").split():
        before = _meant(name, by_name)
        if before is None:
            mended.note("prerequisite is not in this table: left out", f"line {line}, {name[:40]}")
        elif before != item.identifier:
            edges.append(Edge("precedes", before, item.identifier))
    for one in row.get("exact match", "").replace(";", " ").split():
        own = identifier(one) if len(one) <= LONGEST_ID else one[:LONGEST_ID]
        edges.append(Edge("exactMatchOf", item.identifier, own, destination_uri=one))
    return edges


def _meant(name: str, by_name: Mapping[str, str]) -> str | None:
    """Return the item that somebody calls so: by identifier, or by code however written."""
    return by_name.get(identifier(name)) or by_name.get(normalise(name))
