"""JSON in and out with every digit: integers beyond the 64 bits of the fast library go a slower way (rule 6)."""

import json
import re
from typing import Any

import orjson

_LONG = re.compile(r"[0-9]{19}")
_LONG_BYTES = re.compile(rb"[0-9]{19}")


def read(text: str | bytes) -> Any:
    """Parse JSON; ValueError for what is none, a number that no double comes near to among it."""
    value = orjson.loads(text)
    found = _LONG.search(text) if isinstance(text, str) else _LONG_BYTES.search(text)
    return value if found is None else json.loads(text)


def write(value: Any, *, sort: bool = False) -> bytes:
    """Serialise; `sort` orders the members of all objects, so that equal values give equal bytes."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS if sort else None)
    except orjson.JSONEncodeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=sort).encode()
