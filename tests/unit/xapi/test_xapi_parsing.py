"""Bodies that are no JSON, or JSON a store must not guess about (T13)."""

import pytest

from xapi.errors import UnreadableBody
from xapi.validate import parse


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a":NaN}',
        b"[Infinity]",
        b"[-Infinity]",
        b"[1e999]",
        b'"\xff\xfe"',
        b"\xef\xbb\xbf{}",
        b'"\\ud800"',
    ],
    ids=repr,
)
def test_what_is_no_json_is_refused(body):
    with pytest.raises(UnreadableBody):
        parse(body)


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_t13_depth_64_is_read_and_65_refused(opening, closing):
    parse(opening * 63 + b"[]" + closing * 63)
    with pytest.raises(UnreadableBody, match="deeper than 64"):
        parse(opening * 64 + b"[]" + closing * 64)
    with pytest.raises(UnreadableBody):
        parse(opening * 100_000)


def test_a_name_given_twice_is_refused_with_its_name():
    with pytest.raises(UnreadableBody, match='"verb" more than once'):
        parse(b'[{"actor": {}, "verb": 1, "verb" : 2}]')


@pytest.mark.parametrize("body", [b'{"a":"x\\": y"}', b'{"\\\\":{"b" :1}}', b'["\\":"]', b'{"a":{"a":1}}'])
def test_text_that_looks_like_names_is_no_repetition(body):
    assert parse(body)
