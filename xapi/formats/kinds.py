"""Which kind of package it is, by the files it has."""

from __future__ import annotations

from typing import Literal

from xapi.formats import xml
from xapi.formats.errors import PackageError
from xapi.formats.zips import Archive

Kind = Literal["cmi5", "tincan", "h5p", "scorm12", "scorm2004"]
ROOT = {"cmi5": "cmi5.xml", "tincan": "tincan.xml", "h5p": "h5p.json"}
"""The file that names each kind."""

MANIFEST = "imsmanifest.xml"
_2004 = ("2004", "cam 1.3", "1.3")
_INSTEAD = "Export the same content as cmi5 or as Tin Can (xAPI): most authoring tools have both beside SCORM."


def recognise(archive: Archive) -> Kind:
    """Return the kind; PackageError for a package of none. Where several fit, the one that tells most is taken."""
    files = archive.names()
    if ROOT["cmi5"] in files:
        return "cmi5"
    if tincan_root(files) is not None:
        return "tincan"
    if ROOT["h5p"] in files:
        return "h5p"
    if MANIFEST in files:
        return _scorm(archive)
    raise PackageError("unknown-kind", f"No cmi5, Tin Can (xAPI) or H5P package was found in it.{_hint(files)}")


def tincan_root(files: list[str]) -> str | None:
    """Return the folder of tincan.xml, "" or ending with /; None without one.

    It may be nested where every folder above it holds nothing else (activities.md 6).
    """
    found = [name for name in files if name.rpartition("/")[2] == ROOT["tincan"]]
    if len(found) != 1:
        return "" if ROOT["tincan"] in found else None
    folder = found[0].removesuffix(ROOT["tincan"])
    return folder if all(name.startswith(folder) for name in files if not _litter(name)) else None


def _litter(name: str) -> bool:
    """Say whether a file is what an operating system leaves behind in an archive."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] in {".DS_Store", "Thumbs.db"}


def refuse_scorm(kind: Kind) -> None:
    """Raise what is said about a SCORM package, with what to do instead; do nothing for the other kinds."""
    if kind in {"scorm12", "scorm2004"}:
        name = "SCORM 1.2" if kind == "scorm12" else "SCORM 2004"
        reason = "it reports through the learning system's own page and cannot tell which question was answered"
        raise PackageError("scorm", f"This is a {name} package, which Waymark does not run: {reason}. {_INSTEAD}")


def _scorm(archive: Archive) -> Kind:
    root = xml.parse(archive.read(MANIFEST, xml.MOST), MANIFEST)
    schema, version = _named(root, "schema").lower(), _named(root, "schemaversion").lower()
    spaces = {name for one in root.walk() for name in (one.namespace, *one.attributes, *one.foreign)}
    told = " ".join(spaces).lower()
    if version.startswith(_2004) or "adlcp_v1p3" in told:
        return "scorm2004"
    if "scorm" in schema or "adlcp" in told:
        return "scorm12"
    raise PackageError(
        "unknown-kind", "Its manifest names neither SCORM nor anything else that is run here. "
        "Send cmi5, Tin Can (xAPI) or H5P packages one by one.", MANIFEST,
    )  # fmt: skip


def _named(root: xml.Node, name: str) -> str:
    return next((one.text for one in root.walk() if one.name == name), "")


def _hint(files: list[str]) -> str:
    """Say what is most often wrong: the folder was packed instead of what is in it."""
    inner = {name.rpartition("/")[2] for name in files} & {*ROOT.values(), MANIFEST}
    return f" {min(inner)} has to stand at the top: pack what is in the folder, not the folder." if inner else ""
