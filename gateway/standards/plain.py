"""Statements of standards as plain text: what editors typed for typesetting is taken off, no word is changed.

Real packages carry Markdown italics, LaTeX escapes, HTML and line breaks (standards.md 1.3). The raw text stays stored.
"""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_ITALIC = re.compile(r"(?<![\w*])\*(?!\s)([^*\n]+?)(?<!\s)\*(?![\w*])")
_ESCAPE = re.compile(r"\\([$%&#_{}])")
_STARS = re.compile(r"(?:\*\s*){2,}")


def plain(statement: str) -> str:
    """Return a statement for display and search, on one line."""
    text = html.unescape(_TAG.sub("", statement))
    text = _ITALIC.sub(r"\1", _STARS.sub("* ", text))
    return " ".join(_ESCAPE.sub(r"\1", text).split())
