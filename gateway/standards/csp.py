"""Standard sets of the Common Standards Project: one subject and grade of a jurisdiction (standards.md 2).

The project's answers changed over the years: standards by id or in a list, the tree by parents, by ancestors or only by
depth along the order, the order by position or by what comes next. All of it is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gateway.standards.asn import address
from gateway.standards.fields import identifier, number, short, text, texts
from gateway.standards.grades import grades_of
from gateway.standards.loading import refuse
from gateway.standards.model import LONGEST_ID, Edge, Framework, Item, Mended, NotAFramework, Problem
from gateway.standards.order import checked

_ASN = "http://asn.jesandco.org/resources/"
_SETS = ("jurisdiction", "jurisdictionId", "document", "documentId", "educationLevels")
Row = Mapping[str, Any]


def sets_in(found: Any) -> Sequence[Row] | None:
    """Return the standard sets of an answer, one or a list; None for JSON of another kind."""
    inner = found.get("data", found) if isinstance(found, dict) else found
    listed = inner if isinstance(inner, list) else [inner]
    if listed and all(_is_set(one) for one in listed):
        return listed
    if isinstance(inner, dict) and isinstance(inner.get("standardSets"), list):
        raise refuse("this is a list of standard sets: fetch one of them, at …/standard_sets/ with its id")
    return None


def _is_set(found: Any) -> bool:
    return isinstance(found, dict) and isinstance(found.get("standards"), (dict, list)) and any(
        name in found for name in _SETS
    )  # fmt: skip


def framework_of(found: Row, mended: Mended) -> Framework:
    """Return the framework of a standard set; NotAFramework with every problem."""
    problems: list[Problem] = []
    own = _identity(found, problems, mended)
    items: dict[str, Item] = {}
    rows: dict[str, Row] = {}
    for path, key, row in _rows(found, problems):
        item = _item(row, key, found, path, problems, mended)
        if item.identifier in items:
            problems.append(Problem(path, f"{item.identifier} occurs twice"))
        items[item.identifier], rows[item.identifier] = item, row
    if problems:
        raise NotAFramework(problems)
    if not items:
        raise refuse("there are no standards in this set")
    edges = tuple(_tree(rows, own, mended))
    return checked(_framework(found, own, tuple(items.values()), edges), mended)


def _identity(found: Row, problems: list[Problem], mended: Mended) -> str:
    """Return the set's id, or one made of what it is the set of."""
    own = text(found, "id", "", problems)
    if own is None:
        place, document = _object(found, "jurisdiction"), _object(found, "document")
        parts = [place.get("id"), document.get("id"), found.get("documentId"), found.get("subject"), found.get("title")]
        own = "_".join(one.strip() for one in parts if isinstance(one, str) and one.strip())[:LONGEST_ID]
        if own:
            mended.note("set has no id: made of its jurisdiction, document and title")
    if not own or len(own) > LONGEST_ID:
        problems.append(Problem("/id", f"is required and must be text of at most {LONGEST_ID} characters"))
    return own


def _rows(found: Row, problems: list[Problem]) -> Iterator[tuple[str, str, Row]]:
    rows = found["standards"]
    listed = list(rows.items()) if isinstance(rows, dict) else [("", one) for one in rows]
    for place, (key, row) in enumerate(listed):
        path = f"/standards/{key or place}"
        if isinstance(row, dict):
            yield path, key, row
        else:
            problems.append(Problem(path, "must be an object"))


def _item(row: Row, key: str, found: Row, path: str, problems: list[Problem], mended: Mended) -> Item:
    own = identifier(text(row, "id", path, problems) or key)
    if not own or len(own) > LONGEST_ID:
        problems.append(Problem(f"{path}/id", "is required and must be text"))
    asn = text(row, "asnIdentifier", path, problems)
    names = ("statementNotation", "altStatementNotation")
    code = next((one for name in names if (one := short(row, name, path, problems, mended))), None)
    statement = text(row, "description", path, problems) or code
    if statement is None:
        mended.note("standard has no description", path)
    return Item(
        identifier=own, uri=address(_ASN + asn) if asn else f"urn:csp:{own}", statement=statement or "(no text)",
        code=code, kind=short(row, "statementLabel", path, problems, mended),
        grades=grades_of(row.get("educationLevels") or found.get("educationLevels")),
        listing=short(row, "listId", path, problems, mended),
    )  # fmt: skip


def _tree(rows: Mapping[str, Row], own: str, mended: Mended) -> Iterator[Edge]:
    """Yield where each standard stands; `exactMatch` holds its own other names and is no crosswalk."""
    by_depth = not any(row.get("parentId") or row.get("ancestorIds") for row in rows.values())
    above: list[str] = []
    for place, name in enumerate(_order(rows)):
        row = rows[name]
        parent = own
        if by_depth:
            depth = min(number(row.get("depth")) or 0, len(above))
            parent = above[depth - 1] if depth else own
            above[depth:] = [name]
        else:
            named = row.get("parentId") or next(iter(texts(row.get("ancestorIds"))), None)
            parent = identifier(named) if isinstance(named, str) and named.strip() else own
        if parent == name or (parent not in rows and parent != own):
            mended.note("parent is not in this set: the standard stands at the top", parent)
            parent = own
        yield Edge("isChildOf", name, parent, place)


def _order(rows: Mapping[str, Row]) -> list[str]:
    """Return the standards by position, else from the first one to what comes next, else as they stand in the file."""
    if any(number(row.get("position")) is not None for row in rows.values()):
        return sorted(rows, key=lambda name: number(rows[name].get("position")) or 0)
    following = {name: identifier(str(row.get("nextStandard") or "")) for name, row in rows.items()}
    first = next((name for name, row in rows.items() if row.get("firstStandard") is True), "")
    found: dict[str, None] = {}
    while first in rows and first not in found:
        found[first] = None
        first = following[first]
    return list(found | dict.fromkeys(rows))


def _framework(found: Row, own: str, items: tuple[Item, ...], edges: tuple[Edge, ...]) -> Framework:
    licence, document, place = (_object(found, name) for name in ("license", "document", "jurisdiction"))
    subject, where = found.get("subject"), place.get("title") or found.get("jurisdiction")
    names = [one.strip() for one in (where, subject, found.get("title")) if isinstance(one, str) and one.strip()]
    told = [licence.get("title") or found.get("license"), licence.get("rightsHolder") or found.get("rightsHolder")]
    holder = ", ".join(one for one in told if isinstance(one, str) and one)
    valid = document.get("valid")
    return Framework(
        identifier=own, uri=f"https://commonstandardsproject.com/sets/{own}",
        title=" ".join(dict.fromkeys(names))[:1000] or own, items=items, edges=edges, subjects=tuple(texts(subject)),
        notice=holder or None, version=str(valid) if isinstance(valid, (str, int)) else None,
        source="Common Standards Project", licence=holder or None,
    )  # fmt: skip


def _object(found: Row, name: str) -> Row:
    value = found.get(name)
    return value if isinstance(value, dict) else {}
