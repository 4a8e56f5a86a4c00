"""Read a CASE 1.0 or 1.1 package (1EdTech): all its problems are listed, or it is read completely.

What real packages get wrong (standards.md 1.3) is mended where it is clear what was meant, and counted: a package
wrapped or in a list, one subject as plain text, identifiers in either case, ends given as addresses, missing types.
What leaves an item without identity is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.standards.case_edges import Ends, edges_of
from gateway.standards.case_items import items_of
from gateway.standards.fields import identifier, identifier_in, required, text, texts
from gateway.standards.loading import MAX_BYTES, json_of, refuse, unpacked
from gateway.standards.model import Framework, Mended, NotAFramework, Problem
from gateway.standards.order import checked

__all__ = ["MAX_BYTES", "framework_of", "packages_in", "parse"]

_LONGEST_TITLE = 1000


def parse(data: bytes) -> Framework:
    """Return the framework of one package; NotAFramework lists every problem of a file that is not one."""
    mended = Mended()
    found = packages_in(json_of(unpacked(data), mended))
    if found is None:
        raise refuse("this is not a CASE package: it has no CFDocument")
    if len(found) != 1:
        raise refuse(f"a list of {len(found)} packages: send them one by one")
    return framework_of(found[0], mended)


def packages_in(found: Any) -> Sequence[Mapping[str, Any]] | None:
    """Return the packages of bare, wrapped and listed ones; None for JSON of another kind (standards.md 1.2)."""
    if isinstance(found, dict):
        for wrapper in ("CFPackages", "CFPackage", "data"):
            if "CFDocument" not in found and isinstance(found.get(wrapper), (dict, list)):
                return packages_in(found[wrapper])
        return [found] if "CFDocument" in found else None
    if isinstance(found, list) and found:
        inner = [packages_in(one) if isinstance(one, dict) else None for one in found]
        kept = [one for several in inner if several is not None for one in several]
        return kept if len(inner) == sum(one is not None for one in inner) else None
    return None


def framework_of(package: Mapping[str, Any], mended: Mended) -> Framework:
    """Return the framework of one package; NotAFramework with every problem."""
    problems: list[Problem] = []
    document = package.get("CFDocument")
    if not isinstance(document, dict):
        raise refuse("must be an object", "/CFDocument")
    own = _identity(document, problems, mended)
    title = " ".join(required(document, "title", "/CFDocument", problems).split())[:_LONGEST_TITLE]
    uri = text(document, "uri", "/CFDocument", problems) or f"urn:uuid:{own}"
    words = ("notes", "version", "lastChangeDateTime", "adoptionStatus", "creator")
    notice, version, changed, status, creator = (text(document, one, "/CFDocument", problems) for one in words)
    items = items_of(package, problems, mended)
    ends = Ends((own, uri), {item.identifier: item.uri for item in items})
    edges = edges_of(package, ends, problems, mended)
    if not problems and not items and not edges:  # a crosswalk between two others has no items of its own
        problems.append(
            Problem("/CFItems", "there are no items in this package: fetch …/CFPackages/ with this identifier")
        )
    if problems:
        raise NotAFramework(problems)
    found = Framework(
        identifier=own, uri=uri, title=title, items=tuple(items), edges=tuple(edges),
        subjects=tuple(texts(document.get("subject"))), notice=notice, version=version or changed, status=status,
        licence=_licence(document), creator=creator,
    )  # fmt: skip
    return checked(found, mended)


def _identity(document: Mapping[str, Any], problems: list[Problem], mended: Mended) -> str:
    """Return the document's identifier, from its address where it has none of its own."""
    value = text(document, "identifier", "/CFDocument", problems)
    if value is not None:
        return identifier(value)
    uri = document.get("uri")
    named = identifier_in(uri) if isinstance(uri, str) and not document.get("identifier") else None
    if named is None:
        if document.get("identifier") is None or isinstance(document["identifier"], str):
            problems.append(Problem("/CFDocument/identifier", "is required and must be text"))
        return ""
    mended.note("document has no identifier: taken from its uri")
    return named


def _licence(document: Mapping[str, Any]) -> str | None:
    link = document.get("licenseURI")
    if isinstance(link, dict):
        link = next((link[one] for one in ("title", "uri") if isinstance(link.get(one), str) and link[one]), None)
    return link[:_LONGEST_TITLE] if isinstance(link, str) and link.strip() else None
