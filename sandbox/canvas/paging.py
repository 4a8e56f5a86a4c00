"""Pages of a list with a Link header; other query parameters stay in the addresses (canvas facts 7.2)."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from flask import request

from sandbox.canvas.lms import lms

T = TypeVar("T")


def size(parameter: str, default: int, cap: int) -> int:
    """Page size asked for by the request, between 1 and the cap; nonsense gives the default."""
    text = request.args.get(parameter, "")
    return min(cap, max(1, int(text))) if text.isdecimal() else default


def numbered(items: Sequence[T], per_page: int) -> tuple[Sequence[T], dict[str, str]]:
    """Return the asked page by number and its Link header."""
    text = request.args.get("page", "1")
    return _cut(items, per_page, int(text) if text.isdecimal() else 1, str)


def bookmarked(items: Sequence[T], per_page: int) -> tuple[Sequence[T], int, dict[str, str]]:
    """Return the asked page by case-sensitive bookmark, its number from 1, and its Link header."""
    page = page_of_bookmark(request.args.get("page", ""))
    members, headers = _cut(items, per_page, page, bookmark)
    return members, page, headers


def bookmark(page: int) -> str:
    """Opaque mark of a page."""
    return "bookmark:" + base64.urlsafe_b64encode(f'["Page",{page}]'.encode()).decode()


def page_of_bookmark(mark: str) -> int:
    """Page number behind a bookmark; a damaged one gives the first page again, as a careless client would find out."""
    try:
        text = base64.urlsafe_b64decode(mark.removeprefix("bookmark:").encode()).decode()
    except (binascii.Error, UnicodeDecodeError):
        return 1
    number = text.removeprefix('["Page",').removesuffix("]")
    return max(1, int(number)) if number.isdecimal() else 1


def _cut(
    items: Sequence[T], per_page: int, page: int, mark: Callable[[int], str]
) -> tuple[Sequence[T], dict[str, str]]:
    pages = max(1, -(-len(items) // per_page))
    links = {"current": page, "first": 1, "last": pages}
    if page < pages:
        links["next"] = page + 1
    if page > 1:
        links["prev"] = page - 1
    header = ",".join(f'<{_address(mark(number))}>; rel="{rel}"' for rel, number in links.items())
    return items[(page - 1) * per_page : page * per_page], {"Link": header}


def _address(mark: str) -> str:
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    return f"{lms().url}{request.path}?{urlencode([*others, ('page', mark)])}"
