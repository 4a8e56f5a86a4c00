"""Frameworks in each format that is read, told apart by what is in them (standards.md 2)."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from gateway.standards.model import Framework, NotAFramework
from gateway.standards.read import read
from gateway.standards.tree import place

ASN = "http://asn.jesandco.org/resources/"
XML = f"""<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:asn="http://purl.org/ASN/schema/core/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:gemq="http://purl.org/gem/qualifiers/"
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">
 <rdf:Description rdf:about="{ASN}D1.xml"><dcterms:modified>2020-01-01</dcterms:modified></rdf:Description>
 <asn:StandardDocument rdf:about="{ASN}D1">
  <dc:title>Mathematics</dc:title><dcterms:rights>Rights text</dcterms:rights>
  <dcterms:subject rdf:resource="http://purl.org/ASN/scheme/ASNTopic/math"/>
  <gemq:hasChild rdf:resource="{ASN}S1"/>
 </asn:StandardDocument>
 <asn:Statement rdf:about="{ASN}S1">
  <dcterms:description>Numbers</dcterms:description><gemq:isChildOf rdf:resource="{ASN}D1"/>
  <asn:indexingStatus rdf:resource="http://purl.org/ASN/scheme/ASNIndexingStatus/No"/>
  <gemq:hasChild rdf:resource="http://purl.org/ASN/resources/S3"/><gemq:hasChild rdf:resource="{ASN}S2"/>
 </asn:Statement>
 <asn:Statement rdf:about="http://asn.desire2learn.com/resources/S2">
  <dcterms:description xml:lang="en-US">Count &amp; compare</dcterms:description>
  <asn:statementNotation>K.CC.1</asn:statementNotation><asn:statementLabel>Standard</asn:statementLabel>
  <dcterms:educationLevel rdf:resource="http://purl.org/ASN/scheme/ASNEducationLevel/K"/>
  <gemq:isChildOf rdf:resource="{ASN}S1"/>
  <skos:exactMatch rdf:resource="http://corestandards.org/Math/Content/K/CC/A/1"/>
 </asn:Statement>
 <rdf:Description rdf:about="{ASN}S3">
  <rdf:type rdf:resource="http://purl.org/ASN/schema/core/Statement"/><dcterms:description>First</dcterms:description>
  <gemq:isChildOf rdf:resource="{ASN}S1"/>
 </rdf:Description>
