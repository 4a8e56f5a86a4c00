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
    if xml.local(root.tag) != "tincan":
        raise PackageError("tincan-root", "The file is no Tin Can description: its root is not <tincan>.", entry)
    activities = [one for one in root.iter() if xml.local(one.tag) == "activity"]
    launched = [one for one in activities if xml.text(_child(one, "launch"))]
    if not launched:
        raise PackageError("tincan-launch", "No activity in it says what is to be launched.", entry)
    first = launched[0]
    unit = Unit(
        id=_iri(first, entry), title=_texts(first, "name") or {"en": first.get("id", "")},
        launch=_launch(archive, xml.text(_child(first, "launch")), folder, entry),
        description=_texts(first, "description"),
        extra={"type": first.get("type", ""), "children": [_told(one) for one in activities if one is not first]},
    )  # fmt: skip
    problems = ("Several activities have a launch address; the first one is used.",) if len(launched) > 1 else ()
    return Described(unit.title, (unit,), problems)


def _child(element: xml.Element, name: str) -> xml.Element | None:
    return next((one for one in element if xml.local(one.tag) == name), None)


def _texts(element: xml.Element, name: str) -> dict[str, str]:
    """Return a text in each language it is given in; real files leave the language out."""
    found = [one for one in element if xml.local(one.tag) == name and xml.text(one)]
    return {one.get("lang") or one.get(xml.LANGUAGE) or "en": xml.text(one) for one in found}


def _told(element: xml.Element) -> Mapping[str, Any]:
    return {"id": element.get("id", ""), "type": element.get("type", ""), "title": _texts(element, "name")}


def _iri(element: xml.Element, entry: str) -> str:
    iri = element.get("id", "").strip()
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
