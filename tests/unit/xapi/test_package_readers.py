"""Which package it is, and what the readers find; XML without entities (T12)."""

import json
import socket

import pytest
from support import packages

from xapi.formats import h5p, kinds, tincan, xml, zips
from xapi.formats.described import Described
from xapi.formats.errors import PackageError


def kind(data: bytes) -> str:
    with zips.opened(data) as archive:
        return kinds.recognise(archive)


def read(data: bytes) -> Described:
    with zips.opened(data) as archive:
        return (tincan if kinds.recognise(archive) == "tincan" else h5p).read(archive)


def refusal(data: bytes) -> PackageError:
    with pytest.raises(PackageError) as caught:
        read(data)
    return caught.value


def test_each_kind_is_recognised():
    assert kind(packages.tincan()) == "tincan"
    assert kind(packages.h5p()) == "h5p"
    assert kind(packages.zipped({"cmi5.xml": "", "tincan.xml": ""})) == "cmi5"
    assert kind(packages.scorm()) == "scorm12"
    assert kind(packages.scorm("2004 3rd Edition")) == "scorm2004"
    assert kind(packages.scorm("CAM 1.3")) == "scorm2004"


def test_scorm_is_refused_with_what_to_do_instead():
    with pytest.raises(PackageError) as caught:
        kinds.refuse_scorm("scorm12")
    assert caught.value.code == "scorm"
    assert "SCORM 1.2" in caught.value.message
    assert "cmi5" in caught.value.message
    kinds.refuse_scorm("cmi5")


def test_a_package_of_no_kind_is_refused_and_a_folder_too_many_is_said():
    with pytest.raises(PackageError, match="No cmi5"):
        kind(packages.zipped({"index.html": ""}))
    with pytest.raises(PackageError, match=r"h5p\.json has to stand at the top"):
        kind(packages.zipped({"quiz/h5p.json": "{}"}))


def test_the_one_activity_of_a_tincan_package_is_found_with_its_children():
    found = read(packages.tincan())
    unit = found.units[0]
    assert (unit.id, unit.launch, unit.title) == (packages.IRI, "index.html", {"en": "Shadows and ratios"})
    assert unit.description == {"en-US": "Shadows and ratios in words"}
    assert [one["id"] for one in unit.extra["children"]] == [f"{packages.IRI}/quiz"]


def test_a_nested_tincan_package_is_launched_from_its_own_folder():
    nested = {"a/b/tincan.xml": packages.tincan_xml(launch="index.html?x=1#p"), "a/b/index.html": "", "a/b/c/d.js": ""}
    assert read(packages.zipped({**nested, "__MACOSX/x": ""})).units[0].launch == "a/b/index.html?x=1#p"
    with pytest.raises(PackageError):
        kind(packages.zipped({**nested, "other.html": ""}))


def test_a_bare_file_with_an_address_of_its_own_is_taken():
    bare = packages.tincan_xml(launch="https://content.example/course/").encode()
    assert read(bare).units[0].launch == "https://content.example/course/"
    assert refusal(packages.tincan_xml().encode()).code == "tincan-launch"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"launch": "missing.html"}, "tincan-launch"), ({"launch": "../index.html"}, "tincan-launch"),
        ({"launch": ""}, "tincan-launch"), ({"launch": "javascript://x/%0aalert(1)"}, "tincan-launch"),
        ({"iri": "no-iri"}, "tincan-id"), ({"iri": ""}, "tincan-id"),
    ],
)  # fmt: skip
def test_a_tincan_package_that_cannot_be_launched_is_refused(change, code):
    data = packages.zipped({"tincan.xml": packages.tincan_xml(**change), "index.html": ""})
    assert refusal(data).code == code


def test_an_h5p_package_is_read_with_its_content_type():
    found = read(packages.h5p())
    assert found.title == {"en": "Nothing much"}
    assert found.units[0].extra["library"] == "H5P.Nothing-1.0"


def test_an_h5p_package_without_its_libraries_names_them():
    error = refusal(packages.h5p(libraries=False))
    assert error.code == "h5p-libraries"
    assert "H5P.Nothing 1.0" in error.message


