"""Course files: every rule of activities.md 1.2 refuses by its own code and place, and what is legal is taken."""

from __future__ import annotations

import pytest

from tests.unit.cmi5.course_files import FILES, NAMESPACE, TEXTS, au, block, course, objectives, references
from xapi.formats.cmi5.structure import InvalidStructure, course_of, described
from xapi.formats.errors import PackageError


def refused(data: bytes, entries: object = FILES) -> list[tuple[str, str]]:
    """Return (code, place) of every problem."""
    with pytest.raises(InvalidStructure) as caught:
        course_of(data, entries)  # type: ignore[arg-type]
    return [(one.rule, one.path.partition(" (")[0]) for one in caught.value.problems]


def test_a_course_is_read_with_blocks_settings_and_trimmed_texts() -> None:
    inside = "<launchParameters> a b </launchParameters><entitlementKey>k</entitlementKey>"
    unit = au(
        url="<![CDATA[ index.html?a=1&b=2 ]]>", inside=inside, moveOn="CompletedAndPassed", masteryScore=" 0.9 ",
        launchMethod="OwnWindow", activityType="quiz", texts=references("o1"),
    )  # fmt: skip
    found = course_of(course(block("b1", au("first"), block("b2", unit)), before=objectives("o1")), FILES)
    one = found.units[1]
    assert (one.id, one.url, one.title) == ("https://school.example/au1", "index.html?a=1&b=2", {"en": "T"})
    assert one.blocks == ("https://school.example/b1", "https://school.example/b2")
    assert (one.move_on, one.mastery_score, one.launch_method) == ("CompletedAndPassed", 0.9, "OwnWindow")
    assert (one.launch_parameters, one.entitlement_key, one.activity_type) == ("a b", "k", "quiz")
    assert one.objectives == ("https://school.example/o1",)
    assert (found.units[0].move_on, found.units[0].mastery_score) == ("NotApplicable", None)
    told = described(found)
    assert told.units[1].extra["masteryScore"] == 0.9
    assert "masteryScore" not in told.units[0].extra


def test_more_than_a_thousand_units_are_taken() -> None:
    units = [au(f"u{n}", "https://a.example/x") for n in range(1001)]
    assert len(course_of(course(*units)).units) == 1001


@pytest.mark.parametrize(
    "url",
    ["index.html", "./index.html", "index.html?a=b#c", "/index.html", "my%20page/a%20b.html", "my page/a b.html",
     "https://h.example:8443/x?y=z", "http://[::1]/x", "app://open/this"],
)  # fmt: skip
def test_addresses_that_are_legal_in_a_package(url: str) -> None:
    assert course_of(course(au(url=url)), FILES).units[0].url == url


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "url-unreadable"), ("not-found.html", "url-missing"), ("../index.html", "url-missing"),
        ("index.html?endpoint=x", "url-parameter"), ("https://h.example/?a=1&amp;activityId=", "url-parameter"),
        ("http://example.com index.html", "url-unreadable"), ("http://h.example:port/", "url-unreadable"),
        ("//h.example/x", "url-unreadable"), ("https://", "url-unreadable"), ("http://[::1/x", "url-unreadable"),
        ("javascript:alert(1)", "url-scheme"), ("data:text/html,x", "url-scheme"), ("C:/x.html", "url-scheme"),
    ],
)  # fmt: skip
def test_addresses_that_are_refused_in_a_package(url: str, code: str) -> None:
    assert refused(course(au(url=url))) == [(code, "/courseStructure/au[1]/url[1]")]


