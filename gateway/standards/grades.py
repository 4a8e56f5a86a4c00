"""Grades as publishers write them, brought to integers from -1 (before kindergarten) to 12 (standards.md 1.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_WORDS = {
    "IT": (-1,), "PR": (-1,), "PK": (-1,), "TK": (-1,), "PREK": (-1,), "PRESCHOOL": (-1,),
    "PREKINDERGARTEN": (-1,), "K": (0,), "KG": (0,), "KINDERGARTEN": (0,), "HS": (9, 10, 11, 12), "MS": (6, 7, 8),
}  # fmt: skip
_TOKEN = re.compile(r"[A-Z]+|\d+|[-\u2013\u2014]|[,;/|]")
_DASHES = frozenset("-\u2013\u2014")
_BEFORE_K = re.compile(r"\bPRE[\s-]*K(?:INDERGARTEN|G)?\b")
_NAMED = re.compile(r"\b(?:grades?|kindergarten|pre-?k(?:indergarten)?)\b", re.IGNORECASE)
_YEARS = re.compile(r"\b(?:19|20)\d\d\s*[-\u2013\u2014]\s*(?:19|20)?\d\d\b")


def grades_of(levels: Any) -> tuple[int, ...]:
    """Return the grades of an educationLevel: a text, a number, or a list of them; other words give none."""
    return tuple(sorted({grade for level in _texts(levels) for grade in _read(level)}))


def grades_named(text: str) -> tuple[int, ...]:
    """Return the grades that a heading such as "Grade 4, Adopted 2012" names; none where it speaks of no grade."""
    found = _NAMED.search(text)
    return tuple(sorted(set(_read(text[found.start() : found.start() + 40])))) if found else ()


def _texts(levels: Any) -> Iterable[str]:
    if isinstance(levels, str):
        return [levels]
    if isinstance(levels, (int, float)) and not isinstance(levels, bool):
        return [f"{levels:g}"]
    return [one for level in levels for one in _texts(level)] if isinstance(levels, (list, tuple)) else []


def _read(level: str) -> list[int]:
    """Return the grades of one text: codes, numbers, lists and ranges."""
    tokens = _TOKEN.findall(_YEARS.sub(" ", _BEFORE_K.sub("PK", level.upper())))
    found: list[int] = []
    ranged = False
    for token in tokens:
        if token in _DASHES:
            ranged = bool(found)
            continue
        grades = _grades(token)
        if ranged and grades and found[-1] <= grades[0]:
            found += range(found[-1], grades[0])
        found += grades
        ranged = False
    return found


def _grades(token: str) -> list[int]:
    if token.isdigit():
        return [int(token)] if len(token) < 3 and int(token) <= 12 else []
    return list(_WORDS.get(token, ()))
