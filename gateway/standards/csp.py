"""Standard sets of the Common Standards Project: one subject and grade of a jurisdiction (standards.md 2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.standards.asn import address
from gateway.standards.fields import identifier, number, required, short, text, texts
from gateway.standards.grades import grades_of
from gateway.standards.loading import refuse
from gateway.standards.model import Edge, Framework, Item, Mended, NotAFramework, Problem
from gateway.standards.order import checked

_ASN = "http://asn.jesandco.org/resources/"


def set_in(found: Any) -> Mapping[str, Any] | None:
    """Return the standard set of an answer, None for JSON of another kind."""
    inner = found.get("data", found) if isinstance(found, dict) else None
    if not isinstance(inner, dict) or not isinstance(inner.get("standards"), (dict, list)):
        return None
    return inner if any(name in inner for name in ("jurisdiction", "document", "educationLevels")) else None


def framework_of(found: Mapping[str, Any], mended: Mended) -> Framework:
    """Return the framework of a standard set; NotAFramework with every problem."""
    problems: list[Problem] = []
    own = required(found, "id", "", problems)
    rows = found["standards"]
    listed = list(rows.items()) if isinstance(rows, dict) else [(str(n), one) for n, one in enumerate(rows)]
    items: dict[str, Item] = {}
    edges = []
    for key, row in listed:
        path = f"/standards/{key}"
        if not isinstance(row, dict):
            problems.append(Problem(path, "must be an object"))
            continue
        item = _item(row, key if isinstance(rows, dict) else "", found, path, problems, mended)
        if item.identifier in items:
            problems.append(Problem(path, f"{item.identifier} occurs twice"))
        items[item.identifier] = item
        edges += _edges(row, item, own, mended, path)
    if problems:
        raise NotAFramework(problems)
    if not items:
        raise refuse("there are no standards in this set")
    title = text(found, "title", "", problems) or own
    return checked(_framework(found, own, title, tuple(items.values()), tuple(edges), mended), mended)


def _framework(
    found: Mapping[str, Any], own: str, title: str, items: tuple[Item, ...], edges: tuple[Edge, ...], mended: Mended
) -> Framework:
    inner = {item.identifier for item in items}
    kept = []
    for edge in edges:
        if edge.kind == "isChildOf" and edge.destination not in {*inner, own}:
            mended.note("parent is not in this set: its children stand at the top", edge.destination)
        else:
            kept.append(edge)
    licence, document, place = (_object(found, name) for name in ("license", "document", "jurisdiction"))
    subject = found.get("subject")
    names = [place.get("title"), subject, title]
    whole = " ".join(dict.fromkeys(one.strip() for one in names if isinstance(one, str) and one.strip()))
    told = [licence.get(one) for one in ("title", "rightsHolder")]
    holder = ", ".join(one for one in told if isinstance(one, str) and one)
    valid = document.get("valid")
    return Framework(
        identifier=own, uri=f"https://commonstandardsproject.com/sets/{own}", title=whole[:1000], items=items,
        edges=tuple(kept), subjects=tuple(texts(subject)), notice=holder or None,
        version=str(valid) if isinstance(valid, (str, int)) else None, source="Common Standards Project",
        licence=holder or None,
    )  # fmt: skip


def _object(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = found.get(name)
    return value if isinstance(value, dict) else {}


def _item(
    row: Mapping[str, Any], key: str, found: Mapping[str, Any], path: str, problems: list[Problem], mended: Mended
) -> Item:
    own = identifier(text(row, "id", path, problems) or key)
    if not own:
        problems.append(Problem(f"{path}/id", "is required and must be text"))
    asn = text(row, "asnIdentifier", path, problems)
    code = short(row, "statementNotation", path, problems, mended) or short(
        row, "altStatementNotation", path, problems, mended
    )
    statement = text(row, "description", path, problems) or code
    if statement is None:
        mended.note("standard has no description", path)
    return Item(
        identifier=own, uri=address(_ASN + asn) if asn else f"urn:csp:{own}", statement=statement or "(no text)",
        code=code, kind=short(row, "statementLabel", path, problems, mended),
        grades=grades_of(row.get("educationLevels") or found.get("educationLevels")),
        listing=short(row, "listId", path, problems, mended),
    )  # fmt: skip


def _edges(row: Mapping[str, Any], item: Item, own: str, mended: Mended, path: str) -> list[Edge]:
    """Return the place in the tree; `exactMatch` holds the node's own other names and is no crosswalk."""
    parent = row.get("parentId")
    if not isinstance(parent, str) or not parent.strip():
        ancestors = texts(row.get("ancestorIds"))
        parent = ancestors[0] if ancestors else own
    above = identifier(parent)
    if above == item.identifier:
        mended.note("standard is its own parent: it stands at the top", path)
        above = own
    return [Edge("isChildOf", item.identifier, above, number(row.get("position")))]
