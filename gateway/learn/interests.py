"""Words that an activity may interest somebody by, and those that a learner picks: a tie-breaker between equals.

A tag is its text by language. Two tags are the same where their English words are, whatever case and spaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

DETAIL: Final = "interests"
"""Where an activity's detail holds its tags."""

MOST: Final = 5
"""Tags of one activity, and interests of one learner."""

LONGEST: Final = 40
"""Characters of one tag."""


def key(texts: Mapping[str, str]) -> str:
    """Return what tells a tag from others; empty for one without words."""
    text = texts.get("en") or next(iter(texts.values()), "")
    return " ".join(text.split()).casefold()


def tags(detail: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
    """Return the tags of an activity's detail by their keys."""
    found = {key(one): one for one in detail.get(DETAIL, ())}
    return {name: texts for name, texts in found.items() if name}


def typed(text: str) -> list[dict[str, str]]:
    """Return tags as a teacher types them, with commas between; ValueError for too many or a long one."""
    words = [" ".join(one.split()) for one in text.split(",")]
    found = {key({"en": one}): {"en": one} for one in words if one}
    if len(found) > MOST or any(len(one) > LONGEST for one in found):
        raise ValueError("too many tags, or a long one")
    return list(found.values())


def together(details: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Return all tags of many activities by key, each with every language that one of them says it in."""
    found: dict[str, dict[str, str]] = {}
    for detail in details:
        for name, texts in tags(detail).items():
            found[name] = {**texts, **found.get(name, {})}
    return dict(sorted(found.items()))
