"""The alternate request syntax of 1.0.3: any request as a POST of a form, for browsers that could not do otherwise.

The form's fields become headers, parameters and body again before anything else looks at the request (xAPI 1.0.3 part
three, 1.3). What does not fit stays as it came, and is refused: `method` is a parameter nowhere. 2.0 has no such thing.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from xapi.version import HEADER

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_FORM = "application/x-www-form-urlencoded"
_METHODS = frozenset({"GET", "HEAD", "PUT", "POST", "DELETE"})
_HEADERS = {
    "authorization": "HTTP_AUTHORIZATION",
    HEADER.lower(): "HTTP_X_EXPERIENCE_API_VERSION",
    "content-type": "CONTENT_TYPE",
    "if-match": "HTTP_IF_MATCH",
    "if-none-match": "HTTP_IF_NONE_MATCH",
    "accept": "HTTP_ACCEPT",
    "accept-language": "HTTP_ACCEPT_LANGUAGE",
}
_IGNORED = "content-length"


def unfolded(environ: WSGIEnvironment, most: int) -> WSGIEnvironment:
    """Return the request that a form stands for, or the request itself; a form of more than `most` bytes is none."""
    asked = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    if environ["REQUEST_METHOD"] != "POST" or [name for name, _ in asked] != ["method"]:
        return environ
    method, length = asked[0][1].upper(), _length(environ)
    if method not in _METHODS or not _is_form(environ) or length is None or length > most:
        return environ
    body = environ["wsgi.input"].read(length)
    as_it_came = {**environ, "wsgi.input": BytesIO(body)}
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body))
    except ValueError:
        return as_it_came
    made = _request(as_it_came, method, fields)
    return as_it_came if made.get("HTTP_X_EXPERIENCE_API_VERSION", "").startswith("2.") else made


def _request(environ: WSGIEnvironment, method: str, fields: list[tuple[str, str]]) -> WSGIEnvironment:
    """Put each field where it belongs; names that are neither a header nor `content` are parameters."""
    made = {**environ, "REQUEST_METHOD": method, "CONTENT_TYPE": "application/json"}
    content, parameters = b"", []
    for name, value in fields:
        if name.lower() in _HEADERS:
            made[_HEADERS[name.lower()]] = value
        elif name == "content":
            content = value.encode()
        elif name.lower() != _IGNORED:
            parameters.append((name, value))
    made["QUERY_STRING"] = urlencode(parameters)
    made["wsgi.input"], made["CONTENT_LENGTH"] = BytesIO(content), str(len(content))
    return made


def _is_form(environ: WSGIEnvironment) -> bool:
    return str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower() == _FORM


def _length(environ: WSGIEnvironment) -> int | None:
    given = str(environ.get("CONTENT_LENGTH") or "")
    return int(given) if given.isascii() and given.isdigit() else None
