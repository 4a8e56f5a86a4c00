"""Texts as Moodle's web services take them: one that its cleaning would change is refused as a whole, not cleaned.

In names and notes that is whatever looks like the beginning of a tag; in descriptions, which are HTML, white space
around them, a bare `<` or `&`, and quotation marks written as entities (run on 4.4dev).
"""

from __future__ import annotations

import re
from html import escape

_TAG = re.compile(r"<(?=\S|$)")
_LOOKS_LIKE = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"


def name_of(text: str, limit: int | None = None) -> str:
    """Return a name or note on one line, at most so long, with no tag in it."""
    return _TAG.sub(_LOOKS_LIKE, " ".join(text.split())[:limit])


def html_of(*paragraphs: str) -> str:
    """Return paragraphs as HTML; empty ones are left out."""
    return "".join(f"<p>{escape(one.strip(), quote=False)}</p>" for one in paragraphs if one.strip())
