"""What real servers and hands get wrong: refused with every reason, or mended, and never a crash."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.standards.case import parse
from gateway.standards.model import NotAFramework

ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-9, 99), st.floats(allow_nan=False), st.text(max_size=5),
    st.lists(st.integers(0, 9), max_size=2), st.dictionaries(st.text(max_size=3), st.integers(0, 9), max_size=2),
)  # fmt: skip


def package(document: dict[str, Any] | None = None, item: dict[str, Any] | None = None) -> bytes:
    return orjson.dumps(
        {
            "CFDocument": {"identifier": "d", "uri": "urn:d", "title": "T", "creator": "C", **(document or {})},
            "CFItems": [{"identifier": "i", "fullStatement": "S", **(item or {})}],
        }
    )


def problems(data: bytes) -> list[str]:
    with pytest.raises(NotAFramework) as refused:
        parse(data)
    return [one.path for one in refused.value.problems]


def test_a_grade_as_a_number_is_read() -> None:
    assert parse(package(item={"educationLevel": 6})).items[0].grades == (6,)


@pytest.mark.parametrize("name", ["uri", "humanCodingScheme", "CFItemType"])
def test_a_value_of_another_type_is_named(name: str) -> None:
    assert problems(package(item={name: {"title": "x"}})) == [f"/CFItems/0/{name}"]


def test_a_nul_character_is_named_before_a_database_meets_it() -> None:
    assert problems(package(item={"fullStatement": "a\x00b"})) == ["/CFItems/0/fullStatement"]


def test_an_identifier_that_no_column_holds_is_named() -> None:
    assert problems(package(item={"identifier": "x" * 300})) == ["/CFItems/0/identifier"]


def test_a_required_text_of_another_type_is_one_problem() -> None:
    assert problems(package(document={"title": 5})) == ["/CFDocument/title"]


@given(
    st.sampled_from(["identifier", "uri", "title", "creator", "subject", "notes", "version"]), ODD,
    st.sampled_from(["identifier", "uri", "fullStatement", "humanCodingScheme", "educationLevel", "listEnumeration"]),
    ODD,
)  # fmt: skip
def test_nothing_odd_crashes_the_reader(name: str, value: Any, item_name: str, item_value: Any) -> None:
    try:
        framework = parse(package({name: value}, {item_name: item_value}))
    except NotAFramework:
        return
    assert framework.items
