"""The items of a CASE package, with the quirks of real ones mended and counted (standards.md 1.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.standards.fields import LONGEST_CODE, day, identifier, identifier_in, short, text
from gateway.standards.grades import grades_of
from gateway.standards.model import Item, Mended, Problem

NO_TEXT = "(no text)"
_TEXTS = ("fullStatement", "alternativeLabel", "abbreviatedStatement", "humanCodingScheme")


def items_of(package: Mapping[str, Any], problems: list[Problem], mended: Mended) -> list[Item]:
    """Return the items in the order of the file; the same item twice is kept once, two of one identifier refused."""
    rows = package.get("CFItems")
    if rows is None:
        rows = []
    if not isinstance(rows, list):
        problems.append(Problem("/CFItems", "must be a list"))
        return []
    found: dict[str, Item] = {}
    for index, row in enumerate(rows):
        path = f"/CFItems/{index}"
        if not isinstance(row, dict):
            problems.append(Problem(path, "must be an object"))
            continue
        item = _item(row, path, problems, mended)
        if item.identifier and found.setdefault(item.identifier, item) is not item:
            if found[item.identifier] == item:
                mended.note("item stands in the file twice: kept once", path)
            else:
                problems.append(
                    Problem(f"{path}/identifier", f"{item.identifier} occurs twice, with different content")
                )
    return list(found.values())


def _item(row: Mapping[str, Any], path: str, problems: list[Problem], mended: Mended) -> Item:
    uri = text(row, "uri", path, problems)
    own = _identifier(row, uri, path, problems, mended)
    code = short(row, "humanCodingScheme", path, problems, mended)
    listing = row.get("listEnumeration")
    return Item(
        identifier=own, uri=uri.strip() if uri else f"urn:uuid:{own}",
        statement=_statement(row, path, problems, mended), code=code, kind=_kind(row, path, problems, mended),
        grades=grades_of(row.get("educationLevel")),
        listing=str(listing)[:LONGEST_CODE] if isinstance(listing, (str, int, float)) and listing else None,
        ends=day(row.get("statusEndDate"), "statusEndDate", path, mended),
    )  # fmt: skip


def _identifier(row: Mapping[str, Any], uri: str | None, path: str, problems: list[Problem], mended: Mended) -> str:
    value = text(row, "identifier", path, problems)
    if value is not None:
        return identifier(value)
    given = row.get("identifier")
    named = identifier_in(uri) if uri and (given is None or isinstance(given, str)) else None
    if named is None:
        if given is None or isinstance(given, str):
            problems.append(Problem(f"{path}/identifier", "is required and must be text"))
        return ""
    mended.note("item has no identifier: taken from its uri", path)
    return named


def _statement(row: Mapping[str, Any], path: str, problems: list[Problem], mended: Mended) -> str:
    """Return the text: raw as sent, else the first other one there is."""
    for name in _TEXTS:
        if name == "humanCodingScheme" and not isinstance(row.get(name), str):
            continue
        value = text(row, name, path, problems)
        if value is not None:
            if name != _TEXTS[0]:
                mended.note(f"item has no fullStatement: its {name} is shown", path)
            return value
    mended.note("item has no text at all", path)
    return NO_TEXT


def _kind(row: Mapping[str, Any], path: str, problems: list[Problem], mended: Mended) -> str | None:
    """Return the type by its name, which some give only in the link to it."""
    found = short(row, "CFItemType", path, problems, mended)
    linked = row.get("CFItemTypeURI")
    if found is None and isinstance(linked, dict) and isinstance(linked.get("title"), str):
        return " ".join(linked["title"].split())[:LONGEST_CODE] or None
    return found
