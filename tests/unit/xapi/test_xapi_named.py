"""Everybody whom a value of any shape names by an identifier is found."""

from __future__ import annotations

from typing import Any

import pytest

from xapi.named import named


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"account": {"homePage": "h", "name": 3}, "mbox": "mailto:a@x.example"}, set()),
        ({"account": 1}, set()),
        ({"mbox_sha1sum": 7, "openid": "http://x.example/me"}, {"openid|http://x.example/me"}),
        ([[{"who": {"mbox_sha1sum": "ABC"}}]], {"mbox_sha1sum|abc"}),
        ({"homePage": "h", "name": "n"}, {"account|h|n"}),
        ("mailto:a@x.example", set()),
    ],
)
def test_what_looks_like_somebody_is_found_in_any_shape(value: Any, found: set[str]) -> None:
    assert named(value) == found


def test_looking_stops_at_no_depth() -> None:
    deep: Any = {"mbox": "mailto:a@x.example"}
    for _ in range(5000):
        deep = [deep]
    assert named(deep) == {"mbox|mailto:a@x.example"}
