"""Read a CASE 1.0 or 1.1 package (1EdTech): all its problems are listed, or it is read completely.

The quirks of real packages that are mended on the way are those of standards.md 1.3: a package wrapped or in a list,
one subject as plain text, items without parent, dangling ends, grades in many spellings, identifiers in either case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from gateway.standards.model import Edge, Framework, Item, NotAFramework, Problem

MAX_BYTES = 40 * 1024 * 1024
LONGEST_ID = 255
_GRADES = {"KG": 0, "K": 0, "IT": -1, "PR": -1, "PK": -1, "TK": -1}
_PLURAL = {"RelatedTo": "isRelatedTo", "isStandardAlignedTo": "isRelatedTo"}
_BOM = b"\xef\xbb\xbf"


def parse(data: bytes) -> Framework:
    """Return the framework of a package; NotAFramework lists every problem of a file that is not one."""
    problems: list[Problem] = []
    package = _package(data, problems)
    if package is None:
        raise NotAFramework(problems)
    document = _object(package, "CFDocument", problems)
    for name in ("identifier", "uri", "title", "creator"):
        _text(document, name, "/CFDocument", problems)
    notice, version, changed = (
        _optional(document, name, "/CFDocument", problems) for name in ("notes", "version", "lastChangeDateTime")
    )
    items = _items(package, problems)
    edges, warnings = _edges(package, problems)
    if problems:
        raise NotAFramework(problems)
    if not items:
        raise NotAFramework([Problem("/CFItems", "there are no items in this package")])
    return Framework(
        identifier=_id(document["identifier"]),
        uri=document["uri"],
        title=document["title"].strip(),
        items=tuple(items),
        edges=tuple(edges),
        subjects=tuple(_list(document.get("subject"))),
        notice=notice,
        version=version or changed,
        warnings=tuple(warnings),
    )


def _package(data: bytes, problems: list[Problem]) -> Mapping[str, Any] | None:
    """Unwrap bare, wrapped and listed packages."""
    if len(data) > MAX_BYTES:
        problems.append(Problem("", f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB"))
        return None
    try:
        found = orjson.loads(data.removeprefix(_BOM))
    except orjson.JSONDecodeError as error:
        problems.append(Problem("", f"this is not JSON: {error}"))
        return None
    if isinstance(found, list):
        if len(found) != 1:
            problems.append(Problem("", f"a list of {len(found)} packages: send them one by one"))
            return None
        found = found[0]
    if isinstance(found, dict) and "CFPackage" in found:
        found = found["CFPackage"]
    if not isinstance(found, dict) or "CFDocument" not in found:
        problems.append(Problem("", "this is not a CASE package: it has no CFDocument"))
        return None
    return found


def _object(parent: Mapping[str, Any], name: str, problems: list[Problem]) -> Mapping[str, Any]:
    value = parent.get(name)
    if isinstance(value, dict):
        return value
    problems.append(Problem(f"/{name}", "must be an object"))
    return {}


def _text(node: Mapping[str, Any], name: str, path: str, problems: list[Problem]) -> str:
    value = _optional(node, name, path, problems)
    if value is None and not isinstance(node.get(name), (dict, list, int, float)):
        problems.append(Problem(f"{path}/{name}", "is required and must be text"))
    return value or ""


def _optional(node: Mapping[str, Any], name: str, path: str, problems: list[Problem]) -> str | None:
    """Return a text that may be missing; another type, a NUL or an identifier that is too long is a problem."""
    value = node.get(name)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str):
        problems.append(Problem(f"{path}/{name}", "must be text"))
        return None
    if "\x00" in value:
        problems.append(Problem(f"{path}/{name}", "has a NUL character in it"))
    if name == "identifier" and len(value.strip()) > LONGEST_ID:
        problems.append(Problem(f"{path}/{name}", f"has more than {LONGEST_ID} characters"))
    return value


def _items(package: Mapping[str, Any], problems: list[Problem]) -> list[Item]:
    rows = package.get("CFItems", [])
    if not isinstance(rows, list):
        problems.append(Problem("/CFItems", "must be a list"))
        return []
    items, seen = [], set[str]()
    for index, row in enumerate(rows):
        path = f"/CFItems/{index}"
        if not isinstance(row, dict):
            problems.append(Problem(path, "must be an object"))
            continue
        identifier = _id(_text(row, "identifier", path, problems))
        if identifier and identifier in seen:
            problems.append(Problem(f"{path}/identifier", f"{identifier} occurs twice"))
        seen.add(identifier)
        name = "fullStatement" if row.get("fullStatement") else "alternativeLabel"
        statement = _optional(row, name, path, problems)
        if statement is None:
            problems.append(Problem(f"{path}/fullStatement", "is required and must be text"))
            continue
        items.append(_item(row, identifier, statement, path, problems))
    return items


def _item(row: Mapping[str, Any], identifier: str, statement: str, path: str, problems: list[Problem]) -> Item:
    uri, code, kind = (_optional(row, name, path, problems) for name in ("uri", "humanCodingScheme", "CFItemType"))
    return Item(
        identifier=identifier,
        uri=uri or f"urn:uuid:{identifier}",
        statement=statement,
        code=code.strip() if code else None,
        kind=kind,
        grades=tuple(sorted({g for level in _list(row.get("educationLevel")) for g in _grade(level)})),
        listing=str(row["listEnumeration"]) if row.get("listEnumeration") else None,
        retired=bool(row.get("statusEndDate")),
    )


def _edges(package: Mapping[str, Any], problems: list[Problem]) -> tuple[list[Edge], list[str]]:
    rows = package.get("CFAssociations", [])
    if not isinstance(rows, list):
        problems.append(Problem("/CFAssociations", "must be a list"))
        return [], []
    edges: dict[tuple[str, str, str], Edge] = {}
    warnings: list[str] = []
    for index, row in enumerate(rows):
        path = f"/CFAssociations/{index}"
        if not isinstance(row, dict):
            problems.append(Problem(path, "must be an object"))
            continue
        origin, destination = (_end(row, name, path, problems) for name in ("originNodeURI", "destinationNodeURI"))
        kind = _text(row, "associationType", path, problems)
        kind = _PLURAL.get(kind, kind)
        number = row.get("sequenceNumber")
        edge = Edge(kind, origin, destination, number if isinstance(number, int) else None)
        if edges.setdefault((kind, origin, destination), edge) is not edge:
            warnings.append(f"{path}: the same association occurs twice; kept once")
    return list(edges.values()), warnings


def _end(row: Mapping[str, Any], name: str, path: str, problems: list[Problem]) -> str:
    """Return the identifier of one end, or its URI where there is no identifier."""
    node = row.get(name)
    if isinstance(node, str) and node.strip():
        return _id(node)
    if isinstance(node, dict):
        for key in ("identifier", "uri"):
            value = node.get(key)
            if isinstance(value, str) and value.strip():
                return _id(value)
    problems.append(Problem(f"{path}/{name}", "must name a node by identifier or uri"))
    return ""


def _id(value: str) -> str:
    """Compare identifiers without case; a uri that ends in one stays a uri."""
    return value.strip().lower() if re.fullmatch(r"[0-9A-Fa-f-]{32,36}", value.strip()) else value.strip()


def _list(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return [f"{value:g}"]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _grade(level: str) -> list[int]:
    """Return the grades of one educationLevel value: codes, numbers and ranges; other words give none."""
    text = level.strip().upper()
    if text in _GRADES:
        return [_GRADES[text]]
    numbers = [int(n) for n in re.findall(r"\d+", text) if int(n) <= 12]
    if len(numbers) == 2 and "-" in text:
        return list(range(min(numbers), max(numbers) + 1))
    return numbers
