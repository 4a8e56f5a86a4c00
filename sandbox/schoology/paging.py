"""Pages of the LTI services: offset and Link header (schoology facts 3.1, 4)."""

from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import urlencode

from flask import request

from sandbox.schoology.lms import lms

T = TypeVar("T")


def page_of(rows: Sequence[T], size: int) -> tuple[Sequence[T], int, dict[str, str]]:
    """Return the asked page, its number from 1, and the Link header when there is a next one."""
    start = number("start", 0)
    headers = {}
    if start + size < len(rows):
        kept = [(name, value) for name, value in request.args.items(multi=True) if name != "start"]
        address = f"{lms().url}{request.path}?{urlencode([*kept, ('start', start + size)])}"
        headers["Link"] = f'<{address}>; rel="next"'
    return rows[start : start + size], start // size + 1, headers


def number(parameter: str, default: int) -> int:
    """Return a query parameter that is a number; nonsense gives the default."""
    text = request.args.get(parameter, "")
    return int(text) if text.isdecimal() else default
