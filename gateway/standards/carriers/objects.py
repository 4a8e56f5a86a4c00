"""Declarations in JSON: LRMI and schema.org, LTI Resource Search, OneRoster, and whatever nests the same properties.

One walk for all: an object with an address or id is an activity, and what stands in it under one of the known names are
its standards. `requires` and `educationLevel` say nothing about results; `teaches` is told apart from `assesses`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.standards.carriers.kinds import Declared
from gateway.standards.declared import Ref, named

_OWN = ("@id", "id", "identifier", "sourcedId", "url", "launchURL", "ltiLink", "contentUrl", "resourceId", "guid")
_TITLES = ("name", "title", "shortTitle")
_ALIGNED = ("educationalAlignment", "learningObjectives", "learningObjectiveSet", "learningStandards", "learningGoals")
_NAMES = (
    "caseItemGUID", "caseItemUri", "caseItemURI", "caseItemId", "targetUrl", "targetURL", "@id", "url", "identifier",
    "learningObjectiveId", "learningStandardId", "vendor_guid", "idnumber", "guid",
)  # fmt: skip
_CODES = ("targetName", "termCode", "standardCode", "code", "humanCodingScheme")
_LISTS = ("learningObjectiveIds", "learningObjectiveResults", "caseGuid", "targetId")
_DEEPEST = 30


def declared(node: object, depth: int = 0) -> Iterator[Declared]:
    """Yield every activity of a document with what it declares."""
    if depth > _DEEPEST:
        return
    if isinstance(node, list):
        for one in node:
            yield from declared(one, depth + 1)
    elif isinstance(node, Mapping):
        yield _activity(node)
        known = {*_ALIGNED, "teaches", "assesses", "competencyRequired"}
        for name, value in node.items():
            if name not in known:
                yield from declared(value, depth + 1)


def _activity(node: Mapping[str, Any]) -> Declared:
    refs: list[Ref] = []
    taught: list[Ref] = []
    for name in _ALIGNED:
        for one in _listed(node.get(name)):
            kind = str(one.get("alignmentType", "assesses")) if isinstance(one, Mapping) else "assesses"
            if kind in {"assesses", "educationalSubject"}:
                refs += _refs(one)
            elif kind == "teaches":
                taught += _refs(one)
    taught += (ref for one in _listed(node.get("teaches")) for ref in _refs(one))
    refs += (ref for one in _listed(node.get("assesses")) for ref in _refs(one))
    names = tuple(dict.fromkeys(str(node[one]).strip() for one in _OWN if isinstance(node.get(one), str)))
    title = next((str(node[one]) for one in _TITLES if isinstance(node.get(one), str)), "")
    return Declared(names, title[:200], tuple(dict.fromkeys(refs)), tuple(dict.fromkeys(taught)))


def _refs(value: object) -> Iterator[Ref]:
    """Yield how an alignment names its standard: its properties, a text, or a list of either."""
    if isinstance(value, str):
        yield from named(value)
    elif isinstance(value, list):
        for one in value:
            yield from _refs(one)
    elif isinstance(value, Mapping):
        yield from (Ref("name", value[one].strip()) for one in _NAMES if isinstance(value.get(one), str) and value[one])
        yield from (ref for one in _CODES for ref in named(value.get(one)))
        for one in _LISTS:
            yield from _refs(value.get(one))


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
