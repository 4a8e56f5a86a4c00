"""Read an H5P package: h5p.json, its content, and the libraries that show it (activities.md 8)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from xapi.formats.described import Described, Unit
from xapi.formats.errors import PackageError, shown
from xapi.formats.zips import Archive

_MIB = 1024 * 1024
ROOT, CONTENT = "h5p.json", "content/content.json"


def read(archive: Archive) -> Described:
    """Return its one unit, launched by a player; PackageError where content or a library is missing."""
    about = _object(archive, ROOT, _MIB)
    _object(archive, CONTENT, 10 * _MIB)
    main = about.get("mainLibrary")
    if not isinstance(main, str) or not main:
        raise PackageError("h5p-main-library", "It does not say which H5P content type it is.", ROOT)
    found = dict(_needed(archive, about))
    title = str(about.get("title") or "H5P").strip()[:500]
    language = about.get("language")
    told = {"en": title} if language in {None, "und"} or not isinstance(language, str) else {language[:20]: title}
    extra = {"library": f"{main}-{found[main]}" if main in found else main, "license": str(about.get("license", ""))}
    return Described(told, (Unit("", told, ROOT, extra=extra),))


def _needed(archive: Archive, about: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield name and version of each library that must be loaded; PackageError lists those that are not there."""
    files, missing = set(archive.names()), []
    waiting, seen = list(_named(about, ROOT)), set()
    while waiting:
        name, version = waiting.pop()
        if (name, version) in seen:
            continue
        seen.add((name, version))
        entry = next((one for one in (f"{name}-{version}/library.json", f"{name}/library.json") if one in files), "")
        if not entry:
            missing.append(f"{name} {version}")
            continue
        yield name, version
        waiting += _named(_object(archive, entry, _MIB), entry)
    if missing:
        raise PackageError(
            "h5p-libraries", f"The file comes without parts that it needs: {shown(', '.join(sorted(missing)), 400)}. "
            "Download it again from where it was made, with its libraries (Reuse, then Download as an .h5p file).",
        )  # fmt: skip


def _named(about: Mapping[str, Any], entry: str) -> Iterator[tuple[str, str]]:
    given = about.get("preloadedDependencies", [])
    if not isinstance(given, list):
        raise PackageError("h5p-json", "Its list of libraries is no list.", entry)
    for one in given:
        try:
            yield str(one["machineName"]), f"{int(one['majorVersion'])}.{int(one['minorVersion'])}"
        except (KeyError, TypeError, ValueError):
            raise PackageError("h5p-json", "Its list of libraries cannot be read.", entry) from None


def _object(archive: Archive, name: str, most: int) -> Mapping[str, Any]:
    try:
        value = json.loads(archive.read(name, most))
    except (ValueError, RecursionError):
        raise PackageError("h5p-json", "A file of the package is no JSON.", name) from None
    if not isinstance(value, dict):
        raise PackageError("h5p-json", "A file of the package is JSON, but no object.", name)
    return value
