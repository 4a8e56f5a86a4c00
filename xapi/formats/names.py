"""Names inside a package: which ones are taken (T11).

Whatever some system would read as another place, another file or a device is refused rather than mended.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NoReturn
from urllib.parse import unquote, urlsplit

from xapi.formats.errors import PackageError

_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])(\..*)?")
_FORBIDDEN = frozenset('\\:*?"<>|')
_LONGEST, _LONGEST_PART, _DEEPEST = 1000, 240, 40


def check(name: str) -> None:
    """Refuse a name that leads out of its folder, that a system would read as something else, or that is too long."""
    parts = name.removesuffix("/").split("/")
    problem = ""
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        problem = "has an absolute path"
    elif ".." in parts:
        problem = "leads out of the package"
    elif any(ord(one) < 32 or ord(one) == 127 or one in _FORBIDDEN or 0xD800 <= ord(one) < 0xE000 for one in name):
        problem = "has a character in its name that not every system takes"
    elif any(part in {"", "."} for part in parts):
        problem = "has an empty part in its path"
    elif any(part.endswith((" ", ".")) or _DEVICES.fullmatch(part) for part in parts):
        problem = "has a name that means something else on some systems"
    elif len(name.encode()) > _LONGEST or len(parts) > _DEEPEST or any(len(p.encode()) > _LONGEST_PART for p in parts):
        problem = "has too long a name"
    if problem:
        raise PackageError("entry-name", f"A file in the package {problem}. Rename it and pack again.", name)


def check_all(names: Iterable[str]) -> None:
    """Check each name, and that no two mean the same file where upper and lower case are one."""
    files: set[str] = set()
    folders: set[str] = set()
    for name in names:
        check(name)
        path, folder = folded(name.removesuffix("/")), name.endswith("/")
        if path in files or (path in folders and not folder):
            _twice(name)
        (folders if folder else files).add(path)
        for above in _above(path):
            if above in files:
                _twice(name)
            folders.add(above)


def _above(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _twice(name: str) -> NoReturn:
    raise PackageError("entry-twice", "The package has a file twice under one name. Pack it again.", name)


def folded(name: str) -> str:
    """Return the form in which two names that some system takes for one are equal."""
    return unicodedata.normalize("NFC", name).casefold()


def target(url: str) -> str:
    """Return the entry that a relative URL names: no query, no fragment, percent-decoded; ValueError for no URL."""
    return unquote(urlsplit(url).path)


def absolute(url: str) -> bool:
    """Say whether a launch URL leads out of the package to a host of its own; ValueError for one that is no URL."""
    parts = urlsplit(url)
    return bool(parts.scheme and parts.netloc)
