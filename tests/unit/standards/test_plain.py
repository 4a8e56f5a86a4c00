"""Statements are shown as plain text, with every word kept (standards.md 1.3)."""

import pytest

from gateway.standards.plain import plain


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a sum of fractions 1/*b*.", "a sum of fractions 1/b."),
        ("*a*/*b* with *a* > 1", "a/b with a > 1"),
        (r"We paid \$75 for 15", "We paid $75 for 15"),
        ("two  spaces\nand\u00a0more ", "two spaces and more"),
        ("<p>Ratio &amp; rate</p>", "Ratio & rate"),
        ("5 * 7 and 2 * 3", "5 * 7 and 2 * 3"),
        ("problems.* *Expectations are limited.", "problems.* Expectations are limited."),
        ("a < b and b > c", "a < b and b > c"),
    ],
)
def test_marks_of_typesetting_go_and_words_stay(raw: str, shown: str) -> None:
    assert plain(raw) == shown
