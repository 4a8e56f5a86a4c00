"""Codes of standards inside titles, addresses and texts, by their usual shapes (standards.md 4)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

_SHAPES = (
    re.compile(r"(?<![\w.])(?:K|[1-8])\.[A-Z]{1,3}\.(?:[A-Z]\.)?\d{1,2}(?:\.?[a-d])?(?![\w])"),
    re.compile(r"(?<![\w.])(?:HS)?[ANFGS]-[A-Z]{2,3}\.(?:[A-Z]\.)?\d{1,2}(?:\.?[a-d])?(?![\w])"),
    re.compile(r"(?<![\w.])(?:RL|RI|RF|W|SL|L)\.(?:K|\d{1,2}(?:-\d{1,2})?)\.\d{1,2}[a-f]?(?![\w])"),
    re.compile(r"(?<![\w-])(?:K|[1-5]|MS|HS)-(?:PS|LS|ESS|ETS)\d-\d{1,2}(?![\w])"),
    re.compile(r"(?<![\w.])\d{3}\.\d{1,3}\.[a-d]\.\d{1,2}\.[A-Z](?![\w])"),
)
"""Common Core mathematics (to grade 8, high school), its language arts, NGSS, and Texas's rule citations."""


def codes_in(texts: Iterable[str]) -> list[str]:
    """Return the codes that stand in these texts, in the order of the shapes, each once."""
    whole = " ".join(unquote(one).replace("_", " ") for one in texts)
    return list(dict.fromkeys(found for shape in _SHAPES for found in shape.findall(whole)))
