"""Files as publishers, servers and hands really give them: refused with the reason, or mended and counted."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from gateway.standards.model import Framework, NotAFramework
from gateway.standards.read import read

DOC = "11111111-1111-4111-8111-111111111111"
ONE, TWO, THREE = (f"{n}0000000-0000-4000-8000-000000000000" for n in "abc")
Change = Callable[[dict[str, Any]], Any]


def link(own: str) -> dict[str, str]:
    return {"title": "x", "identifier": own, "uri": f"https://case.test/CFItems/{own}"}


def association(kind: str, origin: str, destination: str, **more: Any) -> dict[str, Any]:
    ends = {"originNodeURI": link(origin), "destinationNodeURI": link(destination)}
    return {"identifier": f"{kind}-{origin}", "uri": "urn:x", "associationType": kind, **ends, **more}


def whole() -> dict[str, Any]:
    """Return a good package: a grade with two standards, the first a prerequisite of the second."""
    items = [
        {"identifier": own, "uri": f"https://case.test/CFItems/{own}", "fullStatement": f"Do {code}",
         "humanCodingScheme": code, "CFItemType": kind, "educationLevel": ["04"]}
        for own, code, kind in ((ONE, "4", "Grade"), (TWO, "4.A.1", "Standard"), (THREE, "4.A.2", "Standard"))
    ]  # fmt: skip
    return {
        "CFDocument": {"identifier": DOC, "uri": f"https://case.test/CFDocuments/{DOC}", "title": "T", "creator": "C"},
        "CFItems": items,
        "CFAssociations": [
            association("isChildOf", ONE, DOC), association("isChildOf", TWO, ONE),
            association("isChildOf", THREE, ONE), association("precedes", TWO, THREE),
        ],
    }  # fmt: skip


def changed(change: Change) -> bytes:
    package = whole()
    found = change(package)
    return found if isinstance(found, bytes) else orjson.dumps(package if found is None else found)


def item(**values: Any) -> Change:
    return lambda package: package["CFItems"][1].update(values)


def without(*names: str) -> Change:
    return lambda package: [package["CFItems"][1].pop(name) for name in names] and None


def end(**values: Any) -> Change:
    return lambda package: package["CFAssociations"][1].update(values)


REFUSED: dict[str, tuple[Change, str]] = {
    "empty": (lambda _: b"", "empty"),
    "only a mark": (lambda _: b"\xef\xbb\xbf  \n", "empty"),
    "cut": (lambda package: orjson.dumps(package)[:-40], "not JSON"),
    "cut gzip": (lambda package: gzip.compress(orjson.dumps(package))[:-20], "not whole"),
    "a zip": (lambda _: b"PK\x03\x04rest", "ZIP"),
    "a web page": (lambda _: b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
    "latin-1": (lambda package: orjson.dumps(package).replace(b"Do 4.A.1", b"caf\xe9"), "UTF-8"),
    "a server's error": (
        lambda _: {"imsx_codeMajor": "failure", "imsx_description": "unknown object"},
        "unknown object",
    ),
    "a list of documents": (lambda p: {"CFDocuments": [p["CFDocument"]]}, "CFPackages"),
    "the document alone": (lambda p: {"CFDocument": p["CFDocument"]}, "no items"),
    "one item": (lambda p: p["CFItems"][0], "one item"),
    "items alone": (lambda p: {"CFItems": p["CFItems"]}, "no CFDocument"),
    "other JSON": (lambda _: {"hello": "world"}, "no framework"),
    "a number": (lambda _: b"[1, 2, 3]", "no framework"),
    "no items": (lambda p: p.update(CFItems=[], CFAssociations=[]), "no items"),
    "items as an object": (lambda p: p.update(CFItems={}), "must be a list"),
    "an item as text": (lambda p: p["CFItems"].append("x"), "must be an object"),
    "no identity": (without("identifier", "uri"), "identifier"),
    "an identity of another type": (item(identifier=5), "must be text"),
    "one identity for two": (item(identifier=THREE), "occurs twice"),
    "an endless statement": (item(fullStatement="x" * 100_001), "100000 characters"),
    "an endless identity": (item(identifier="x" * 300), "255 characters"),
    "a NUL": (item(fullStatement="a\x00b"), "NUL"),
    "half a character": (lambda p: orjson.dumps(p).replace(b"Do 4.A.1", rb"\ud800"), "JSON"),
    "deeper than anybody nests": (lambda _: b"[" * 100_000, "JSON"),
    "document of no identity": (lambda p: p["CFDocument"].update(identifier="", uri="x"), "identifier"),
    "below each other": (
        lambda p: p["CFAssociations"].append(association("isChildOf", ONE, TWO)),
        "below each other in a circle: 4.A.1 → 4 → 4.A.1",
    ),
    "before each other": (
        lambda p: p["CFAssociations"].append(association("precedes", THREE, TWO)),
        "before each other in a circle: 4.A.",
    ),
}  # fmt: skip

MENDED: dict[str, tuple[Change, str]] = {
    "a byte order mark": (lambda p: b"\xef\xbb\xbf" + orjson.dumps(p), ""),
    "UTF-16": (lambda p: orjson.dumps(p).decode().encode("utf-16"), ""),
    "gzip": (lambda p: gzip.compress(orjson.dumps(p)), ""),
    "wrapped": (lambda p: {"CFPackage": p}, ""),
    "a list of one": (lambda p: [p], ""),
    "a list of one wrapped": (lambda p: [{"CFPackage": p}], ""),
    "in data": (lambda p: {"data": p}, ""),
    "NaN of a script": (lambda p: orjson.dumps(p).replace(b'["04"]', b"NaN"), "3 times: value is NaN"),
    "a day that is none": (item(statusEndDate="NaN-NaN-NaN"), "once: statusEndDate is no date"),
    "a day there never was": (item(statusEndDate="2026-02-31"), "once: statusEndDate is no date"),
    "identity in the address": (without("identifier"), "once: item has no identifier"),
    "the same item twice": (lambda p: p["CFItems"].append(p["CFItems"][1]), "once: item stands in the file twice"),
    "upper case": (item(identifier=TWO.upper()), ""),
    "in braces": (item(identifier=f"{{{TWO}}}"), ""),
    "no statement but a label": (item(fullStatement="", alternativeLabel="Label"), "its alternativeLabel is shown"),
    "no text at all": (item(fullStatement=" ", humanCodingScheme=""), "once: item has no text at all"),
    "HTML": (item(fullStatement="<script>alert(1)</script><p>Do &amp; say</p>"), ""),
    "an endless code": (item(humanCodingScheme="x" * 300), "once: humanCodingScheme has more"),
    "a number as code": (item(humanCodingScheme=4), "once: humanCodingScheme is a number"),
    "type only as a link": (lambda p: p["CFItems"][1].update(CFItemType=None, CFItemTypeURI={"title": "Standard"}), ""),
    "one subject": (lambda p: p["CFDocument"].update(subject="Mathematics"), ""),
    "no creator": (lambda p: p["CFDocument"].pop("creator") and None, ""),
    "no address of the document": (lambda p: p["CFDocument"].pop("uri") and None, ""),
    "an item of no address": (without("uri"), ""),
    "ends as text": (end(originNodeURI=TWO, destinationNodeURI=ONE), ""),
    "ends by address": (end(destinationNodeURI={"uri": link(ONE)["uri"]}), ""),
    "ends without a slash": (end(destinationNodeURI={"uri": f"https://case.test/CFItems{ONE}"}), ""),
    "identity is the address": (end(destinationNodeURI={"identifier": link(ONE)["uri"], "uri": ONE}), ""),
    "another spelling of a type": (end(associationType="IsChildOf"), ""),
    "spaces in a type": (end(associationType="is Child Of"), ""),
    "an order as text": (end(sequenceNumber="7"), ""),
    "an order that no database holds": (end(sequenceNumber=10**18), ""),
    "an unknown type": (lambda p: p["CFAssociations"].append(association("likes", TWO, THREE)), "unknown type likes"),
    "twice": (
        lambda p: p["CFAssociations"].append(p["CFAssociations"][1]),
        "once: association stands in the file twice",
    ),
    "to itself": (lambda p: p["CFAssociations"].append(association("isChildOf", TWO, TWO)), "once: association leads"),
    "no end": (
        lambda p: p["CFAssociations"].append({"associationType": "precedes"}),
        "once: association cannot be read",
    ),
    "no object": (lambda p: p["CFAssociations"].append(7), "once: association cannot be read"),
    "to what is elsewhere": (
        lambda p: p["CFAssociations"].append(association("exactMatchOf", TWO, DOC.replace("1", "9"))),
        "once: exactMatchOf points outside",
    ),
    "below what is elsewhere": (
        lambda p: p["CFAssociations"].append(association("isChildOf", TWO, DOC.replace("1", "9"))),
        "once: item stands below one that is not in this file",
    ),
    "two parents": (lambda p: p["CFAssociations"].append(association("isChildOf", THREE, TWO)), ""),
    "a code twice": (item(humanCodingScheme="4.A.2"), "once: code belongs to several items"),
    "associations missing": (lambda p: p.pop("CFAssociations") and None, ""),
    "associations null": (lambda p: p.update(CFAssociations=None), ""),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_understood_is_refused_with_its_reason(case: str) -> None:
    change, told = REFUSED[case]
    with pytest.raises(NotAFramework) as refused:
        read(changed(change))
    assert told in str(refused.value)


@pytest.mark.parametrize("case", MENDED)
def test_what_is_clear_is_mended_and_counted(case: str) -> None:
    change, told = MENDED[case]
    [found] = read(changed(change))
    assert len(found.items) == 3
    assert {one.identifier for one in found.items} == {ONE, TWO, THREE}
    assert any(told in line for line in found.warnings) if told else not found.warnings
    if case.startswith(("end", "another", "spaces", "identity is", "an order")):
        assert parents(found) == {ONE: DOC, TWO: ONE, THREE: ONE}


def parents(found: Framework) -> dict[str, str]:
    return {one.origin: one.destination for one in found.edges if one.kind == "isChildOf"}


def test_several_packages_in_one_file_are_several_frameworks() -> None:
    other = whole()
    other["CFDocument"]["identifier"] = DOC.replace("1", "2")
    found = read(orjson.dumps([whole(), {"CFPackage": other}]))
    assert [one.identifier for one in found] == [DOC, DOC.replace("1", "2")]


def test_a_crosswalk_has_no_items_of_its_own() -> None:
    crosswalk = whole() | {"CFItems": [], "CFAssociations": [association("exactMatchOf", ONE, TWO)]}
    [found] = read(orjson.dumps(crosswalk))
    assert [(one.origin, one.destination) for one in found.edges] == [(ONE, TWO)]
    assert found.edges[0].origin_uri