@pytest.mark.parametrize(
    "files",
    [
        {"h5p.json": "no json"}, {"h5p.json": "[]"}, {"h5p.json": "[" * 60_000},
        {"h5p.json": '{"mainLibrary": "x", "preloadedDependencies": [1]}', "content/content.json": "{}"},
        {"h5p.json": '{"mainLibrary": "x", "preloadedDependencies": {}}', "content/content.json": "{}"},
        {"h5p.json": "{}", "content/content.json": "{}"}, {"h5p.json": '{"mainLibrary": "x"}'},
    ],
)  # fmt: skip
def test_a_broken_h5p_package_is_refused(files):
    assert refusal(packages.zipped(files)).code.startswith(("h5p-", "entry-missing"))


def laughs() -> str:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE t [<!ENTITY l0 "ha">{lines}]><tincan>&l9;</tincan>'


def test_T12_a_document_type_is_refused_before_any_entity_is_read():
    error = refusal(packages.zipped({"tincan.xml": laughs()}))
    assert (error.code, error.entry) == ("xml-doctype", "tincan.xml")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_T12_an_outer_entity_reaches_nobody(encoding):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        for text in (
            f'<!DOCTYPE t SYSTEM "{url}"><tincan/>', f'<!DOCTYPE t [<!ENTITY e SYSTEM "{url}">]><tincan>&e;</tincan>',
            '<!DOCTYPE t [<!ENTITY e SYSTEM "file:///etc/passwd">]><tincan>&e;</tincan>',
            f'<!DOCTYPE t [<!ENTITY % e SYSTEM "{url}"> %e;]><tincan/>',
        ):  # fmt: skip
            assert refusal(text.encode(encoding)).code == "xml-doctype"
        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"<a>\n" * 300, "xml-too-large", 101), (b"<r>\n" + b"<a/>" * 100_001, "xml-too-large", 2),
        (b"<a>\n", "xml-malformed", 2),
        (b"<r>\n<a " + b" ".join(b'a%d="x"' % n for n in range(30_000)) + b"/></r>", "xml-too-large", 2),
        (b"<r>" + (b"<a " + b" ".join(b'a%d=""' % n for n in range(101)) + b"/>") + b"</r>", "xml-too-large", 1),
        (b"<r>" + (b"<a " + b" ".join(b'a%d=""' % n for n in range(99)) + b"/>") * 1001, "xml-too-large", 1),
        (b"<a>" + b" " * (5 * 1024 * 1024) + b"</a>", "xml-too-large", 0),
        (b"<a>\n\n&unknown;</a>", "xml-malformed", 3), (b"\n<?xml version='1.0'?><a/>", "xml-malformed", 2),
        (b'<?xml version="1.0" encoding="nothing"?><a/>', "xml-malformed", 1), (b"\xff\xfe<", "xml-malformed", 1),
        (b"<a>\n<!DOCTYPE b><b/></a>", "xml-malformed", 2), (b"<!--\n--><!DOCTYPE a><a/>", "xml-doctype", 2),
    ],
)  # fmt: skip
def test_T12_xml_that_is_too_much_or_none_is_refused_with_file_and_line(data, code, line):
    with pytest.raises(PackageError) as caught:
        xml.parse(data, "x.xml")
    assert (caught.value.code, caught.value.entry, caught.value.line) == (code, "x.xml", line)
    assert str(caught.value).endswith(f"(x.xml, line {line})" if line else "(x.xml)")


def test_xml_is_kept_with_namespaces_lines_and_text_in_any_encoding():
    text = '<a xmlns="urn:a" xmlns:b="urn:b" c=" 1 " b:c="2">x\n<b:d>é&amp;&#10;</b:d><![CDATA[<y>]]></a>'
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        root = xml.parse(text.encode(encoding), "x.xml")
        assert (root.namespace, root.name, root.get("c"), root.foreign) == ("urn:a", "a", "1", {"{urn:b}c": "2"})
        assert (root.text, root.children[0].text, root.children[0].line) == ("x\n<y>", "é&", 2)
        assert (list(root.own()), [one.name for one in root.walk()]) == ([], ["a", "d"])


def test_xml_of_another_kind_is_refused():
    assert refusal(b"<html/>").code == "unknown-kind"


def test_what_is_said_of_an_entry_holds_nothing_that_cannot_be_seen():
    error = PackageError("x", "said", "a\x1b[31m\n" + "b" * 300)
    assert error.entry.startswith("a\N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}b")
    assert len(error.entry) == 200
    assert json.dumps(error.entry)
