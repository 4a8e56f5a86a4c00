"""Read a Tin Can package: tincan.xml, a flat list of activities of which one is launched (activities.md 6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from xapi.formats import kinds, names, xml
from xapi.formats.described import Described, Unit
from xapi.formats.errors import PackageError
from xapi.formats.zips import Archive


def read(archive: Archive) -> Described:
    """Return the one launchable activity, the others in its `extra` as children; PackageError says what is wrong."""
    folder = kinds.tincan_root(archive.names()) or ""
    entry = folder + kinds.ROOT["tincan"]
    root = xml.parse(archive.read(entry, xml.MOST), entry)
    if root.name != "tincan":
        raise PackageError("tincan-root", "The file is no Tin Can description: its root is not <tincan>.", entry)
    activities = [one for one in root.walk() if one.name == "activity"]
    launched = [one for one in activities if _launched(one)]
    if not launched:
        raise PackageError("tincan-launch", "No activity in it says what is to be launched.", entry)
    first = launched[0]
    unit = Unit(
        id=_iri(first, entry), title=_texts(first, "name") or {"en": first.get("id")},
        launch=_launch(archive, _launched(first), folder, entry),
        description=_texts(first, "description"),
        extra={"type": first.get("type"), "children": [_told(one) for one in activities if one is not first]},
    )  # fmt: skip
    problems = ("Several activities have a launch address; the first one is used.",) if len(launched) > 1 else ()
    return Described(unit.title, (unit,), problems)


def _launched(node: xml.Node) -> str:
    """Return what an activity launches; empty for nothing."""
    return next((one.text for one in node.called("launch")), "")


def _texts(node: xml.Node, name: str) -> dict[str, str]:
    """Return a text in each language it is given in; real files leave the language out."""
    found = [one for one in node.called(name) if one.text]
    return {one.get("lang") or one.foreign.get(xml.LANGUAGE, "") or "en": one.text for one in found}


def _told(node: xml.Node) -> Mapping[str, Any]:
    return {"id": node.get("id"), "type": node.get("type"), "title": _texts(node, "name")}


def _iri(node: xml.Node, entry: str) -> str:
    iri = node.get("id")
    try:
        scheme = urlsplit(iri).scheme
    except ValueError:
        scheme = ""
    if not scheme or len(iri) > 1000 or any(one.isspace() for one in iri):
        raise PackageError("tincan-id", f"The id of its activity is no IRI: “{iri[:80]}”.", entry)
    return iri


def _launch(archive: Archive, url: str, folder: str, entry: str) -> str:
    """Return what is launched: an http(s) address, or a path inside the package which must be there."""
    try:
        if names.absolute(url):
            if urlsplit(url).scheme in {"http", "https"}:
                return url
            raise PackageError("tincan-launch", "Its launch address begins with neither http:// nor https://.", entry)
        path = folder + names.target(url)
    except ValueError:
        raise PackageError("tincan-launch", "Its launch address is no address.", entry) from None
    if path not in archive.names():
        raise PackageError("tincan-launch", "The file that it launches is not in the package.", path)
    return folder + url
