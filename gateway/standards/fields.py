"""Read the fields of one JSON object of a framework: texts, identifiers, numbers, days; problems are collected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from gateway.standards.model import LONGEST_ID, Mended, Problem

LONGEST_TEXT = 100_000
"""Characters of a statement: the longest of real frameworks has 2,817."""

LONGEST_CODE = 255
_UUID = re.compile(r"[0-9A-Fa-f]{8}-?(?:[0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LARGEST = 2**31 - 1


def text(node: Mapping[str, Any], name: str, path: str, problems: list[Problem]) -> str | None:
    """Return a text that may be missing; another type, a NUL or one that is far too long is a problem."""
    value = node.get(name)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str):
        problems.append(Problem(f"{path}/{name}", "must be text"))
        return None
    if "\x00" in value:
        problems.append(Problem(f"{path}/{name}", "has a NUL character in it"))
    most = LONGEST_ID if name == "identifier" else LONGEST_TEXT
    if len(value.strip()) > most:
        problems.append(Problem(f"{path}/{name}", f"has more than {most} characters"))
    return value


def required(node: Mapping[str, Any], name: str, path: str, problems: list[Problem]) -> str:
    """Return a text that must be there; its absence is a problem, and so is another type."""
    value = text(node, name, path, problems)
    if value is None and (isinstance(node.get(name), str) or node.get(name) is None):
        problems.append(Problem(f"{path}/{name}", "is required and must be text"))
    return value or ""


def short(node: Mapping[str, Any], name: str, path: str, problems: list[Problem], mended: Mended) -> str | None:
    """Return a code or a label; a number is taken as text, one that is too long for a code is left out."""
    value = node.get(name)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        mended.note(f"{name} is a number: taken as text", path)
        return f"{value:g}" if isinstance(value, float) else str(value)
    found = text(node, name, path, problems)
    if found is None:
        return None
    if len(found.strip()) > LONGEST_CODE:
        mended.note(f"{name} has more than {LONGEST_CODE} characters: left out", path)
        return None
    return " ".join(found.split())


def texts(value: Any) -> list[str]:
    """Return the texts of a value that should be a list of them and may be one (standards.md 1.3)."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    return [one.strip() for one in value if isinstance(one, str) and one.strip()] if isinstance(value, list) else []


def identifier(value: str) -> str:
    """Return an identifier as it is compared: UUIDs in lower case without their wrappings, all else as it is."""
    plain = value.strip()
    bare = plain.removeprefix("urn:uuid:").strip("{}")
    return bare.lower() if _UUID.fullmatch(bare) else plain


def identifier_in(uri: str) -> str | None:
    """Return the UUID with which an address ends, also where the slash before it is missing (standards.md 1.3)."""
    found = _UUID.findall(uri)
    return identifier(found[-1]) if found and uri.rstrip("/").endswith(found[-1]) else None


def number(value: Any) -> int | None:
    """Return a whole number that a database column holds, from a number or its text."""
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value.strip()[:12])
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST else None


def day(value: Any, what: str, path: str, mended: Mended) -> date | None:
    """Return the day of a date or a time; what is none is counted and taken as missing."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    found = _DAY.match(value.strip()) if isinstance(value, str) else None
    try:
        if found:
            return date(*(int(part) for part in found.groups()))
    except ValueError:
        pass
    mended.note(f"{what} is no date: taken as missing", path)
    return None
