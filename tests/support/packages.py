"""Packages of activities, honest and hostile, made on the spot."""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

TINCAN = """<?xml version="1.0" encoding="utf-8" ?>
<tincan xmlns="http://projecttincan.com/tincan.xsd"><activities>
<activity id="{iri}" type="http://adlnet.gov/expapi/activities/course">
<name>{name}</name><description lang="en-US">{name} in words</description><launch lang="en-us">{launch}</launch>
</activity>
<activity id="{iri}/quiz" type="http://adlnet.gov/expapi/activities/assessment">
<name lang="en">The quiz</name></activity>
</activities></tincan>"""

IRI = "https://maker.example/courses/shadows"


def zipped(files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip file of these files."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return buffer.getvalue()


def tincan_xml(iri: str = IRI, launch: str = "index.html", name: str = "Shadows and ratios") -> str:
    """Return a tincan.xml."""
    return TINCAN.format(iri=iri, launch=launch, name=name)


def tincan(iri: str = IRI, page: str = "<h1>Shadows</h1>", **more: bytes | str) -> bytes:
    """Return a Tin Can package; `more` are further files, with __ for a dot in their names."""
    others = {name.replace("__", "."): data for name, data in more.items()}
    return zipped({"tincan.xml": "\ufeff" + tincan_xml(iri), "index.html": page, **others})


def h5p(libraries: bool = True, **about: Any) -> bytes:
    """Return an H5P package of a content type that does nothing."""
    version = {"majorVersion": 1, "minorVersion": 0}
    needed = [{"machineName": "H5P.Nothing", **version}]
    told = {
        "title": "Nothing much", "language": "en", "mainLibrary": "H5P.Nothing", "embedTypes": ["div"],
        "preloadedDependencies": needed, **about,
    }  # fmt: skip
    files = {"h5p.json": json.dumps(told), "content/content.json": "{}"}
    if libraries:
        library = {"machineName": "H5P.Nothing", **version, "preloadedJs": [{"path": "nothing.js"}]}
        files |= {"H5P.Nothing-1.0/library.json": json.dumps(library), "H5P.Nothing-1.0/nothing.js": "// nothing"}
    return zipped(files)


def scorm(version: str = "1.2") -> bytes:
    """Return a SCORM package."""
    manifest = (
        '<manifest identifier="m" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" '
        'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"><metadata><schema>ADL SCORM</schema>'
        f"<schemaversion>{version}</schemaversion></metadata></manifest>"
    )
    return zipped({"imsmanifest.xml": manifest, "index.html": ""})


def renamed(data: bytes, old: str, new: bytes) -> bytes:
    """Write another name of the same length over a name, in the file's own list and before the file."""
    assert len(old.encode()) == len(new)
    return data.replace(old.encode(), new)


def flagged(data: bytes, bit: int) -> bytes:
    """Set a flag of every entry."""
    changed = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = changed.find(mark)
        while start >= 0:
            flags = struct.unpack_from("<H", changed, start + at)[0]
            struct.pack_into("<H", changed, start + at, flags | bit)
            start = changed.find(mark, start + 4)
    return bytes(changed)


def special(name: str = "link", target: str = "/etc/passwd", mode: int = 0o120777) -> bytes:
    """Return a package with a symbolic link, or with another special file."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("tincan.xml", tincan_xml())
        packed.writestr("index.html", "")
        entry = zipfile.ZipInfo(name)
        entry.create_system, entry.external_attr = 3, mode << 16
        packed.writestr(entry, target)
    return buffer.getvalue()


def overlapping(copies: int = 50, size: int = 1024 * 1024) -> bytes:
    """Return a package whose entries all lie in the same packed bytes."""
    data = zipped({"a0000": bytes(size)})
    start = data.index(b"PK\x01\x02")
    entry, end = data[start : data.index(b"PK\x05\x06")], bytearray(data[data.index(b"PK\x05\x06") :])
    entries = b"".join(entry.replace(b"a0000", b"a%04d" % n) for n in range(copies))
    struct.pack_into("<HHI", end, 8, copies, copies, len(entries))
    return data[:start] + entries + bytes(end)


def sized(data: bytes, said: int) -> bytes:
    """Let every entry say that it has so many bytes unpacked."""
    changed = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = changed.find(mark)
        while start >= 0:
            struct.pack_into("<I", changed, start + at, said)
            start = changed.find(mark, start + 4)
    return bytes(changed)