</rdf:RDF>"""


def one(data: bytes | str | Any, name: str = "") -> Framework:
    raw = data if isinstance(data, bytes) else data.encode() if isinstance(data, str) else orjson.dumps(data)
    [found] = read(raw, name)
    return found


def shape(found: Framework) -> list[tuple[int, str | None, str]]:
    return [(each.depth, each.item.code, each.item.statement) for each in place(found)]


NUMBERS = [(0, None, "Numbers"), (1, None, "First"), (1, "K.CC.1", "Count & compare")]


def test_asn_as_rdf_xml_is_read_whatever_host_its_addresses_name() -> None:
    found = one(XML)
    assert (found.title, found.subjects, found.notice, found.source) == ("Mathematics", ("Math",), "Rights text", "ASN")
    assert shape(found) == NUMBERS
    by_code = {each.code: each for each in found.items}
    assert (by_code["K.CC.1"].grades, by_code["K.CC.1"].kind) == ((0,), "Standard")
    assert by_code["K.CC.1"].uri == f"{ASN}S2"
    [match] = [edge for edge in found.edges if edge.kind == "exactMatchOf"]
    assert match.destination_uri == "http://corestandards.org/Math/Content/K/CC/A/1"


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><rdf:RDF/>', "document type"),
        ('<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><x/>', "document type"),
        ("<manifest/>", "no ASN document"),
        (XML[:600], "cannot be read"),
        (XML.replace("asn:Statement ", "asn:Other ").replace("asn:Statement>", "asn:Other>"), ""),
        (XML.replace(f'about="{ASN}S3"', f'about="{ASN}S1"'), "described twice"),
        (XML.replace("utf-8", "no-such-encoding"), "cannot be read"),
        (f"<a>{'<a>' * 50}{'</a>' * 50}</a>", "no ASN document"),
    ],
)
def test_T12_other_xml_is_refused_and_nothing_of_it_is_resolved(bad: str, told: str) -> None:
    if not told:
        assert len(one(bad).items) == 1
        return
    with pytest.raises(NotAFramework, match=told):
        read(bad.encode())


def test_asn_as_rdf_json_and_as_a_manifest_give_the_same_tree() -> None:
    literal = {"type": "literal"}
    d, g, a = "http://purl.org/dc/terms/", "http://purl.org/gem/qualifiers/", "http://purl.org/ASN/schema/core/"
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    rdf = {
        f"{ASN}D1": {
            kind: [{"value": f"{a}StandardDocument"}], "http://purl.org/dc/elements/1.1/title": [{"value": "M"}],
            f"{g}hasChild": [{"value": f"{ASN}S1"}],
        },
        f"{ASN}S1": {
            kind: [{"value": f"{a}Statement"}], f"{d}description": [{"value": "Numbers", **literal}],
            f"{g}hasChild": [{"value": f"{ASN}S3"}, {"value": f"{ASN}S2"}],
        },
        f"{ASN}S2": {
            kind: [{"value": f"{a}Statement"}], f"{d}description": [{"value": "Count & compare"}],
            f"{a}statementNotation": [{"value": "K.CC.1"}],
        },
        f"{ASN}S3": {kind: [{"value": f"{a}Statement"}], f"{d}description": [{"value": "First"}]},
    }  # fmt: skip
    assert shape(one(rdf)) == NUMBERS
    text = {"literal": "Numbers", "language": "en-US"}
    below = [
        {"id": f"{ASN}S3", "text": "First", "leaf": "true"},
        {"id": f"{ASN}S2", "dcterms_description": {"literal": "Count & compare"}, "asn_statementNotation": "K.CC.1",
         "dcterms_educationLevel": [{"uri": "http://purl.org/ASN/scheme/ASNEducationLevel/K", "prefLabel": "K"}]},
    ]  # fmt: skip
    first = {"id": f"{ASN}S1", "cls": "folder", "dcterms_description": text, "children": below,
             "dcterms_isPartOf": {"uri": f"{ASN}D1"}}  # fmt: skip
    root = {"id": f"{ASN}D1", "dcterms_title": {"literal": "M"}, "children": [first]}
    for manifest in (root, [root], [first]):
        found = one(manifest)
        assert shape(found) == NUMBERS
        assert {each.grades for each in found.items if each.code} == {(0,)}


def test_a_manifest_of_any_depth_is_read() -> None:
    deep: dict[str, Any] = {"id": f"{ASN}S0", "text": "bottom"}
    for n in range(1, 100):
        deep = {"id": f"{ASN}S{n}", "text": str(n), "children": [deep]}
    assert len(one({"id": f"{ASN}D1", "dcterms_title": "Deep", "children": [deep]}).items) == 100


def standard_set() -> dict[str, Any]:
    return {
        "id": "A1_D1_grade-01", "title": "Grade 1", "subject": "Math", "educationLevels": ["01"],
        "jurisdiction": {"id": "A1", "title": "Kansas"}, "document": {"id": "D1", "title": "Math", "valid": "2017"},
        "license": {"title": "CC BY", "URL": "http://x", "rightsHolder": "Holder"},
        "standards": {
            "B2": {"id": "B2", "asnIdentifier": "S2", "position": 2000, "depth": 1, "statementNotation": "1.OA.1",
                   "statementLabel": "Standard", "description": "Add", "ancestorIds": ["B1"], "parentId": "B1",
                   "exactMatch": ["other name"], "comments": []},
            "B1": {"id": "B1", "asnIdentifier": "S1", "position": 1000, "depth": 0, "description": "Operations",
                   "statementLabel": "Domain", "ancestorIds": [], "parentId": None},
        },
    }  # fmt: skip


def by_list(found: dict[str, Any]) -> Any:
    return {"data": found | {"standards": list(found["standards"].values())}}


def by_depth(found: dict[str, Any]) -> Any:
    """Return an older answer: no parents, the order by what comes next."""
    rows = {own: {**row, "parentId": None, "ancestorIds": None, "position": None}
            for own, row in found["standards"].items()}  # fmt: skip
    rows["B1"] |= {"firstStandard": True, "nextStandard": "B2"}
    return {"data": found | {"standards": rows}}


def by_ancestors(found: dict[str, Any]) -> Any:
    for row in found["standards"].values():
        del row["parentId"]
    return [found]


@pytest.mark.parametrize("shaped", [dict, by_list, by_depth, by_ancestors, lambda found: {"data": found}])
def test_a_standard_set_is_read_in_its_order(shaped: Any) -> None:
    found = one(shaped(standard_set()))
    assert (found.identifier, found.title, found.notice) == ("A1_D1_grade-01", "Kansas Math Grade 1", "CC BY, Holder")
    assert shape(found) == [(0, None, "Operations"), (1, "1.OA.1", "Add")]
    assert {each.grades for each in found.items} == {(1,)}
    assert {edge.kind for edge in found.edges} == {"isChildOf"}


def test_a_set_that_lacks_what_others_have_is_mended_or_refused() -> None:
    lost = standard_set()
    del lost["standards"]["B1"], lost["id"]
    found = one(lost)
    assert found.identifier == "A1_D1_Math_Grade 1"
    assert found.warnings == (
        "once: set has no id: made of its jurisdiction, document and title",
        "once: parent is not in this set: the standard stands at the top (first: B1)",
    )
    assert len(read(orjson.dumps([standard_set(), standard_set() | {"id": "other"}]))) == 2
    empty = standard_set() | {"standards": {}}
    for bad, told in ((empty, "no standards"), ({"data": {"standardSets": []}}, "list of standard sets"),
                      ([standard_set(), empty], "/1"), ([standard_set(), standard_set()], "twice")):  # fmt: skip
        with pytest.raises(NotAFramework, match=told):
            read(orjson.dumps(bad))


def test_our_own_table_is_read_with_any_delimiter_and_encoding() -> None:
    table = (
        "Code;Statement;Parent;Grade;Prerequisites;Exact match\n6.RP;Ratios;;6;;\n"
        "6.RP.1;Understand a ratio — é;6.RP;6;;CCSS.MATH.CONTENT.6.RP.A.1\n6.RP.2;Rates;6.RP;6-7;6.RP.1;\n"
    )
    for data in (table.encode("utf-8-sig"), table.encode("cp1252"), f"sep=;\n{table}".encode()):
        found = one(data, "Ratios 2026")
        assert found.title == "Ratios 2026"
        assert shape(found) == [
            (0, "6.RP", "Ratios"), (1, "6.RP.1", "Understand a ratio — é"), (1, "6.RP.2", "Rates"),
        ]  # fmt: skip
        assert found.items[2].grades == (6, 7)
        [before] = [edge for edge in found.edges if edge.kind == "precedes"]
        assert before.origin == found.items[1].identifier
    assert one(table.encode("cp1252"), "x").warnings[0].startswith("once: file was not UTF-8")
    assert one(table, "x").identifier == one(table + "6.RP.3;Percent;6.RP;6;;\n", "x").identifier


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("code,statement\n", "no standards"),
        ("code,statement\n1,One\n1,One\n", "line 3: 1 occurs twice"),
        ("code,statement\n,\nx,\n,y\n", ""),
        ('code,statement\n1,"One\n2,Two\n', "not a whole table"),
        ("name,age\nAna,6\n", "neither a framework nor a table"),
        ("code,statement,prerequisites\n1,One,2\n2,Two,1\n", "before each other in a circle: 1 → 2 → 1"),
    ],
)
def test_a_table_with_mistakes_is_refused_by_its_line(table: str, told: str) -> None:
    if not told:
        assert len(one(table).items) == 2
        return
    with pytest.raises(NotAFramework) as refused:
        read(table.encode())
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("levels", "grades"),
    [
        ("KG", (0,)), (["K", "01"], (0, 1)), ("09-12", (9, 10, 11, 12)), ("K-2", (0, 1, 2)), ("9,10", (9, 10)),
        (["HS"], (9, 10, 11, 12)), ("Pre-K", (-1,)), ("Grade 4", (4,)), (["AS", "BA", "PS"], ()), (6, (6,)),
        ("PK\u2013K", (-1, 0)), (None, ()), ({"x": 1}, ()), ("2012", ()), (True, ()),
        ("K12", (0, 12)), ("12-9", (9, 12)),
    ],
)  # fmt: skip
def test_grades_in_many_spellings(levels: Any, grades: tuple[int, ...]) -> None:
    item = {"identifier": "i", "fullStatement": "S", "educationLevel": levels}
    document = {"identifier": "d", "uri": "urn:d", "title": "T", "creator": "C"}
    assert one({"CFDocument": document, "CFItems": [item]}).items[0].grades == grades


def test_what_has_no_grade_has_that_of_what_it_stands_below() -> None:
    document = {"identifier": "d", "uri": "urn:d", "title": "T", "creator": "C"}
    rows = [
        ("g", "Grade Level", "Grade 4, Adopted 2012."),
        ("s", "Strand", "Grade is no matter here"),
        ("e", "SE", "x"),
    ]
    items = [{"identifier": own, "CFItemType": kind, "fullStatement": text} for own, kind, text in rows]
    ends = [("g", "d"), ("s", "g"), ("e", "s")]
    edges = [{"associationType": "isChildOf", "originNodeURI": a, "destinationNodeURI": b} for a, b in ends]
    found = one({"CFDocument": document, "CFItems": items, "CFAssociations": edges})
    assert [each.grades for each in place(found)] == [(4,), (4,), (4,)]


def test_a_table_says_its_tree_by_parents_or_by_levels_and_its_order_by_numbers() -> None:
    levels = "Human Coding Scheme,fullStatement,smartLevel\nB,Second,2\nA,First,1\nA.x,Below,1.2\nA.y,Above,1.1\n"
    tree = [(0, "A", "First"), (1, "A.y", "Above"), (1, "A.x", "Below"), (0, "B", "Second")]
    assert shape(one(levels, "x")) == tree
    parents = "identifier,humanCodingScheme,fullStatement,Is Child Of,sequenceNumber,prerequisites\n"
    rows = ",B,Second,,2,nobody\n,A,First,elsewhere,1,\n,A.x,Below,A,2,\n,A.y,Above,A,1,\n"
    found = one(parents + rows, "x")
    assert shape(found) == tree
    assert found.warnings[:2] == (
        "once: prerequisite is not in this table: left out (first: line 2, nobody)",
        "once: parent is not in this table: the line stands at the top (first: line 3, elsewhere)",
    )
