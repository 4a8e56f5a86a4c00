"""What an address tells of a standard outside the file that names it: whose it is, its code (standards.md 1.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from gateway.standards.codes import normalise

COMMON_CORE = "common core"
"""The owner of codes that address and urns of the Common Core name; found in titles of frameworks."""

_CORE = re.compile(r"^https?://(?:www\.)?corestandards\.org/(?:the-standards/)?(.+?)/?$", re.IGNORECASE)
_CORE_FIRST = re.compile(r"^(?:Math|Mathematics|ELA-Literacy|ELA)/(?:Content/|Practice/)?", re.IGNORECASE)
_CCSS = re.compile(r"^urn:.*:CCSS(?:-[A-Za-z]+)?:([^:]+)$", re.IGNORECASE)
_PREFIXED = re.compile(r"^CCSS[.\s:-].+$", re.IGNORECASE)
_AIR = re.compile(r"^urn:.*:AIR:(\w+)\|[^:|]+:([^|:]+)(?:\|([^|:]+))?$", re.IGNORECASE)


@dataclass(frozen=True)
class Reference:
    """A standard by its normalised code, and the words that stand in the title of its framework."""

    owner: str
    code_key: str


def reference_in(uri: str) -> Reference | None:
    """Return whom an address names, None for one that tells no code."""
    plain = unquote(uri.strip())
    core, ccss, air = _CORE.match(plain), _CCSS.match(plain), _AIR.match(plain)
    if core:
        code = _CORE_FIRST.sub("", core.group(1)).replace("/", ".")
    elif ccss:
        code = ccss.group(1)
    elif _PREFIXED.match(plain):
        code = plain
    elif air:
        grade, domain, rest = air.groups()
        below = "" if rest is None else f".{_after(rest, grade)}"
        code = f"{domain}{below}" if grade.upper() == "HS" else f"{grade}.{domain}{below}"
    else:
        return None
    key = normalise(code)
    return Reference(COMMON_CORE, key) if key else None


def _after(rest: str, grade: str) -> str:
    """Return what follows the grade, which these addresses say again."""
    return rest.removeprefix(f"{grade}.")
