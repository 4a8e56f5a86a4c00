"""Each carrier in which content says what it is about (standards.md 3) gives the same few names of standards."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.standards.carriers import Declared, NotACarrier, read
from gateway.standards.declared import Ref

GUID = "b1755fd4-4ab0-11e8-a4a2-0a58a9feac2a"
CMI5 = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"


def cmi5(unit: str = "", block: str = "") -> bytes:
    words = "<title><langstring>{0}</langstring></title><description><langstring>d</langstring></description>"
    listed = "".join(f'<objective id="{one}">{words.format(code)}</objective>' for one, code in
                     (("https://x.org/o1", "6.RP.A.1 Ratios"), (f"urn:uuid:{GUID}", "Rates")))  # fmt: skip
    refs = '<objectives><objective idref="{0}"/></objectives>'
    inner = refs.format(unit) if unit else ""
    outer = refs.format(block) if block else ""
    return f"""<?xml version="1.0"?><courseStructure xmlns="{CMI5}"><course id="https://x.org/c">{words.format("C")}</course>
    <objectives>{listed}</objectives><block id="https://x.org/b">{words.format("B")}{outer}
    <au id="https://x.org/a">{words.format("Unit A")}{inner}<url>a.html</url></au></block></courseStructure>""".encode()


def only(data: bytes | dict[str, Any] | list[Any]) -> Declared:
    found = read(data if isinstance(data, bytes) else json.dumps(data).encode())
    assert len(found) == 1, found
    return found[0]


def names(found: Declared) -> set[tuple[str, str]]:
    return {(ref.kind, ref.value) for ref in found.refs}


def test_a_cmi5_unit_has_its_own_objectives_else_its_blocks_else_all() -> None:
    whole = only(cmi5())
    assert (whole.names, whole.title) == (("https://x.org/a",), "Unit A")
    assert {("code", "6.RP.A.1"), ("name", f"urn:uuid:{GUID}")} <= names(whole)
    assert ("code", "6.RP.A.1") not in names(only(cmi5(block=f"urn:uuid:{GUID}")))
    assert ("name", f"urn:uuid:{GUID}") not in names(only(cmi5("https://x.org/o1", f"urn:uuid:{GUID}")))


def test_LRMI_tells_what_is_assessed_from_what_is_taught() -> None:
    page = {
        "@context": "https://schema.org", "@type": "LearningResource", "url": "https://x.org/r", "name": "Ratios",
        "educationalAlignment": [
            {"alignmentType": "assesses", "targetName": "6.RP.A.1", "targetUrl": "http://s.org/6/RP/A/1"},
            {"alignmentType": "teaches", "targetName": "6.RP.A.2"},
            {"alignmentType": "requires", "targetName": "5.NF.B.3"},
        ],
        "assesses": {"@type": "DefinedTerm", "termCode": "6.RP.A.3", "url": "http://s.org/6/RP/A/3"},
    }  # fmt: skip
    found = only(page)
    assert {("code", "6.RP.A.1"), ("name", "http://s.org/6/RP/A/1"), ("code", "6.RP.A.3")} <= names(found)
    assert Ref("code", "6.RP.A.2") in found.taught
    assert not any("6.RP.A.2" in value or "5.NF" in value for _, value in names(found))
    html = b"<!DOCTYPE html><html><head><script type='application/ld+json'>" + json.dumps(page).encode()
    assert only(html + b"</script></head></html>") == found


def test_a_catalogue_names_items_by_guid_and_address() -> None:
    found = only(
        {"resources": [{"url": "https://x.org/1", "name": "One", "learningObjectives": [
            {"alignmentType": "assesses", "caseItemGUID": GUID, "caseItemUri": f"https://c.org/{GUID}",
             "targetURL": "https://t.org/1"}]}]}
    )  # fmt: skip
    assert names(found) >= {("name", GUID), ("name", f"https://c.org/{GUID}"), ("name", "https://t.org/1")}


@pytest.mark.parametrize("ids", [[GUID], [{"learningObjectiveId": GUID}], [{"identifier": GUID}]])
def test_one_roster_lists_ids_as_texts_or_as_objects(ids) -> None:
    line = {"lineItem": {"sourcedId": "li-1", "title": "Test",
                         "learningObjectiveSet": [{"source": "case", "learningObjectiveIds": ids}]}}  # fmt: skip
    found = only(line)
    assert found.names == ("li-1",)
    assert ("name", GUID) in names(found)


@pytest.mark.parametrize("guid", [f"<GUID>{GUID}</GUID>", f"<caseItemURI>{GUID}</caseItemURI><GUID>x</GUID>"])
def test_a_cartridge_gives_labelled_guids_to_their_resource(guid: str) -> None:
    space = 'xmlns="http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1" xmlns:c="http://www.imsglobal.org/xsd/imsccv1p3/imscsmd_v1p0"'
    inner = guid.replace("<", "<c:").replace("<c:/", "</c:")
    found = only(
        f"""<manifest identifier="m" {space}><resources><resource identifier="r0" href="0.html"/>
        <resource identifier="r1" href="1.html"><metadata><c:curriculumStandardsMetadataSet>
        <c:curriculumStandardsMetadata providerId="CASE"><c:setOfGUIDs><c:labelledGUID>{inner}</c:labelledGUID>
        </c:setOfGUIDs></c:curriculumStandardsMetadata></c:curriculumStandardsMetadataSet></metadata></resource>
        </resources></manifest>""".encode()
    )
    assert found.names == ("r1", "1.html")
    assert ("name", GUID) in names(found)


def test_LOM_counts_by_its_purpose_and_by_the_last_taxon() -> None:
    part = """<classification><purpose><value>{0}</value></purpose><taxonPath><taxon><id>6</id></taxon>
    <taxon><id>{1}</id><entry><string>Ratios</string></entry></taxon></taxonPath></classification>"""
    text = f"<lom>{part.format('discipline', 'no')}{part.format('competency', '6.RP.A.1')}</lom>"
    assert names(only(text.encode())) >= {("code", "6.RP.A.1")}
    assert not any("no" in pair or "6" in pair for pair in names(only(text.encode())))


def test_our_CSV_has_an_activity_and_a_standard_a_line_and_may_weigh_it() -> None:
    found = read(b"\xef\xbb\xbfactivity,standard,weight\nhttps://x.org/1,6.RP.A.1,\nhttps://x.org/2,6.RP.A.2,0.5\n")
    assert [(one.names[0], one.weight) for one in found] == [("https://x.org/1", 1.0), ("https://x.org/2", 0.5)]


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"<a", b"a,b\n1,2\n", b"\xff\xfe\x00", b"activity,standard,weight\nx,y,9\n",
     b"activity,standard,weight\nx,y,nan\n",
     b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', b"<a>" * 300 + b"</a>" * 300],
)  # fmt: skip
def test_T12_what_cannot_be_read_is_refused_with_its_reason(data: bytes) -> None:
    with pytest.raises(NotACarrier) as refused:
        read(data)
    assert refused.value.problem


KEYS = st.sampled_from(["url", "name", "assesses", "learningObjectives", "x"])
PLAIN = st.none() | st.text(max_size=8) | st.integers()


@settings(max_examples=60)
@given(st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)))
def test_any_JSON_object_is_read(value) -> None:
    assert isinstance(read(json.dumps({"any": value}).encode()), list)