@pytest.mark.parametrize("url", ["index.html", "path/1/index.html", "index.html?abc=def", "/index.html"])
def test_a_course_file_alone_has_absolute_addresses_only(url: str) -> None:
    assert refused(course(au(url=url)), None) == [("url-relative", "/courseStructure/au[1]/url[1]")]
    assert course_of(course(au(url="https://h.example/")), None).units


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (course(au()).replace(b'id="https://school.example/course"', b'id="school.example/course"'), "not-iri",
         "/courseStructure/course[1]"),
        (course(au(id="w3id.org/x")), "not-iri", "/courseStructure/au[1]"),
        (course(block("b", au()).replace("https://school.example/b", "b c")), "not-iri", "/courseStructure/block[1]"),
        (course(au("a"), au("a")), "duplicate-id", "/courseStructure/au[2]"),
        (course(block("b", au("a")), block("b", au("c"))), "duplicate-id", "/courseStructure/block[2]"),
        (course(au(), before=objectives("o", "o")), "duplicate-id", "/courseStructure/objectives[1]/objective[2]"),
        (course(au(texts=references("o"))), "unknown-objective", "/courseStructure/au[1]/objectives[1]/objective[1]"),
        (course(au(moveOn="Always")), "bad-value", "/courseStructure/au[1]"),
        (course(au(launchMethod="Popup")), "bad-value", "/courseStructure/au[1]"),
        (course(au(masteryScore="1.1")), "bad-value", "/courseStructure/au[1]"),
        (course(au(masteryScore="0.12345")), "bad-value", "/courseStructure/au[1]"),
        (course(au(masteryScore="")), "bad-value", "/courseStructure/au[1]"),
        (course(au(id="")), "missing-attribute", "/courseStructure/au[1]"),
        (course(au(colour="red")), "unknown-attribute", "/courseStructure/au[1]"),
        (course(), "missing-element", "/courseStructure"),
        (course(block("b")), "missing-element", "/courseStructure/block[1]"),
        (course(au(inside="<url>index.html</url>")), "repeated-element", "/courseStructure/au[1]/url[2]"),
        (course(au(inside="<price>3</price>")), "unknown-element", "/courseStructure/au[1]/price[1]"),
        (course(au(texts="")), "missing-element", "/courseStructure/au[1]"),
        (course(au().replace(TEXTS, "").replace("</url>", "</url>" + TEXTS)), "element-order",
         "/courseStructure/au[1]/title[1]"),
        (course(au(texts=TEXTS.replace('lang="en"', 'lang="not a tag"'))), "bad-value",
         "/courseStructure/au[1]/title[1]/langstring[1]"),
        (course(au(), before="<objectives></objectives>"), "missing-element", "/courseStructure/objectives[1]"),
    ],
)  # fmt: skip
def test_each_rule_refuses_with_its_code_and_place(data: bytes, code: str, place: str) -> None:
    assert (code, place) in refused(data)


def test_all_problems_are_told_at_once_with_their_lines() -> None:
    data = course("\n", au("a", "gone.html"), "\n", au("a", "index.html?fetch=1", moveOn="No"))
    with pytest.raises(InvalidStructure) as caught:
        course_of(data, FILES)
    assert [one.path for one in caught.value.problems][:2] == ["/courseStructure/au[2] (line 3)"] * 2
    assert {one.rule for one in caught.value.problems} == {"bad-value", "duplicate-id", "url-missing", "url-parameter"}


def test_elements_and_attributes_of_others_are_ignored_everywhere() -> None:
    other = '<x:thing xmlns:x="urn:x" id="1"><x:more/></x:thing>'
    data = course(au(inside=other), block("b", au("c"), other), other)
    data = data.replace(b"<au ", b'<au xmlns:y="urn:y" y:colour="red" ').replace(b"<course ", b"<course ")
    assert len(course_of(data, FILES).units) == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"# no XML", "xml-malformed"), (b"<a><b></a>", "xml-malformed"), (b"", "xml-malformed"),
        (course(au(), namespace="urn:else"), "cmi5-root"), (course(au(), root="course"), "cmi5-root"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]>' + course(au()), "xml-doctype"),
        (b"<a>" * 200 + b"</a>" * 200, "xml-too-large"),
        (b'<a xmlns="' + NAMESPACE.encode() + b'">' + b"<b/>" * 100_001 + b"</a>", "xml-too-large"),
        (b"<a " + b" ".join(b'b%d=""' % n for n in range(300)) + b"/>", "xml-too-large"),
        (b"<a>" + b" " * (5 * 1024 * 1024) + b"</a>", "xml-too-large"),
        (b'<?xml version="1.0" encoding="ebcdic-x"?><a/>', "xml-malformed"),
    ],
)  # fmt: skip
def test_T12_what_is_no_course_file_is_refused_before_anything_is_made_of_it(data: bytes, code: str) -> None:
    with pytest.raises(PackageError) as caught:
        course_of(data, FILES)
    assert caught.value.code == code
