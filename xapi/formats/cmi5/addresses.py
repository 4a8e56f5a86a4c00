"""Which addresses a unit may have, and where they lead (13.1.4, 14)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from xapi.formats import names
from xapi.formats.errors import shown

LAUNCH_PARAMETERS = ("endpoint", "fetch", "actor", "registration", "activityId")
"""What a launch adds to the address (8.1); an address must not have them already."""

_SCRIPTS = frozenset({"about", "blob", "data", "file", "filesystem", "javascript", "vbscript", "view-source"})
"""Schemes that run in, or read from, whoever opens them; the specification allows any scheme."""

_HOST = re.compile(r"[^\s/?#@<>\"{}|\\^`%]+")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def is_iri(text: str) -> bool:
    """Say whether a text is an IRI with a scheme (3)."""
    return _IRI.fullmatch(text) is not None and text.isprintable()


def is_relative(url: str) -> bool:
    """Say whether an address, which `problem` found nothing wrong with, means a file of the package."""
    return not urlsplit(url).scheme


def entry(url: str) -> str:
    """Return the name of the file in the package that a relative address means; it may lead out of it."""
    return posixpath.normpath(names.target(url).lstrip("/") or ".")


def joined(folder: str, url: str) -> str:
    """Return where a relative address leads from a package's folder, which ends with /, with its query and fragment."""
    parts = urlsplit(url)
    return folder + urlunsplit(("", "", quote(entry(url)), parts.query, parts.fragment))


def problem(url: str, entries: Collection[str] | None) -> tuple[str, str] | None:
    """Return (code, what is wrong) of a unit's address, None for a good one.

    `entries` are the files of the package; None where the course came as a file alone.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
        asked = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    except ValueError:
        return "url-unreadable", "the address cannot be read"
    if not url or not url.isprintable():
        return "url-unreadable", "the address is empty, or has characters that no address has"
    taken = sorted(asked & set(LAUNCH_PARAMETERS))
    if taken:
        return "url-parameter", f"the address already has {', '.join(taken)}, which each launch adds"
    if parts.scheme or parts.netloc:
        return _absolute(url, parts.scheme.lower(), host)
    return _relative(url, entries)


def _relative(url: str, entries: Collection[str] | None) -> tuple[str, str] | None:
    if entries is None:
        return "url-relative", "the address is relative, and the course came without files; send a zip of both"
    if entry(url) not in entries:
        return "url-missing", f"there is no {shown(entry(url))} in the package"
    return None


def _absolute(url: str, scheme: str, host: str | None) -> tuple[str, str] | None:
    if not scheme:
        return "url-unreadable", "the address has a host but no scheme"
    if scheme in _SCRIPTS or len(scheme) == 1:
        return "url-scheme", f"addresses that begin with {scheme}: are not opened"
    if re.search(r"[\s<>\"{}|\\^`]", url):
        return "url-unreadable", "the address has a character that must be percent-encoded"
    if scheme in {"http", "https"} and (not host or not _HOST.fullmatch(host)):
        return "url-unreadable", "the address has no host that can be read"
    return None
