"""JSON in and out with every digit: integers beyond the 64 bits of the fast library go a slower way (rule 6)."""

import json
from typing import Any

import orjson

_LONG = b"0" * 19
_DIGITS = bytes(ord("0") if chr(one) in "0123456789" else ord(" ") for one in range(256))
"""Makes every digit a nought: so a long run of digits is found many times faster than by a pattern."""


def read(text: str | bytes) -> Any:
    """Parse JSON; ValueError for what is none, a number that no double comes near to among it."""
    value = orjson.loads(text)
    raw = text.encode() if isinstance(text, str) else text
    return json.loads(text) if _LONG in raw.translate(_DIGITS) else value


def write(value: Any, *, sort: bool = False) -> bytes:
    """Serialise; `sort` orders the members of all objects, so that equal values give equal bytes."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS if sort else None)
    except orjson.JSONEncodeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=sort).encode()
