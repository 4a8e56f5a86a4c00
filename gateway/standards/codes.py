"""Codes of standards as people write them, brought to one form for comparing (standards.md 2)."""

from __future__ import annotations

import re

_PREFIX = re.compile(
    r"^(?:(?:CCSS|CCC?)\b|NGSS\b)[.\s:-]*(?:MATH|M|ELA-LITERACY|ELA)?(?=[.\s:-])[.\s:-]*(?:CONTENT|PRACTICE)?[.\s:-]*",
    re.IGNORECASE,
)
_HIGH_SCHOOL = re.compile(r"^HS(?=[ANFGS](?:[.-]|$))")
_PARTS = re.compile(r"[A-Z]+|\d+")


def normalise(code: str) -> str:
    """Return the comparable form: `CCSS.MATH.CONTENT.6.RP.A.3a` and `6.RP.A.3.a` both give `6.RP.A.3.A`."""
    return ".".join(_PARTS.findall(_HIGH_SCHOOL.sub("", _PREFIX.sub("", code.strip()).upper())))


def without_cluster(key: str) -> str:
    """Return a normalised code without its cluster letter: teachers write 6.RP.3a for 6.RP.A.3.a."""
    parts = key.split(".")
    kept = [
        part
        for index, part in enumerate(parts)
        if not (
            0 < index < len(parts) - 1
            and len(part) == 1
            and part.isalpha()
            and parts[index - 1].isalpha()
            and parts[index + 1].isdigit()
        )
    ]
    return ".".join(kept)


def with_any_cluster(key: str) -> str:
    """Return a normalised code as a pattern of LIKE that also matches with a cluster letter: `6.RP._.3.A`."""
    parts = key.split(".")
    for index in range(1, len(parts)):
        if parts[index].isdigit() and parts[index - 1].isalpha() and len(parts[index - 1]) > 1:
            return ".".join([*parts[:index], "_", *parts[index:]])
    return key


def same(left: str, right: str) -> bool:
    """Say whether two codes mean the same standard, with or without the cluster letter."""
    a, b = normalise(left), normalise(right)
    return a == b or without_cluster(a) == b or a == without_cluster(b)
