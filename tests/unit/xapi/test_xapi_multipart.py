"""Multipart bodies, apart from HTTP (rule 23)."""

import hashlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xapi.errors import UnreadableBody
from xapi.multipart import MOST_PARTS, Content, boundary, read, split, write


def under_hash(*contents: bytes) -> dict[str, Content]:
    return {hashlib.sha256(one).hexdigest(): Content("text/plain", one) for one in contents}


@given(st.lists(st.binary(max_size=200), unique=True, max_size=5))
def test_rule_23_what_is_written_is_read_back(contents):
    kept = under_hash(*contents)
    assert read(write(b"{}", kept, "mark-mark-mark"), "multipart/mixed; boundary=mark-mark-mark") == (b"{}", kept)


@given(st.binary(max_size=400))
def test_rule_23_any_bytes_are_read_or_refused(body):
    for text in (
        body,
        b"--m\r\n" + body,
        b"--m\r\nContent-Type: application/json\r\n\r\n{}\r\n--m\r\n" + body + b"\r\n--m--",
    ):
        with suppress(UnreadableBody):  # which is a 400; anything else would be a 500
            read(text, "multipart/mixed; boundary=m")


@pytest.mark.parametrize(
    ("header", "mark"),
    [
        ('multipart/mixed; boundary="a b:c"', b"a b:c"), ("multipart/mixed; charset=x; BOUNDARY=abc", b"abc"),
        ('multipart/mixed; boundary="a\\bc"', b"abc"), ("multipart/mixed;boundary=--x--; y=z", b"--x--"),
    ],
)  # fmt: skip
def test_rule_23_boundaries_quoted_or_not(header, mark):
    assert boundary(header) == mark


@pytest.mark.parametrize(
    "header",
    ["multipart/mixed", "multipart/mixed; boundary=", 'multipart/mixed; boundary=""', 'multipart/mixed; boundary="a ',
     "multipart/mixed; boundary=" + "x" * 71, 'multipart/mixed; boundary="a "', "multipart/mixed; boundary=a\x00b"],
)  # fmt: skip
def test_rule_23_no_legal_boundary_is_refused(header):
    with pytest.raises(UnreadableBody):
        boundary(header)


@pytest.mark.parametrize("size", [MOST_PARTS, MOST_PARTS + 1])
def test_rule_23_the_number_of_parts_is_bounded(size):
    body = b"--m\r\n\r\nx\r\n" * size + b"--m--"
    if size <= MOST_PARTS:
        assert len(split(body, b"m")) == size
    else:
        with pytest.raises(UnreadableBody):
            split(body, b"m")


def test_rule_23_a_longer_boundary_inside_is_refused_and_text_around_is_left_out():
    assert [part.content for part in split(b"before\r\n--m\r\n\r\nx\r\n--m--\r\nafter", b"m")] == [b"x"]
    with pytest.raises(UnreadableBody):
        split(b"--m\r\n\r\nx\r\n--mm\r\n\r\ny\r\n--m--", b"m")


def test_T14_a_content_type_cannot_add_headers():
    body = write(b"{}", {"ab": Content("text/plain\r\nX: y\x00é", b"x")}, "m")
    assert b"Content-Type: text/plainX: y\r\nContent-Transfer-Encoding" in body
